package dev.lockstep.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The history of a run as curves over its epochs. Of a long run, every second point is dropped whenever there are more than
 * {@value #MOST}, so a page stays small; the last epoch always has a point.
 */
public final class Curves {

    private static final int MOST = 600;

    private final List<Map<String, Double>> points = new ArrayList<>();
    private int stride = 1;
    private Map<String, Double> last;

    /** @param line of {@code history.jsonl} */
    public void add(JsonNode line) {
        last = new LinkedHashMap<>();
        addNumbers("", line, last);
        if (epoch(last) % stride == 0) {
            points.add(last);
        }
        if (points.size() > MOST) {
            stride *= 2;
            points.removeIf(point -> epoch(point) % stride != 0);
        }
    }

    private static int epoch(Map<String, Double> point) {
        return point.getOrDefault("epoch", 0.0).intValue();
    }

    /** The number of epochs so far. */
    public int epochs() {
        return last == null ? 0 : epoch(last);
    }

    /** The last point; empty before the first epoch ends. */
    Optional<Map<String, Double>> last() {
        return Optional.ofNullable(last);
    }

    /**
     * The points, each with its numbers by their paths, such as {@code validation.accuracy}; numbers that are not there
     * are left out.
     */
    List<Map<String, Double>> points() {
        List<Map<String, Double>> all = new ArrayList<>(points);
        if (last != null && (all.isEmpty() || all.get(all.size() - 1) != last)) {
            all.add(last);
        }
        return all;
    }

    private static void addNumbers(String path, JsonNode node, Map<String, Double> to) {
        if (node.isNumber()) {
            to.put(path, node.doubleValue());
        } else if (node.isObject()) {
            node.properties()
                    .forEach(field -> addNumbers(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), to));
        }
    }
}
