package dev.lockstep.report;

import dev.lockstep.training.TrainingListener;
import java.io.Console;
import java.io.PrintStream;

/** Shows how far a training is. Closing it leaves the cursor on a line of its own, also after a failure. */
public interface Progress extends TrainingListener, AutoCloseable {

    /** A bar on a terminal, else a line an epoch, for logs. */
    static Progress forConsole(PrintStream out, boolean terminal) {
        return terminal ? new EpochBar(out) : new EpochLines(out);
    }

    /** Whether standard input and output are a terminal on which a line can be drawn over. */
    static boolean onTerminal() {
        String kind = System.getenv("TERM");
        return kind != null && !kind.isEmpty() && !kind.equals("dumb") && isTerminal(System.console());
    }

    @Override
    void close();

    /** From Java 22 on there may be a console without a terminal; before, there is no such question to ask. */
    private static boolean isTerminal(Console console) {
        try {
            return console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
