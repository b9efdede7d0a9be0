package dev.lockstep.report;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The width of the terminal. Calls {@code stty} at most every few seconds, because a window may be resized. */
final class TerminalWidth {

    private static final int USUAL = 80;
    private static final int NARROWEST = 20;
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(3);

    private int columns;
    private long askedNanos;

    synchronized int columns() {
        if (columns == 0 || System.nanoTime() - askedNanos > ASK_AGAIN_NANOS) {
            columns = asked();
            askedNanos = System.nanoTime();
        }
        return columns;
    }

    private static int asked() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            int columns = Integer.parseInt(answer.strip().replaceFirst("^\\d+ ", ""));
            return columns < NARROWEST ? USUAL : columns;
        } catch (IOException | NumberFormatException e) {
            return USUAL;
        }
    }
}
