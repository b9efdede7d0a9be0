package dev.lockstep.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
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

    private final List<JsonNode> points = new ArrayList<>();
    private int stride = 1;
    private JsonNode last;

    /** @param epoch a line of {@code history.jsonl} */
    public void add(JsonNode epoch) {
        last = epoch;
        if (epoch.path("epoch").asInt() % stride == 0) {
            points.add(epoch);
        }
        if (points.size() > MOST) {
            stride *= 2;
            points.removeIf(point -> point.path("epoch").asInt() % stride != 0);
        }
    }

    /** The number of epochs so far. */
    public int epochs() {
        return last == null ? 0 : last.path("epoch").asInt();
    }

    /** The last epoch; empty before the first ends. */
    public Optional<JsonNode> last() {
        return Optional.ofNullable(last);
    }

    /** Every this many epochs have a point. */
    int stride() {
        return stride;
    }

    List<JsonNode> points() {
        List<JsonNode> all = new ArrayList<>(points);
        if (last != null && (all.isEmpty() || all.get(all.size() - 1) != last)) {
            all.add(last);
        }
        return all;
    }

    /**
     * The numbers of a point by their paths, such as {@code validation.accuracy}; numbers that are not there are left out.
     */
    static Map<String, Double> numbers(JsonNode point) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        addNumbers("", point, numbers);
        return numbers;
    }

    private static void addNumbers(String path, JsonNode node, Map<String, Double> to) {
        if (node.isNumber()) {
            to.put(path, node.doubleValue());
        } else if (node.isObject()) {
            Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
            while (fields.hasNext()) {
                Map.Entry<String, JsonNode> field = fields.next();
                addNumbers(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), to);
            }
        }
    }
}
