package dev.lockstep.data;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Cell values that count as missing: texts such as NA, and numbers such as -999. */
public final class MissingValues implements Serializable {

    /** None: only empty cells are missing. */
    public static final MissingValues NONE = new MissingValues(List.of());

    private static final long serialVersionUID = 1;

    private static final Pattern USUAL = Pattern.compile(
            "n/?a|#n/?a|<na>|null|\\(null\\)|none|nil|missing|unknown|undefined|\\?|-+|\\.|\\*|\\\\n",
            Pattern.CASE_INSENSITIVE);

    private final String[] spellings;
    private final Set<String> texts = new HashSet<>();
    private final Set<Double> numbers = new HashSet<>();

    /** @param spellings a number matches all cells with its value */
    public MissingValues(List<String> spellings) {
        this.spellings = spellings.stream().map(String::strip).distinct().toArray(String[]::new);
        for (String spelling : this.spellings) {
            texts.add(spelling);
            Labels.number(spelling).ifPresent(numbers::add);
        }
    }

    public List<String> spellings() {
        return List.of(spellings);
    }

    /** The numbers among them. */
    public double[] numbers() {
        return numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** Whether a cell that is text is one of them. */
    public boolean include(String cell) {
        if (texts.isEmpty()) {
            return false;
        }
        String text = cell.strip();
        return texts.contains(text)
                || (!numbers.isEmpty()
                        && Labels.number(text).filter(numbers::contains).isPresent());
    }

    /** Whether a cell that is a number is one of them. */
    public boolean include(double cell) {
        return !numbers.isEmpty() && numbers.contains(cell + 0.0);
    }

    /** Whether a text is a usual marker of a missing value. */
    public static boolean isUsual(String text) {
        return USUAL.matcher(text.strip()).matches();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MissingValues values && spellings().equals(values.spellings());
    }

    @Override
    public int hashCode() {
        return spellings().hashCode();
    }

    @Override
    public String toString() {
        return spellings().toString();
    }
}
