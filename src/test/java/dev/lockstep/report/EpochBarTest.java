package dev.lockstep.report;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Epochs;
import dev.lockstep.data.ShardLayout;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingResult;
import dev.lockstep.training.TrainingResult.Reason;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpochBarTest {

    /** Two steps an epoch. */
    private static final Epochs CUT = new Epochs(new ShardLayout(100, 1), 50);

    private static final Watched NONE = new Watched(Optional.empty());

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final EpochBar bar = new EpochBar(new PrintStream(bytes, true));

    @Test
    void theLastDrawingShowsTheEnd() {
        bar.start(NONE, 2, CUT, 0);
        for (int epoch = 1; epoch <= 2; epoch++) {
            bar.stepEnded(2L * epoch - 1, 0.5);
            bar.stepEnded(2L * epoch, 0.3);
            bar.epochEnded(report(epoch));
        }
        bar.ended(new TrainingResult(new float[0], 2, 2, 4, Reason.ALL_EPOCHS));
        String last = lastLine();
        assertTrue(last.startsWith("epoch 2/2 "), last);
        assertTrue(
                last.endsWith(" loss 0.2500  accuracy 0.9000  1,230 rows/s  in 0:00")
                        || last.endsWith(" loss 0.2500  validation accuracy 0.9000  1,230 rows/s  in 0:00"),
                last);
        assertEndsWithItsLine();
    }

    @Test
    void stoppingEarlyIsSaid() {
        bar.start(new Watched(Optional.of("loss")), 9, CUT, 0);
        bar.stepEnded(1, 0.5);
        bar.stepEnded(2, 0.3);
        bar.epochEnded(report(1));
        bar.ended(new TrainingResult(new float[0], 1, 1, 2, Reason.EARLY_STOPPING));
        assertTrue(lastLine().startsWith("epoch 1/9 "), lastLine());
        assertTrue(lastLine().endsWith("stopped early after 0:00"), lastLine());
    }

    @Test
    void aFailureLeavesTheCursorOnALineOfItsOwn() {
        bar.start(NONE, 2, CUT, 0);
        bar.stepEnded(1, 0.5);
        bar.close();
        bar.close();
        assertTrue(lastLine().endsWith("stopped after 0:00"), lastLine());
        assertEndsWithItsLine();
    }

    @Test
    void closingKeepsAnInterrupt() {
        bar.start(NONE, 2, CUT, 0);
        Thread.currentThread().interrupt();
        bar.close();
        assertTrue(Thread.interrupted());
        assertEndsWithItsLine();
    }

    @Test
    void noEpochsDrawNothing() {
        bar.start(NONE, 0, CUT, 0);
        bar.ended(new TrainingResult(new float[0], 0, 0, 0, Reason.ALL_EPOCHS));
        bar.close();
        assertEquals(0, bytes.size());
    }

    @Test
    void whatNeverStartedDrawsNothing() {
        assertDoesNotThrow(bar::close);
        assertEquals(0, bytes.size());
    }

    @Test
    void aFinishedTrainingThatIsResumedHasNoSpeed() {
        bar.start(NONE, 2, CUT, 4);
        bar.ended(new TrainingResult(new float[0], 2, 2, 4, Reason.ALL_EPOCHS));
        assertTrue(lastLine().matches("epoch 2/2 .* in 0:00"), lastLine());
        assertTrue(!lastLine().contains("rows/s"), lastLine());
    }

    @Test
    void aConsoleWithoutATerminalGetsLines() {
        PrintStream out = new PrintStream(bytes, true);
        assertInstanceOf(EpochBar.class, Progress.forConsole(out, true));
        assertInstanceOf(EpochLines.class, Progress.forConsole(out, false));
    }

    private static EpochReport report(int epoch) {
        return new EpochReport(epoch, 2L * epoch, 0.25, Map.of("accuracy", 0.9), 0.1, 1, 1234, Map.of());
    }

    private String lastLine() {
        String text = bytes.toString(Charset.defaultCharset()).stripTrailing();
        return text.substring(text.lastIndexOf('\r') + 1);
    }

    private void assertEndsWithItsLine() {
        String text = bytes.toString(Charset.defaultCharset());
        assertEquals(text.length() - System.lineSeparator().length(), text.indexOf(System.lineSeparator()));
    }
}
