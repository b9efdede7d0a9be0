package dev.lockstep.benchmark;

import dev.lockstep.benchmark.measurement.Figure;
import dev.lockstep.benchmark.measurement.Figure.Amount;
import dev.lockstep.benchmark.measurement.Goal;
import dev.lockstep.benchmark.measurement.Rounds;
import dev.lockstep.benchmark.measurement.Rounds.Samples;
import dev.lockstep.benchmark.peers.Mllib;
import dev.lockstep.benchmark.peers.MllibProcess;
import dev.lockstep.benchmark.peers.Peer;
import dev.lockstep.benchmark.peers.TransformSpeed;
import dev.lockstep.estimator.MlpClassificationModel;
import dev.lockstep.estimator.MlpClassifier;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.spark.training.ClusterTraining;
import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** MLlib's classifier on the same rows: how fast it is, and how long until it is as good. */
final class MllibComparison {

    private static final String SPEED = "rowsPerSecond";
    private static final int BATCH = 2048;
    /** The fewest that do more than begin. */
    private static final int ITERATIONS = 2;

    private final Comparison on;
    private final Extent extent;
    private final Mllib mllib;
    private double shippedSpeed;

    MllibComparison(Comparison on, Extent extent) {
        this.on = on;
        this.extent = extent;
        this.mllib = new Mllib(on.session(), on.workload());
    }

    /** Rows × gradient evaluations a second, with the BLAS of this process and with the one MLlib finds by itself. */
    void speed(String place, Peer asShipped) {
        int rows = on.workload().rows();
        // Asked first, so that it has started before anything is measured.
        String shipped = "MLlib as spark-submit runs it (" + asShipped.said("name") + ")";
        Rounds rounds = new Rounds()
                .add("resident", on.speed("resident", BATCH))
                .add(
                        "MLlib",
                        () -> Map.of("rowsPerSecond", mllib.fit(ITERATIONS).rowsPerSecond(rows)))
                .add("MLlib as shipped", () -> asShipped.ask(Integer.toString(ITERATIONS)));
        String what = on.what(place, BATCH);
        // Its first evaluation, which is not timed, is warm-up enough for what takes seconds.
        Map<String, Samples> found = on.report().keep(what + ", MLlib", rounds.runCold(extent.fewRounds()));
        Amount resident = speed("resident", found, "resident");
        Amount slow = speed(shipped, found, "MLlib as shipped");
        shippedSpeed = slow.value();
        on.report().add(new Figure(what, resident, slow, Goal.ratioAtLeast(4)));
        Amount fast = speed("MLlib on OpenBLAS", found, "MLlib");
        on.report().add(new Figure(what, resident, fast, Goal.ratioAtLeast(2)));
    }

    private static Amount speed(String name, Map<String, Samples> found, String key) {
        return new Amount(name, found.get(key).of(SPEED), "rows × gradients/s");
    }

    /** A network as quickly as it can be had, here and in the other process. */
    MultilayerPerceptronClassificationModel model(Peer asShipped) {
        asShipped.ask(Integer.toString(ITERATIONS));
        return mllib.fit(ITERATIONS).model();
    }

    /** How fast networks of the workload's shape predict here and in MLlib. */
    void transform(String place, MultilayerPerceptronClassificationModel theirs, Peer asShipped) {
        Dataset<Row> rows = on.session().table("train").cache();
        long count = rows.count();
        int[] hidden =
                on.workload().hidden().stream().mapToInt(Integer::intValue).toArray();
        MlpClassificationModel relu =
                new MlpClassifier().setHiddenLayers(hidden).setEpochs(1).fit(rows);
        Rounds rounds = new Rounds()
                .add("relu", new TransformSpeed(relu, rows, count))
                .add("sigmoid", new TransformSpeed(MlpClassificationModel.from(theirs), rows, count))
                .add("theirs", new TransformSpeed(theirs, rows, count))
                .add("shipped", () -> asShipped.ask(MllibProcess.TRANSFORM));
        String what = on.workload().name() + ", predicted, " + place;
        Map<String, Samples> found = on.report().keep(what, rounds.run(extent.rounds()));
        rows.unpersist();
        Amount fast = Amount.rowsPerSecond("transform", found.get("relu").of(SPEED));
        Amount same = Amount.rowsPerSecond(
                "transform by MLlib's own network", found.get("sigmoid").of(SPEED));
        Amount shipped = Amount.rowsPerSecond(
                "MLlib as spark-submit runs it (" + asShipped.said("name") + ")",
                found.get("shipped").of(SPEED));
        on.report().add(new Figure(what, fast, shipped, Goal.ratioAtLeast(5)));
        Amount beside =
                Amount.rowsPerSecond("MLlib on OpenBLAS", found.get("theirs").of(SPEED));
        on.report().add(new Figure(what, fast, beside, Goal.NONE));
        on.report().add(new Figure(what, same, beside, Goal.NONE));
    }

    /**
     * How long a training takes, with everything by default, until it is as good as MLlib after all its iterations.
     *
     * @return what MLlib has then
     */
    MultilayerPerceptronClassificationModel timeToAccuracy(String place) {
        Mllib.Fit fit = mllib.fit(extent.iterations());
        double accuracy = mllib.accuracy(fit.model());
        double seconds = new Race(accuracy).seconds();
        String what = String.format(
                Locale.ROOT, "%s, to accuracy %.3f, %s", on.workload().name(), accuracy, place);
        Amount ours = new Amount("batch " + Comparison.USUAL_BATCH, seconds, "s");
        String how = String.format(
                Locale.ROOT, "MLlib, %d iterations, %d gradients", extent.iterations(), fit.evaluations());
        double shippedSeconds = fit.evaluations() * (double) on.workload().rows() / shippedSpeed;
        Goal goal = Goal.ratioAtMost(0.1);
        on.report().add(new Figure(what, ours, new Amount(how + " at the speed above", shippedSeconds, "s"), goal));
        on.report().add(new Figure(what, ours, new Amount(how + " on OpenBLAS", fit.seconds(), "s"), goal));
        return fit.model();
    }

    /** Trains until the test rows are predicted that well; the clock stands still while they are. */
    private final class Race implements TrainingListener {

        private static final int MOST_EPOCHS = 200;

        private final double accuracy;
        private final RunPlan plan = on.plan("auto", Comparison.USUAL_BATCH);
        private final ClusterTraining training =
                new ClusterTraining(on.context(), plan.training(), plan.engine(), on.data());
        private double seconds;

        Race(double accuracy) {
            this.accuracy = accuracy;
        }

        @Override
        public void epochEnded(EpochReport report) {
            seconds += on.workload().rows() / report.rowsPerSecond();
            if (report.epoch() == MOST_EPOCHS) {
                seconds = Double.POSITIVE_INFINITY;
                throw new Stopwatch.EnoughException();
            }
        }

        @Override
        public void reached(EnsembleState state) {
            if (state.isAtEpochEnd()
                    && training.evaluation()
                                    .of(
                                            on.data().test().orElseThrow(),
                                            state.members().get(0).parameters())
                                    .metrics()
                                    .get("accuracy")
                            >= accuracy) {
                throw new Stopwatch.EnoughException();
            }
        }

        double seconds() {
            try {
                training.train(List.of(this));
            } catch (Stopwatch.EnoughException e) {
                return seconds;
            }
            throw new IllegalStateException("the benchmark's training ended by itself");
        }
    }
}
