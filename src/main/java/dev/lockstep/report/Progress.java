package dev.lockstep.report;

import dev.lockstep.training.TrainingListener;
import java.io.Console;
import java.io.PrintStream;

/** Shows the progress of a training. Closing it moves the cursor to a new line, even after a failure. */
public interface Progress extends TrainingListener, AutoCloseable {

    /** A bar on a terminal, otherwise one line per epoch. */
    static Progress forConsole(PrintStream out, boolean terminal) {
        return terminal ? new EpochBar(out) : new EpochLines(out);
    }

    /** Whether standard input and output are a terminal whose lines can be redrawn. */
    static boolean onTerminal() {
        String kind = System.getenv("TERM");
        return kind != null && !kind.isEmpty() && !kind.equals("dumb") && isTerminal(System.console());
    }

    @Override
    void close();

    /** Since Java 22 a console may exist without a terminal; earlier versions have no such method. */
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
