package dev.lockstep.spark.ingest.row;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.Categories;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.MissingValues;
import dev.lockstep.data.RawRow;
import dev.lockstep.format.TableDescription;
import dev.lockstep.format.TableDescription.Trait;
import dev.lockstep.plan.Categorical;
import dev.lockstep.plan.RowPlan;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/** Reads the features of rows whose first columns are those of {@link Columns#features}. */
public final class FeatureReader implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int[] NONE = {};

    private final Columns.Feature[] features;
    private final int width;
    private final int[] categorical;
    /** The first feature of each column. */
    private final int[] starts;

    private final RowPlan.Missing missing;
    private final MissingValues missingValues;
    private final NumberCells numbers;
    private final CategoryCells names;
    private final Categorical.Unseen unseen;
    /** The categories of each categorical column, null for others; null before they are known. */
    private final Categories[] categories;

    /** @param categories one per column, null for columns of numbers; null before they are known */
    public FeatureReader(
            Columns.Feature[] features,
            RowPlan.Missing missing,
            MissingValues missingValues,
            Categorical.Unseen unseen,
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
        this.numbers = new NumberCells(missing, missingValues, categories == null);
        this.unseen = unseen;
        this.categories = categories;
        this.names = new CategoryCells(numbers, categories);
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

    TableDescription description(InputEncoding encoding) {
        return new TableDescription(
                IntStream.range(0, features.length)
                        .mapToObj(i -> TableDescription.Column.of(
                                features[i].column(),
                                features[i].width(),
                                Optional.ofNullable(categories[i]),
                                traits(i),
                                encoding.bins(starts[i], features[i].width())))
                        .toList(),
                Names.of(missing),
                missingValues,
                Names.of(unseen),
                encoding.substitutes());
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

    /** The feature columns, not copied. */
    Columns.Feature[] columnsRead() {
        return features;
    }

    /** The categorical features. */
    public int[] categorical() {
        return categorical;
    }

    /** Those whose categories are a set that the training rows determine. */
    int[] collected() {
        return Arrays.stream(categorical)
                .filter(column -> !features[column].hashed())
                .toArray();
    }

    boolean dropsIncomplete() {
        return missing == RowPlan.Missing.DROP;
    }

    boolean drops(RawRow row) {
        return dropsIncomplete() && row.isIncomplete();
    }

    /** The encoding of features as inputs, without bins and imputation. */
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
            if (features[i].categorical()) {
                readCategory(i, at, row.get(i), to);
            } else {
                numbers.read(features[i], row, i, at, to);
            }
            at += features[i].width();
        }
        requireKnown(row, to);
    }

    /** @throws CellException if a category is unknown but must not be */
    void requireKnown(Row row, RawRow read) {
        if (unseen == Categorical.Unseen.ERROR && categories != null && !drops(read)) {
            for (int column : categorical) {
                category(row, column).ifPresent(text -> names.requireKnown(column, features[column].column(), text));
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
        return unseen == Categorical.Unseen.BUCKET ? categorical : NONE;
    }

    void readCategory(int column, int at, Object cell, RawRow to) {
        if (names.isMissing(column, cell) && missing != RowPlan.Missing.MEAN) {
            to.add(at, numbers.missing(features[column].column(), "must be a category", cell));
            return;
        }
        String name = names.name(column, cell);
        to.addCategory(at, categories == null ? 1 : categories[column].place(name), name);
    }

    /** The name of a feature, {@code column[i]} for an element of a vector. */
    String name(int feature) {
        return names().get(feature);
    }

    /** The category in a categorical column, or empty if it is missing in this row. */
    Optional<String> category(Row row, int column) {
        Object cell = row.get(column);
        boolean absent = names.isMissing(column, cell) && missing != RowPlan.Missing.MEAN;
        return !absent ? Optional.of(names.name(column, cell)) : Optional.empty();
    }

    NumberCells numbers() {
        return numbers;
    }
}
