package dev.lockstep.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Suggests the nearest known name for an unknown one. */
public final class Names {

    private static final int FEW = 5;

    private Names() {}

    /** {@code unknown optimizer "adm"; did you mean adam? known: adam, momentum, sgd}. */
    public static String unknown(String concept, String name, Collection<String> known) {
        String guess =
                nearest(name, known).map(near -> "; did you mean " + near + "?").orElse(";");
        return "unknown " + concept + " \"" + name + "\"" + guess + " known: " + String.join(", ", known);
    }

    /**
     * The known name with the smallest edit distance, if it is small for its length; of equal ones, the one with the
     * longest common prefix.
     */
    public static Optional<String> nearest(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(candidate -> isNear(wanted, candidate.toLowerCase(Locale.ROOT)))
                .min(Comparator.<String>comparingInt(candidate -> distance(wanted, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparingInt(candidate -> -alike(wanted, candidate.toLowerCase(Locale.ROOT))));
    }

    /** The length of the common prefix of two names. */
    private static int alike(String one, String other) {
        int common = 0;
        while (common < Math.min(one.length(), other.length()) && one.charAt(common) == other.charAt(common)) {
            common++;
        }
        return common;
    }

    private static boolean isNear(String wanted, String candidate) {
        int edits = distance(wanted, candidate);
        return edits <= Math.max(1, candidate.length() / 3) && edits < Math.max(wanted.length(), candidate.length());
    }

    /** The Damerau-Levenshtein distance (F. Damerau, 1964). */
    static int distance(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : edit(edits, i, j, from, to);
            }
        }
        return edits[from.length()][to.length()];
    }

    private static int edit(int[][] edits, int i, int j, String from, String to) {
        int replaced = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
    }

    /** The first few of many names: {@code a, b, c, d, e and 3 more}. */
    public static String few(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(FEW, names.size())));
        return names.size() <= FEW ? first : first + " and " + (names.size() - FEW) + " more";
    }

    /** The name of a constant in plans and messages: {@code ALL_EPOCHS} as {@code all_epochs}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** {@code none, standard or minmax}. */
    public static String either(Collection<String> names) {
        List<String> list = List.copyOf(names);
        int last = list.size() - 1;
        return last < 1 ? String.join("", list) : String.join(", ", list.subList(0, last)) + " or " + list.get(last);
    }
}
