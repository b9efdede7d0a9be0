package dev.lockstep.data;

import java.util.Collection;
import java.util.Optional;

/** Booleans in text files: true and false, in any case. */
public final class BooleanText {

    private BooleanText() {}

    /** {@code true} or {@code false}; empty for any other text. */
    public static Optional<String> ofCell(String cell) {
        String word = cell.strip();
        if (word.equalsIgnoreCase("true")) {
            return Optional.of("true");
        }
        return word.equalsIgnoreCase("false") ? Optional.of("false") : Optional.empty();
    }

    /** Whether all of these are booleans. */
    static boolean are(Collection<String> cells) {
        return !cells.isEmpty() && cells.stream().allMatch(cell -> ofCell(cell).isPresent());
    }
}
