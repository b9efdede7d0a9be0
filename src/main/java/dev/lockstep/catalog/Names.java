package dev.lockstep.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a user probably meant by a name that is not known. */
public final class Names {

    private Names() {}

    /** {@code unknown optimizer "adm"; did you mean adam? known: adam, momentum, sgd}. */
    public static String unknown(String concept, String name, Collection<String> known) {
        String guess =
                nearest(name, known).map(near -> "; did you mean " + near + "?").orElse(";");
        return "unknown " + concept + " \"" + name + "\"" + guess + " known: " + String.join(", ", known);
    }

    /** The known name with the fewest edits, if they are few for its length. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(candidate ->
                        distance(wanted, candidate.toLowerCase(Locale.ROOT)) <= Math.max(1, candidate.length() / 3))
                .min(Comparator.comparingInt(candidate -> distance(wanted, candidate.toLowerCase(Locale.ROOT))));
    }

    /** The Levenshtein distance. */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
