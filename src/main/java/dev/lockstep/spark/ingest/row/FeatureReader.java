package dev.lockstep.spark.ingest.row;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.BooleanText;
import dev.lockstep.data.Categories;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Labels;
import dev.lockstep.data.MissingValues;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.ShortestDecimal;
import dev.lockstep.data.Shown;
import dev.lockstep.format.TableDescription;
import dev.lockstep.format.TableDescription.Trait;
import dev.lockstep.plan.RowPlan;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** Reads the features of rows whose first columns are those of {@link Columns#features}. */
public final class FeatureReader implements Serializable {

    private static final long serialVersionUID = 1;

    private static final int[] NONE = {};
    private static final String NUMBER = "must be a finite number";

    private final Columns.Feature[] features;
    private final int width;
    private final int[] categorical;
    /** The first feature of each column. */
    private final int[] starts;

    private final RowPlan.Missing missing;
    private final MissingValues missingValues;
    private final RowPlan.Unseen unseen;
    /** The categories of each categorical column, null for others; null before they are known. */
    private final Categories[] categories;

    /** @param categories one per column, null for columns of numbers; null before they are known */
    public FeatureReader(
            Columns.Feature[] features,
            RowPlan.Missing missing,
            MissingValues missingValues,
            RowPlan.Unseen unseen,
            Categories[] categories) {
        this.features = features;
        this.starts = new int[features.length];
        for (int i = 1; i < features.length; i++) {
            starts[i] = starts[i - 1] + features[i - 1].width();
        }
        this.width = Arrays.stream(features).mapToInt(Columns.Feature::width).sum();
        this.categorical = IntStream.range(0, features.length)
                .filter(column -> features[column].categorical())
                .toArray();
        this.missing = missing;
        this.missingValues = missingValues;
        this.unseen = unseen;
        this.categories = categories;
    }

    /** For rows that determine the categories. */
    public FeatureReader(Columns columns, RowPlan plan) {
        this(columns, plan, null);
    }

    /** @param categories one per column, null for columns of numbers */
    public FeatureReader(Columns columns, RowPlan plan, Categories[] categories) {
        this(
                columns.features().toArray(Columns.Feature[]::new),
                plan.missing(),
                plan.missingValues(),
                plan.categorical().unseen(),
                categories);
    }

    /** The number of features per row. */
    public int width() {
        return width;
    }

    TableDescription description(Optional<double[]> substitutes) {
        return new TableDescription(
                IntStream.range(0, features.length)
                        .mapToObj(i -> new TableDescription.Column(
                                features[i].column(),
                                features[i].width(),
                                Optional.ofNullable(categories[i]).map(Categories::texts),
                                traits(i)))
                        .toList(),
                Names.of(missing),
                missingValues,
                Names.of(unseen),
                substitutes);
    }

    private Set<Trait> traits(int column) {
        Set<Trait> traits = new HashSet<>(features[column].traits());
        if (categories[column] != null && categories[column].nan() == Categories.Nan.TEXT) {
            traits.add(Trait.NAN_IS_TEXT);
        }
        return traits;
    }

    /** The categories of a categorical column. */
    public Categories categories(int column) {
        return categories[column];
    }

    public List<Columns.Feature> features() {
        return List.of(features);
    }

    public List<String> columnNames() {
        return Arrays.stream(features).map(Columns.Feature::column).toList();
    }

    /** One name per feature, {@code column[i]} for vectors. */
    public List<String> names() {
        return Arrays.stream(features)
                .flatMap(feature -> IntStream.range(0, feature.width()).mapToObj(feature::name))
                .toList();
    }

    /** The number of feature columns. */
    int columns() {
        return features.length;
    }

    /** The categorical features. */
    public int[] categorical() {
        return categorical;
    }

    boolean dropsIncomplete() {
        return missing == RowPlan.Missing.DROP;
    }

    /** The encoding of features as inputs, without imputation. */
    public InputEncoding encoding() {
        Categories[] ofFeatures = new Categories[width];
        int at = 0;
        for (int i = 0; i < features.length; i++) {
            ofFeatures[at] = categories[i];
            at += features[i].width();
        }
        return InputEncoding.of(ofFeatures);
    }

    /**
     * Reads the features of a row; an allowed missing one becomes NaN.
     *
     * @throws CellException naming column and value
     */
    void read(Row row, RawRow to) {
        to.begin(width);
        int at = 0;
        for (int i = 0; i < features.length; i++) {
            Object cell = row.get(i);
            if (features[i].categorical()) {
                readCategory(i, at, cell, to);
            } else if (cell instanceof Vector vector) {
                readVector(i, at, vector, to);
            } else if (cell instanceof scala.collection.Seq<?>) {
                readArray(i, at, row.getList(i), to);
            } else if (isMissing(cell)) {
                for (int element = 0; element < features[i].width(); element++) {
                    to.add(at + element, missing(features[i].column(), NUMBER, cell));
                }
            } else {
                to.add(at, feature(features[i].column(), cell));
            }
            at += features[i].width();
        }
        boolean dropped = dropsIncomplete() && to.isIncomplete();
        if (unseen == RowPlan.Unseen.ERROR && categories != null && !dropped) {
            for (int column : categorical) {
                category(row, column).ifPresent(text -> requireKnown(column, text));
            }
        }
    }

    /** The columns with an unseen category in the last row; none before categories are known. */
    int[] unseen(RawRow row) {
        if (categories == null || categorical.length == 0) {
            return NONE;
        }
        return Arrays.stream(categorical)
                .filter(column -> row.at(starts[column]) > categories[column].count())
                .toArray();
    }

    /** The columns that may have unseen categories. */
    int[] takesUnseen() {
        return unseen == RowPlan.Unseen.BUCKET ? categorical : NONE;
    }

    private void requireKnown(int column, String text) {
        if (categories[column].place(text) > categories[column].count()) {
            throw new CellException(
                    features[column].column(),
                    () -> ": " + categories[column].refusal(text)
                            + "; data.categorical: {unseen: bucket} allows unseen ones");
        }
    }

    private void readCategory(int column, int at, Object cell, RawRow to) {
        if (isMissingCategory(column, cell) && missing != RowPlan.Missing.MEAN) {
            to.add(at, missing(features[column].column(), "must be a category", cell));
            return;
        }
        String name = category(column, cell);
        to.addCategory(at, categories == null ? 1 : categories[column].place(name), name);
    }

    private void readArray(int column, int at, List<?> array, RawRow to) {
        requireWidth(column, array.size());
        for (int i = 0; i < array.size(); i++) {
            String name = features[column].column() + "[" + i + "]";
            Object element = array.get(i);
            to.add(at + i, isMissing(element) ? missing(name, NUMBER, element) : feature(name, element));
        }
    }

    private void requireWidth(int column, int size) {
        if (size != features[column].width()) {
            throw new CellException(
                    features[column].column(),
                    "must have " + features[column].width() + " elements",
                    size + " elements");
        }
    }

    private void readVector(int column, int at, Vector vector, RawRow to) {
        String name = features[column].column();
        requireWidth(column, vector.size());
        if (vector instanceof SparseVector sparse) {
            for (int i = 0; i < sparse.indices().length; i++) {
                to.add(at + sparse.indices()[i], element(name, sparse.indices()[i], sparse.values()[i]));
            }
        } else {
            for (int i = 0; i < vector.size(); i++) {
                to.add(at + i, element(name, i, vector.apply(i)));
            }
        }
    }

    private double element(String column, int index, double value) {
        if (Double.isFinite(value) && !missingValues.include(value)) {
            return value;
        }
        String name = column + "[" + index + "]";
        if (Double.isInfinite(value)) {
            throw new CellException(name, NUMBER, value);
        }
        return missing(name, NUMBER, value);
    }

    private double missing(String column, String must, Object cell) {
        if (missing == RowPlan.Missing.ERROR) {
            String shown = cell == null || cell.toString().isBlank() ? "empty" : Shown.quoted(cell);
            throw new CellException(
                    column, () -> " " + must + " but is " + shown + "; data.missing: drop or mean allows this");
        }
        return Double.NaN;
    }

    /** The name of a feature, {@code column[i]} for an element of a vector. */
    String name(int feature) {
        int column = 0;
        int element = feature;
        while (element >= features[column].width()) {
            element -= features[column++].width();
        }
        return features[column].name(element);
    }

    /** The category in a categorical column, or empty if it is missing in this row. */
    Optional<String> category(Row row, int column) {
        Object cell = row.get(column);
        boolean absent = isMissingCategory(column, cell) && missing != RowPlan.Missing.MEAN;
        return !absent ? Optional.of(category(column, cell)) : Optional.empty();
    }

    private boolean isMissing(Object cell) {
        return isAbsent(cell) || (cell instanceof String text && Categories.isNan(text.strip()));
    }

    private boolean isMissingCategory(int column, Object cell) {
        return isAbsent(cell)
                || (cell instanceof String text
                        && categories != null
                        && categories[column].nan() == Categories.Nan.MISSING
                        && Categories.isNan(text.strip()));
    }

    private boolean isAbsent(Object cell) {
        return cell == null
                || isMissingValue(cell)
                || (cell instanceof String text && text.isBlank())
                || (cell instanceof Double value && value.isNaN())
                || (cell instanceof Float number && number.isNaN());
    }

    /** Whether a cell counts as missing. */
    boolean isMissingValue(Object cell) {
        if (cell instanceof String text) {
            return missingValues.include(text);
        }
        return cell instanceof Number number
                && missingValues.include(
                        cell instanceof Float single ? ShortestDecimal.of(single) : number.doubleValue());
    }

    private double feature(String column, Object cell) {
        if (cell instanceof String text && MissingValues.isUsual(text)) {
            String shown = Shown.quoted(text.strip());
            String how = missing == RowPlan.Missing.ERROR ? " and data.missing: mean or drop take" : " takes";
            throw new CellException(
                    column,
                    () -> " " + NUMBER + " but is " + shown + "; data.missingValues: [" + shown + "]" + how
                            + " it as missing");
        }
        boolean text = cell instanceof String word
                && Labels.number(word).isEmpty()
                && !word.isBlank()
                && Character.isLetter(word.strip().codePointAt(0))
                && BooleanText.ofCell(word).isEmpty();
        if (text && categories == null) {
            String shown = Shown.quoted(cell);
            throw new CellException(
                    column,
                    () -> " " + NUMBER + " but is " + shown + "; add the column to data.categorical if it has names");
        }
        return number(column, cell);
    }

    /** The name of a cell's category, as far as known before all rows are read; the empty text if missing. */
    private String category(int column, Object cell) {
        if (isMissingCategory(column, cell)) {
            return "";
        }
        String text = CellText.of(cell);
        if (categories == null) {
            return text;
        }
        return cell instanceof String ? categories[column].name(text) : categories[column].nameOfValue(text);
    }

    /** Numbers, and booleans as 0 and 1, also as text. */
    static double number(String column, Object cell) {
        if (cell instanceof Float number && Float.isFinite(number)) {
            return ShortestDecimal.of(number);
        }
        if (cell instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        if (cell instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (cell instanceof String text) {
            Optional<Double> value = Labels.number(text);
            if (value.isPresent()) {
                return value.get();
            }
            Optional<String> flag = BooleanText.ofCell(text);
            if (flag.isPresent()) {
                return flag.get().equals("true") ? 1 : 0;
            }
            cell = text.isBlank() ? null : text;
        }
        throw new CellException(column, NUMBER, cell);
    }
}
