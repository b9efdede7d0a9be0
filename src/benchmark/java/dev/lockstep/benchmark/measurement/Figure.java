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
    public record Amount(String name, Spread spread, String unit) {

        /** Of what was measured once. */
        public Amount(String name, double value, String unit) {
            this(name, Spread.of(value), unit);
        }

        public static Amount rowsPerSecond(String name, Spread speed) {
            return new Amount(name, speed, "rows/s");
        }

        public static Amount millis(String name, Spread millis) {
            return new Amount(name, millis, "ms");
        }

        public double value() {
            return spread.median();
        }

        /** With the lowest and the highest of the rounds, if they differ. */
        String text() {
            String text = name + ": " + number(value()) + " " + unit;
            return spread.low() == spread.high()
                    ? text
                    : text + " (" + number(spread.low()) + "–" + number(spread.high()) + ")";
        }

        Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", name);
            fields.put("value", value());
            fields.put("low", spread.low());
            fields.put("high", spread.high());
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
        fields.put("ideal", goal.isIdeal(this));
        return fields;
    }

    /** Three digits that matter, whole numbers from 100. */
    static String number(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
