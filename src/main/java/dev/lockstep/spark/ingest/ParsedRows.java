package dev.lockstep.spark.ingest;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Choice;
import dev.lockstep.data.Categories;
import dev.lockstep.data.DataException;
import dev.lockstep.data.LabelKind;
import dev.lockstep.data.Labels;
import dev.lockstep.data.RawRow;
import dev.lockstep.objective.Loss;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.spark.ingest.row.BadRow;
import dev.lockstep.spark.ingest.row.CellException;
import dev.lockstep.spark.ingest.row.Columns;
import dev.lockstep.spark.ingest.row.CsvHeader;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.spark.ingest.row.FeatureReader;
import dev.lockstep.spark.ingest.row.RowParser;
import dev.lockstep.spark.ingest.row.Survey;
import dev.lockstep.spark.ingest.row.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A source whose rows have all been validated, as canonical rows. The source is read once; its rows are kept on the
 * executors' disks for later passes. The creator closes it.
 */
public final class ParsedRows implements AutoCloseable {

    private final Survey survey;
    private final Meaning meaning;
    private final RowsOnDisk rows;
    /** The rows as {@link RowParser#keep} keeps them. */
    private final RowsOnDisk kept;

    private ParsedRows(RowsOnDisk rows, RowsOnDisk kept, Survey survey, Meaning meaning) {
        this.rows = rows;
        this.kept = kept;
        this.survey = survey;
        this.meaning = meaning;
    }

    public JavaRDD<byte[]> rows() {
        return rows.rows();
    }

    /** The result of the first pass over all rows. */
    public Survey survey() {
        return survey;
    }

    public Meaning meaning() {
        return meaning;
    }

    /**
     * The meaning of cells.
     *
     * @param features reads features, and knows all categories
     * @param labels what labels mean
     */
    public record Meaning(Columns columns, FeatureReader features, Labels labels, LabelKind labelKind) {

        /** For rows like those that a model was trained on. */
        public static Meaning of(FeatureEncoder encoder, RowPlan plan, Labels labels, Choice<Loss> loss) {
            Columns columns = new Columns(encoder.reader().features(), plan.label(), plan.weight(), plan.offset());
            return new Meaning(columns, encoder.reader(), labels, LabelMeaning.kind(columns, loss));
        }

        public int targetWidth() {
            return columns.labels().size();
        }

        /** Parses rows with the same columns, meaning and scaling. */
        public RowParser parser(RowParser.Scales scales) {
            return new RowParser(columns, features, labelKind, labels.areClasses() ? labels : null, scales);
        }

        /** Reads rows with the same columns, meaning and scaling. */
        public ParsedRows read(Table table, RowParser.Scales scales) {
            Columns found = reading(table, () -> columns.in(table.name(), table.rows()));
            RowParser parser = parser(scales);
            Dataset<Row> cells = found.select(table);
            return keeping(cells, parser, kept -> {
                Survey survey = ParsedRows.survey(table, cells, kept, parser);
                return new ParsedRows(parsed(kept, parser, labels), kept, survey, this);
            });
        }
    }

    /**
     * Reads the training rows.
     *
     * @param known the meaning of labels; empty if the rows determine it
     */
    public static ParsedRows read(Table table, RowPlan plan, Choice<Loss> loss, Optional<Labels> known) {
        Columns columns = reading(table, () -> Columns.find(table, plan));
        CsvHeader.requireNamed(table, columns, plan);
        LabelKind labelKind = LabelMeaning.kind(columns, loss);
        RowParser parser = new RowParser(
                columns,
                new FeatureReader(columns, plan),
                labelKind,
                known.orElse(null),
                RowParser.Scales.of(plan, columns));
        Dataset<Row> cells = columns.select(table);
        return keeping(cells, parser, kept -> read(table, cells, kept, plan, loss, known, parser));
    }

    private static ParsedRows read(
            Table table,
            Dataset<Row> cells,
            RowsOnDisk kept,
            RowPlan plan,
            Choice<Loss> loss,
            Optional<Labels> known,
            RowParser parser) {
        Columns columns = new Columns(parser.features().features(), plan.label(), plan.weight(), plan.offset());
        Survey first = survey(table, cells, kept, parser);
        FeatureReader unsettled = new FeatureReader(columns, plan, categories(columns, plan, first));
        // Only all rows together tell whether the text nan is a missing number; rows with it are then checked again.
        Survey survey =
                hasNanAmongNumbers(unsettled, first) ? survey(table, cells, kept, parser.with(unsettled)) : first;
        FeatureReader features = new FeatureReader(columns, plan, categories(columns, plan, survey));
        Labels labels = parser.labelKind() == LabelKind.CLASSES
                ? known.orElseGet(() -> LabelMeaning.classes(plan, survey, loss))
                : Labels.ofNumbers();
        Meaning meaning = new Meaning(columns, features, labels, parser.labelKind());
        return new ParsedRows(parsed(kept, parser.with(features), labels), kept, survey, meaning);
    }

    /** Keeps the rows of a source until it is closed or found to be invalid. */
    private static ParsedRows keeping(Dataset<Row> cells, RowParser parser, Function<RowsOnDisk, ParsedRows> parse) {
        RowsOnDisk kept = RowsOnDisk.of(cells.toJavaRDD(), part -> {
            RawRow scratch = parser.scratch();
            return part.map(row -> parser.keep(row, scratch));
        });
        try {
            return parse.apply(kept);
        } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
            kept.close();
            throw e;
        }
    }

    @Override
    public void close() {
        rows.close();
        kept.close();
    }

    private static RowsOnDisk parsed(RowsOnDisk kept, RowParser parser, Labels meaning) {
        return RowsOnDisk.of(kept.rows(), part -> {
            RawRow scratch = parser.scratch();
            return part.flatMap(row -> parsed(row, parser, meaning, scratch).stream());
        });
    }

    private static Optional<byte[]> parsed(byte[] kept, RowParser parser, Labels meaning, RawRow scratch) {
        try {
            return parser.parse(kept, meaning, scratch);
        } catch (CellException e) {
            throw new DataException(
                    "the data changed during reading: " + e.getMessage() + "; use a source that does not change");
        }
    }

    private static Categories[] categories(Columns columns, RowPlan plan, Survey survey) {
        Categories[] categories = new Categories[columns.features().size()];
        for (int i = 0; i < categories.length; i++) {
            Columns.Feature feature = columns.features().get(i);
            if (feature.hashed()) {
                categories[i] = Categories.hashed(plan.categorical().hash().orElseThrow());
            } else if (feature.categorical()) {
                categories[i] = Categories.of(survey.categories(i));
                if (plan.missing() == RowPlan.Missing.MEAN && hasNanAmongNumbers(categories[i], survey, i)) {
                    categories[i] = categories[i].withMissing();
                }
                if (survey.categories(i).size() > Survey.MOST_CLASSES) {
                    throw new DataException(key("data.categorical") + ": column " + feature.column() + " has more than "
                            + Survey.MOST_CLASSES + " distinct categories; hash them, as with "
                            + key("data.categorical") + ": {columns: " + feature.column()
                            + ", hash: 4096}, or remove it from " + key("data.features"));
                }
            }
        }
        return categories;
    }

    private static boolean hasNanAmongNumbers(FeatureReader features, Survey survey) {
        return Arrays.stream(features.categorical())
                .anyMatch(column -> hasNanAmongNumbers(features.categories(column), survey, column));
    }

    private static boolean hasNanAmongNumbers(Categories categories, Survey survey, int column) {
        return categories.nan() == Categories.Nan.MISSING
                && survey.categories(column).stream().anyMatch(Categories::isNan);
    }

    private static Survey survey(Table table, Dataset<Row> cells, RowsOnDisk kept, RowParser parser) {
        String name = table.name();
        Survey survey = scan(table, kept.rows(), parser);
        if (survey.rows() == 0) {
            throw new DataException(name
                    + (survey.droppedRows() == 0
                            ? " has no rows"
                            : " has no rows left: in all " + survey.droppedRows() + " a feature is missing" + " ("
                                    + key("data.missing: drop") + ")"));
        }
        if (survey.badRows() > 0) {
            // Only the source knows the position of a row in its file.
            BadRow first = BadRow.first(cells, parser, table.path())
                    .orElseThrow(() -> new DataException("the data changed during reading:"
                            + " a bad row is gone; use a source that does not change"));
            long others = survey.badRows() - 1;
            String more = others == 0 ? "" : " (and " + others + " more bad row" + (others == 1 ? ")" : "s)");
            throw new DataException(name + ": " + first.place() + ": " + first.problem() + more);
        }
        if (survey.weight() == 0) {
            throw new DataException(name + ": all row weights are 0");
        }
        return survey;
    }

    private static Survey scan(Table table, JavaRDD<byte[]> rows, RowParser parser) {
        if (rows.getNumPartitions() == 0) {
            return new Survey();
        }
        return reading(table, () -> rows.mapPartitions(
                        part -> List.of(Survey.of(part, parser)).iterator())
                .treeReduce(Survey::merge));
    }

    private static <T> T reading(Table table, Supplier<T> read) {
        try {
            return read.get();
        } catch (Exception e) {
            throw Unreadable.scanning(table, e);
        }
    }
}
