package dev.lockstep.benchmark.measurement;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One line of the table: what Lockstep does, beside something else.
 *
 * @param what is measured
 */
public record Figure(String what, Amount lockstep, Amount beside, Goal goal) {

    /** A number, of what, in which unit. */
    public record Amount(String name, double value, String unit) {

        public static Amount rowsPerSecond(String name, double value) {
            return new Amount(name, value, "rows/s");
        }

        public static Amount millis(String name, double value) {
            return new Amount(name, value, "ms");
        }

        String text() {
            return name + ": " + number(value) + " " + unit;
        }

        Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", name);
            fields.put("value", value);
            fields.put("unit", unit);
            return fields;
        }
    }

    double ratio() {
        return lockstep.value() / beside.value();
    }

    boolean isMet() {
        return goal.isMet(this);
    }

    String row() {
        return String.join(
                " | ",
                "| " + what,
                lockstep.text(),
                beside.text(),
                number(ratio()),
                goal.text() + (isMet() ? "" : ", missed") + " |");
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("what", what);
        fields.put("lockstep", lockstep.fields());
        fields.put("beside", beside.fields());
        fields.put("ratio", ratio());
        fields.put("goal", goal.text());
        fields.put("met", isMet());
        return fields;
    }

    /** Three digits that matter, whole numbers from 100. */
    static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
