package dev.lockstep.spark.ingest;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Violation;
import dev.lockstep.data.DataException;
import dev.lockstep.data.LabelKind;
import dev.lockstep.data.LabelSpelling;
import dev.lockstep.data.Labels;
import dev.lockstep.objective.Loss;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.spark.ingest.row.Columns;
import dev.lockstep.spark.ingest.row.Survey;
import java.util.List;

/** The meaning of labels: numbers, classes, or a distribution over classes. */
final class LabelMeaning {

    private static final int MOST_SHOWN = 5;

    private LabelMeaning() {}

    /** @throws Violation if the loss cannot have so many label columns */
    static LabelKind kind(Columns columns, Choice<Loss> loss) {
        LabelKind kind = loss.value().labelKind(columns.labels().size());
        if (kind == LabelKind.DISTRIBUTION && !loss.value().takesDistributions()) {
            throw Violation.of(key("data.label") + " must be one column with the loss " + loss.name() + " but is "
                    + columns.labels());
        }
        return kind;
    }

    /**
     * The classes of training rows.
     *
     * @throws DataException if the labels cannot be classes of this loss
     */
    static Labels classes(RowPlan plan, Survey survey, Choice<Loss> loss) {
        boolean several = plan.label().size() > 1;
        String column = key("data.label") + ": " + (several ? "columns " : "column ") + String.join(", ", plan.label());
        if (survey.labels().size() > Survey.MOST_CLASSES) {
            throw new DataException(column + " has more than " + Survey.MOST_CLASSES
                    + " distinct labels; for numbers use a regression loss such as mse");
        }
        Labels labels = Labels.ofClasses(survey.labels().keySet());
        labels.unusable().ifPresent(label -> {
            throw new DataException(
                    column + " must have text, whole numbers from 0, or -1 and 1 as classes with the loss "
                            + loss.name() + " but has " + label
                            + (Labels.number(label)
                                            .filter(value -> value != Math.rint(value))
                                            .isPresent()
                                    ? "; for numbers use a regression loss such as mse"
                                    : ""));
        });
        List<String> classes = labels.classes();
        if (classes.size() < 2) {
            throw new DataException(column + " must have at least 2 classes but has only " + classes);
        }
        if (classes.size() > loss.value().task().mostClasses()) {
            throw new DataException(
                    several
                            ? column + " must have the same 2 classes with the loss " + loss.name() + " but have "
                                    + classes.size() + ", such as "
                                    + String.join(", ", classes.subList(0, Math.min(MOST_SHOWN, classes.size())))
                            : column + " must have 2 classes for this loss but has " + classes.size() + ": "
                                    + LabelSpelling.counted(
                                            survey.labels(),
                                            List.copyOf(survey.labels().keySet()))
                                    + "; "
                                    + LabelSpelling.doubt(survey.labels())
                                            .map(doubt -> doubt + ": use one spelling")
                                            .orElse("for several classes use cross_entropy"));
        }
        return labels;
    }
}
