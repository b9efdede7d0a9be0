package dev.lockstep.report;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * One line of a terminal, drawn over again and again.
 *
 * <p>The library's own consumer opens a JLine terminal. While that is open, an interrupt from the keyboard ends the
 * process at once and bypasses Spark's shutdown and all handlers.
 */
final class TerminalLine implements ProgressBarConsumer {

    /** Space for ^C, which a terminal shows at the end of the line; in the last column it would start a new line. */
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

    /** Keeps the line. */
    @Override
    public synchronized void close() {
        if (drawn && !closed) {
            out.println();
        }
        closed = true;
    }
}
