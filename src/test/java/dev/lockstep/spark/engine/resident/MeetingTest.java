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
class MeetingTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Meeting.StageState RUNS = () -> {};

    private final Meeting meeting = new Meeting(3);
    private final List<Assignment> given = new ArrayList<>();

    private static Assignment assignment(long number) {
        return new Assignment(new Step(0, number, 0, 10), new float[] {number});
    }

    @Test
    void aTaskThatIsThereGetsTheStepWhenItBegins() {
        meeting.ask(new Meeting.Caller(1, 11, 0), given::add);
        assertEquals(List.of(), given);
        Assignment first = assignment(0);
        meeting.begin(first, new int[] {0, 1});
        assertEquals(List.of(first), given);
    }

    @Test
    void aTaskThatComesLaterGetsTheStepAtOnce() {
        Assignment first = assignment(0);
        meeting.begin(first, new int[] {0, 1});
        meeting.ask(new Meeting.Caller(1, 11, 0), given::add);
        assertEquals(List.of(first), given);
    }

    @Test
    void aTaskThatIsNotWantedInAStepWaitsForTheNext() throws InterruptedException {
        meeting.ask(new Meeting.Caller(2, 12, 0), given::add);
        meeting.begin(assignment(0), new int[] {0});
        meeting.bring(0, 0, "zero");
        assertEquals(List.of(), given);
        assertNull(meeting.shares(LONG, RUNS)[2]);
        Assignment second = assignment(1);
        meeting.begin(second, new int[] {2});
        assertEquals(List.of(second), given);
    }

    @Test
    void anAttemptThatStartsAnewGetsTheCurrentStep() {
        Assignment first = assignment(0);
        meeting.begin(first, new int[] {0, 1});
        meeting.ask(new Meeting.Caller(1, 11, 0), given::add);
        meeting.ask(new Meeting.Caller(1, 99, 0), given::add);
        assertEquals(List.of(first, first), given);
    }

    /** They hold the slots that the tasks of the new attempt wait for. */
    @Test
    void tasksOfAnOlderAttemptAtTheStageMustLeave() throws InterruptedException {
        meeting.ask(new Meeting.Caller(0, 10, 0), given::add);
        meeting.ask(new Meeting.Caller(0, 20, 1), given::add);
        assertEquals(List.of(Assignment.LEAVE), given);
        meeting.ask(new Meeting.Caller(1, 11, 0), given::add);
        assertEquals(List.of(Assignment.LEAVE, Assignment.LEAVE), given);
        Assignment first = assignment(0);
        meeting.begin(first, new int[] {0, 1});
        assertEquals(first, given.get(2));
        meeting.bring(1, 0, "from before it left");
        meeting.bring(0, 0, "zero");
        assertEquals("from before it left", meeting.shares(LONG, RUNS)[1]);
    }

    @Test
    void aShareThatComesTwiceCountsOnce() throws InterruptedException {
        meeting.begin(assignment(0), new int[] {0, 1});
        meeting.bring(1, 0, "first");
        meeting.bring(1, 0, "second");
        assertThrows(
                Meeting.MissingException.class, () -> meeting.shares(LONG, MeetingTest::isOver), "0 is still missing");
        meeting.bring(0, 0, "other");
        Object[] shares = meeting.shares(LONG, RUNS);
        assertEquals("first", shares[1]);
        assertEquals("other", shares[0]);
    }

    @Test
    void aShareOfAnOldStepIsOfNoUse() throws InterruptedException {
        meeting.begin(assignment(0), new int[] {0});
        meeting.bring(0, 0, "zero");
        meeting.begin(assignment(1), new int[] {0});
        meeting.bring(0, 0, "zero, late");
        assertThrows(Meeting.MissingException.class, () -> meeting.shares(LONG, MeetingTest::isOver));
        meeting.bring(0, 1, "one");
        assertEquals("one", meeting.shares(LONG, RUNS)[0]);
    }

    /** A task that has brought its share asks for the next step, not for the same again. */
    @Test
    void whoHasBroughtItsShareWaitsForTheNextStep() {
        meeting.begin(assignment(0), new int[] {0, 1});
        meeting.bring(0, 0, "zero");
        meeting.ask(new Meeting.Caller(0, 10, 0), given::add);
        assertEquals(List.of(), given);
    }

    @Test
    void aTaskThatIsNotHeardOfIsMissing() {
        meeting.begin(assignment(0), new int[] {0, 1});
        meeting.bring(0, 0, "zero");
        String message = assertThrows(Meeting.MissingException.class, () -> meeting.shares(Duration.ofSeconds(1), RUNS))
                .getMessage();
        assertEquals("its task on partition 1 was not heard of for 1.0 s", message);
    }

    @Test
    void aRefusalEndsTheStep() {
        meeting.begin(assignment(0), new int[] {0});
        RuntimeException reason = new IllegalStateException("other bits");
        meeting.refuse(reason);
        assertSame(reason, assertThrows(IllegalStateException.class, () -> meeting.shares(LONG, RUNS)));
    }

    @Test
    void atTheEndEverybodyGoesHome() {
        meeting.ask(new Meeting.Caller(0, 10, 0), given::add);
        meeting.end();
        meeting.ask(new Meeting.Caller(1, 11, 0), given::add);
        assertEquals(2, given.size());
        assertTrue(given.stream().allMatch(Assignment::isEnd), given::toString);
        assertEquals(2, meeting.size());
    }

    private static void isOver() {
        throw new Meeting.MissingException("its Spark job ended");
    }
}
