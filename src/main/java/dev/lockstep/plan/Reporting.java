package dev.lockstep.plan;

import dev.lockstep.plan.schema.Forms;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Key.Reach;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people look at after a run.
 *
 * @param page the file {@code report.html}, and what it draws as {@code diagnostics.json}
 * @param importance of the input columns; empty to leave it out
 * @param tensorboard event files
 * @param mlflow where MLflow tracks the run, if it does
 */
public record Reporting(
        Page page, Optional<Importance> importance, TensorBoard tensorboard, Optional<MlflowPlan> mlflow) {

    /** The page of a run. */
    public enum Page {
        NONE,
        HTML
    }

    /** What event files for TensorBoard have. */
    public enum TensorBoard {
        NONE,
        SCALARS,
        /** Scalars, and histograms of the weights. */
        HISTOGRAMS
    }

    /** Nothing at all. */
    static final Reporting NONE = new Reporting(Page.NONE, Optional.empty(), TensorBoard.NONE, Optional.empty());

    private static final Key<Page> PAGE = Key.of(
            "page",
            Types.oneOf(List.of(Page.values())),
            "html",
            "the page of the run, written when it begins, after epochs and when it ends: html, as `report.html` in the"
                    + " output, with what it draws in `diagnostics.json`; none");
    private static final Key<Optional<Importance>> IMPORTANCE = Key.of(
            "importance",
            Importance.TYPE,
            "auto",
            "the importance of every input column: auto, which takes at most about a tenth of the training's"
                    + " arithmetic; none; {rows, columns, repeats}");
    private static final Key<TensorBoard> TENSORBOARD = Key.of(
            "tensorboard",
            Types.oneOf(List.of(TensorBoard.values())),
            "none",
            "event files for TensorBoard, in `tensorboard` in the output: none; scalars, with the numbers of each epoch;"
                    + " histograms, which adds histograms of each layer's weights");
    private static final Key<Optional<MlflowPlan>> MLFLOW =
            Key.of("mlflow", MlflowPlan.TYPE, "none", "a server of MLflow that tracks the run, or none");
    private static final Section<Reporting> SCHEMA = Section.of(values -> new Reporting(
                    values.get(PAGE), values.get(IMPORTANCE), values.get(TENSORBOARD), values.get(MLFLOW)))
            .with(PAGE, Reporting::page)
            .with(IMPORTANCE, Reporting::importance)
            .with(TENSORBOARD, Reporting::tensorboard)
            .with(MLFLOW, Reporting::mlflow);

    private static final Type<Reporting> TYPE = new Forms<Reporting>("html, none or a mapping of keys", SCHEMA::write)
            .with(
                    plain -> "none".equals(plain),
                    Types.of("none", Map.of("const", "none"), plain -> NONE, reporting -> "none"))
            .with(
                    plain -> "html".equals(plain),
                    Types.of("html", Map.of("const", "html"), plain -> SCHEMA.read(Map.of()), reporting -> "html"))
            .with(Map.class::isInstance, SCHEMA);

    static final Key<Reporting> REPORT =
            Key.of("report", TYPE, "html", "what people look at after a run").reaching(Reach.NOTHING);
}
