package dev.lockstep.report;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * One line of a terminal, drawn over again and again.
 *
 * <p>The library's own one opens a JLine terminal, and while that is open an interrupt from the keyboard ends the process
 * at once, past Spark's shutdown and any handler.
 */
final class TerminalLine implements ProgressBarConsumer {

    /** Room for ^C, which a terminal shows at the line's end; in the last column it would begin another line. */
    private static final int ECHO = 2;

    private final PrintStream out;
    private final TerminalWidth width = new TerminalWidth();
    private boolean drawn;
    private boolean closed;

    TerminalLine(PrintStream out) {
        this.out = out;
    }

    @Override
    public int getMaxRenderedLength() {
        return width.columns() - 1 - ECHO;
    }

    @Override
    public synchronized void accept(String line) {
        if (!closed) {
            out.print("\r" + line);
            out.flush();
            drawn = true;
        }
    }

    /** Leaves the line as it is. */
    @Override
    public synchronized void close() {
        if (drawn && !closed) {
            out.println();
        }
        closed = true;
    }
}
