package dev.lockstep.data;

import dev.lockstep.catalog.Names;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Detects labels that are probably different spellings of one class. */
public final class LabelSpelling {

    private LabelSpelling() {}

    /**
     * Describes the first group of labels that differ only in case, spaces, encoding of accents or decimals.
     *
     * @param counts number of rows per label
     */
    public static Optional<String> doubt(Map<String, Long> counts) {
        Map<String, List<String>> alike = new LinkedHashMap<>();
        counts.keySet().forEach(label -> alike.computeIfAbsent(essence(label), any -> new ArrayList<>())
                .add(label));
        List<List<String>> groups =
                alike.values().stream().filter(group -> group.size() > 1).toList();
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        String more = groups.size() == 1 ? "" : " (and " + (groups.size() - 1) + " more such groups)";
        return Optional.of(counted(counts, groups.get(0)) + " differ only in spelling" + more);
    }

    /** Labels with their number of rows, the most frequent first: {@code "no" (40 rows), "yes" (38 rows)}. */
    public static String counted(Map<String, Long> counts, List<String> labels) {
        return Names.few(labels.stream()
                .sorted((left, right) -> Long.compare(counts.get(right), counts.get(left)))
                .map(label ->
                        Shown.quoted(label) + " (" + counts.get(label) + (counts.get(label) == 1 ? " row)" : " rows)"))
                .toList());
    }

    private static String essence(String label) {
        return Labels.number(label).map(Object::toString).orElseGet(() -> Normalizer.normalize(
                        label, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s\\u00a0_-]+", " ")
                .strip());
    }
}
