package dev.lockstep.report;

import dev.lockstep.data.Epochs;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.training.EpochReport;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.LongSupplier;

/** One line per epoch, for logs. */
public final class EpochLines implements Progress {

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private Watched watched = new Watched(Optional.empty());
    private TimeLeft timeLeft = new TimeLeft(0, 0, 0);
    private int epochs;

    /** @param out is not closed */
    public EpochLines(PrintStream out) {
        this(out, System::nanoTime);
    }

    EpochLines(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public void started(TrainingPlan plan, Epochs cut, long firstStep) {
        start(Watched.of(plan), plan.epochs(), cut, firstStep);
    }

    void start(Watched metrics, int allEpochs, Epochs cut, long firstStep) {
        watched = metrics;
        epochs = allEpochs;
        timeLeft = new TimeLeft(firstStep, epochs * cut.stepsPerEpoch(), nanoTime.getAsLong());
    }

    @Override
    public void epochEnded(EpochReport report) {
        StringBuilder line = new StringBuilder(epoch(report.epoch(), epochs));
        line.append("  loss ").append(Figures.number(report.trainLoss()));
        if (!report.validation().isEmpty()) {
            line.append("  validation ").append(watched.several(report.validation()));
        }
        line.append("  ").append(Figures.rate(report.rowsPerSecond())).append(" rows/s");
        long left = timeLeft.secondsLeft(report.step(), nanoTime.getAsLong());
        if (left > 0) {
            line.append("  ").append(Figures.duration(left)).append(" left");
        }
        out.println(line);
    }

    @Override
    public void close() {}

    /** {@code epoch  3/60}, always the same width. */
    static String epoch(long epoch, int epochs) {
        String all = Integer.toString(epochs);
        String now = Long.toString(epoch);
        return "epoch " + " ".repeat(Math.max(0, all.length() - now.length())) + now + "/" + all;
    }
}
