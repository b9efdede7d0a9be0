package dev.lockstep.spark;

import dev.lockstep.catalog.Choice;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Labels;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A source whose every row was looked at and can be used, as canonical rows.
 *
 * @param labels what its labels mean
 */
record ParsedRows(JavaRDD<byte[]> rows, Columns columns, Labels labels, LabelKind labelKind) {

    int width() {
        return columns.width();
    }

    int targetWidth() {
        return columns.labels().size();
    }

    /** One name an input, a vector's as {@code column[i]}. */
    List<String> featureNames() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < columns.features().size(); i++) {
            String column = columns.features().get(i);
            int width = columns.widths()[i];
            if (width == 1) {
                names.add(column);
            } else {
                IntStream.range(0, width).forEach(element -> names.add(column + "[" + element + "]"));
            }
        }
        return names;
    }

    /** Reads a source whose labels say themselves what they mean. */
    static ParsedRows read(SparkSession session, String name, SourcePlan source, DataPlan plan, Choice<Loss> loss) {
        Dataset<Row> all = SourceReader.read(session, name, source);
        Columns columns = Columns.find(name, all, plan);
        RowParser parser = new RowParser(columns, labelKind(columns, loss));
        JavaRDD<Row> chosen = columns.select(all).toJavaRDD();
        Survey survey = survey(name, source, chosen, parser);
        Labels labels = parser.labelKind() == LabelKind.CLASSES ? classes(plan, survey, loss) : Labels.ofNumbers();
        return new ParsedRows(chosen.map(row -> parser.parse(row, labels)), columns, labels, parser.labelKind());
    }

    private static LabelKind labelKind(Columns columns, Choice<Loss> loss) {
        if (loss.value().task() == Task.REGRESSION) {
            return LabelKind.NUMBERS;
        }
        if (loss.value().task() == Task.BINARY || columns.labels().size() == 1) {
            return LabelKind.CLASSES;
        }
        if (!loss.value().takesDistributions()) {
            throw new IllegalArgumentException(
                    "data.label must be one column with the loss " + loss.name() + " but is " + columns.labels());
        }
        return LabelKind.DISTRIBUTION;
    }

    /** Reads another source with the same columns, whose labels mean the same. */
    ParsedRows readMore(SparkSession session, String name, SourcePlan source) {
        Dataset<Row> all = SourceReader.readLike(session, name, source, width());
        Columns found = columns.in(name, all);
        RowParser parser = new RowParser(found, labelKind);
        JavaRDD<Row> chosen = found.select(all).toJavaRDD();
        Survey survey = survey(name, source, chosen, parser);
        for (String label : survey.labels().keySet()) {
            if (labels.targetOf(label).isEmpty()) {
                throw new DataException(name + ": column " + columns.labels().get(0) + ": " + labels.refusal(label));
            }
        }
        Labels meaning = labels;
        return new ParsedRows(chosen.map(row -> parser.parse(row, meaning)), found, labels, labelKind);
    }

    private static Labels classes(DataPlan plan, Survey survey, Choice<Loss> loss) {
        String column = String.join(", ", plan.label());
        if (survey.labels().size() > Survey.MOST_CLASSES) {
            throw new DataException("data.label: column " + column + " has more than " + Survey.MOST_CLASSES
                    + " distinct labels; for numbers use a regression loss such as mse");
        }
        Labels labels = Labels.ofClasses(survey.labels().keySet());
        labels.unusable(loss.value().takesNegativeLabels()).ifPresent(label -> {
            throw new DataException("data.label: column " + column + " must have text or whole numbers from 0"
                    + (loss.value().takesNegativeLabels() ? ", or -1 and 1," : "") + " as classes with the loss "
                    + loss.name() + " but has " + label);
        });
        int classes = labels.classes().size();
        if (classes < 2) {
            throw new DataException(
                    "data.label: column " + column + " must have at least 2 classes but has only " + labels.classes());
        }
        if (loss.value().task() == Task.BINARY && classes > 2) {
            throw new DataException("data.label: column " + column + " must have 2 classes for this loss but has "
                    + classes + "; use cross_entropy");
        }
        return labels;
    }

    private static Survey survey(String name, SourcePlan source, JavaRDD<Row> rows, RowParser parser) {
        Survey survey = scan(name, source, rows, parser);
        if (survey.rows() == 0) {
            throw new DataException(name + " has no rows");
        }
        if (survey.badRows() > 0) {
            String more = survey.badRows() > 1 ? " (and " + (survey.badRows() - 1) + " more bad rows)" : "";
            throw new DataException(name + ": " + survey.firstProblem() + more);
        }
        if (survey.weight() == 0) {
            throw new DataException(name + ": all row weights are 0");
        }
        return survey;
    }

    private static Survey scan(String name, SourcePlan source, JavaRDD<Row> rows, RowParser parser) {
        if (rows.getNumPartitions() == 0) {
            return new Survey();
        }
        try {
            return rows.mapPartitions(part -> List.of(Survey.of(part, parser)).iterator())
                    .treeReduce(Survey::merge);
        } catch (Exception e) {
            throw Unreadable.scanning(name, source, e);
        }
    }
}
