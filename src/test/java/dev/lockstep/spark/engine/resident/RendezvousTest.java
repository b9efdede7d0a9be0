package dev.lockstep.spark.engine.resident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RendezvousTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Rendezvous.StageState RUNS = () -> {};

    private final Rendezvous rendezvous = new Rendezvous(3);
    private final List<Assignment> given = new ArrayList<>();

    private static Assignment assignment(long number) {
        return new Assignment(new Step(0, number, 0, 10), new float[] {number});
    }

    @Test
    void aTaskThatIsThereGetsTheStepWhenItBegins() {
        rendezvous.ask(new Rendezvous.Caller(1, 11, 0), given::add);
        assertEquals(List.of(), given);
        Assignment first = assignment(0);
        rendezvous.begin(first, new int[] {0, 1});
        assertEquals(List.of(first), given);
    }

    @Test
    void aTaskThatComesLaterGetsTheStepAtOnce() {
        Assignment first = assignment(0);
        rendezvous.begin(first, new int[] {0, 1});
        rendezvous.ask(new Rendezvous.Caller(1, 11, 0), given::add);
        assertEquals(List.of(first), given);
    }

    @Test
    void aTaskThatIsNotWantedInAStepWaitsForTheNext() throws InterruptedException {
        rendezvous.ask(new Rendezvous.Caller(2, 12, 0), given::add);
        rendezvous.begin(assignment(0), new int[] {0});
        rendezvous.bring(0, 0, "zero");
        assertEquals(List.of(), given);
        assertNull(rendezvous.shares(LONG, RUNS)[2]);
        Assignment second = assignment(1);
        rendezvous.begin(second, new int[] {2});
        assertEquals(List.of(second), given);
    }

    @Test
    void anAttemptThatStartsAnewGetsTheCurrentStep() {
        Assignment first = assignment(0);
        rendezvous.begin(first, new int[] {0, 1});
        rendezvous.ask(new Rendezvous.Caller(1, 11, 0), given::add);
        rendezvous.ask(new Rendezvous.Caller(1, 99, 0), given::add);
        assertEquals(List.of(first, first), given);
    }

    /** They hold the slots that the tasks of the new attempt wait for. */
    @Test
    void tasksOfAnOlderAttemptAtTheStageMustLeave() throws InterruptedException {
        rendezvous.ask(new Rendezvous.Caller(0, 10, 0), given::add);
        rendezvous.ask(new Rendezvous.Caller(0, 20, 1), given::add);
        assertEquals(List.of(Assignment.LEAVE), given);
        rendezvous.ask(new Rendezvous.Caller(1, 11, 0), given::add);
        assertEquals(List.of(Assignment.LEAVE, Assignment.LEAVE), given);
        Assignment first = assignment(0);
        rendezvous.begin(first, new int[] {0, 1});
        assertEquals(first, given.get(2));
        rendezvous.bring(1, 0, "from before it left");
        rendezvous.bring(0, 0, "zero");
        assertEquals("from before it left", rendezvous.shares(LONG, RUNS)[1]);
    }

    @Test
    void aShareThatComesTwiceCountsOnce() throws InterruptedException {
        rendezvous.begin(assignment(0), new int[] {0, 1});
        rendezvous.bring(1, 0, "first");
        rendezvous.bring(1, 0, "second");
        assertThrows(
                Rendezvous.MissingException.class,
                () -> rendezvous.shares(LONG, RendezvousTest::isOver),
                "0 is still missing");
        rendezvous.bring(0, 0, "other");
        Object[] shares = rendezvous.shares(LONG, RUNS);
        assertEquals("first", shares[1]);
        assertEquals("other", shares[0]);
    }

    @Test
    void aShareOfAnOldStepIsOfNoUse() throws InterruptedException {
        rendezvous.begin(assignment(0), new int[] {0});
        rendezvous.bring(0, 0, "zero");
        rendezvous.begin(assignment(1), new int[] {0});
        rendezvous.bring(0, 0, "zero, late");
        assertThrows(Rendezvous.MissingException.class, () -> rendezvous.shares(LONG, RendezvousTest::isOver));
        rendezvous.bring(0, 1, "one");
        assertEquals("one", rendezvous.shares(LONG, RUNS)[0]);
    }

    /** A task that has brought its share asks for the next step, not for the same again. */
    @Test
    void whoHasBroughtItsShareWaitsForTheNextStep() {
        rendezvous.begin(assignment(0), new int[] {0, 1});
        rendezvous.bring(0, 0, "zero");
        rendezvous.ask(new Rendezvous.Caller(0, 10, 0), given::add);
        assertEquals(List.of(), given);
    }

    @Test
    void aTaskThatIsNotHeardOfIsMissing() {
        rendezvous.begin(assignment(0), new int[] {0, 1});
        rendezvous.bring(0, 0, "zero");
        String message = assertThrows(
                        Rendezvous.MissingException.class, () -> rendezvous.shares(Duration.ofSeconds(1), RUNS))
                .getMessage();
        assertEquals("its task on partition 1 sent no heartbeat for 1.0 s", message);
    }

    @Test
    void aRefusalEndsTheStep() {
        rendezvous.begin(assignment(0), new int[] {0});
        RuntimeException reason = new IllegalStateException("other bits");
        rendezvous.refuse(reason);
        assertSame(reason, assertThrows(IllegalStateException.class, () -> rendezvous.shares(LONG, RUNS)));
    }

    @Test
    void atTheEndEverybodyGoesHome() {
        rendezvous.ask(new Rendezvous.Caller(0, 10, 0), given::add);
        rendezvous.end();
        rendezvous.ask(new Rendezvous.Caller(1, 11, 0), given::add);
        assertEquals(2, given.size());
        assertTrue(given.stream().allMatch(Assignment::isEnd), given::toString);
        assertEquals(2, rendezvous.size());
    }

    private static void isOver() {
        throw new Rendezvous.MissingException("its Spark job ended");
    }
}
