package dev.lockstep.report;

import dev.lockstep.data.Epochs;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingResult;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * A progress bar for terminals, over the steps of all epochs, with the loss (between epochs a moving mean over about
 * one epoch), a validation metric, the speed and the remaining time. A thread of the library draws it; the training
 * thread only sets numbers.
 */
public final class EpochBar implements Progress {

    private static final int REFRESH_MILLIS = 100;

    private final TerminalLine line;
    private ProgressBar bar;
    private Watched watched;
    private int epochs;
    private Epochs cut;
    private TimeLeft timeLeft;
    private long stepsSeen;
    private double meanLoss;

    // Written by the training thread and read by the one that draws.
    private volatile String metric = "";
    private volatile String end = "";
    private volatile double loss;
    private volatile double rowsPerSecond = Double.NaN;

    /** @param out a terminal; is not closed */
    public EpochBar(PrintStream out) {
        line = new TerminalLine(out);
    }

    @Override
    public void started(TrainingPlan plan, Epochs rowsInSteps, long firstStep) {
        start(Watched.of(plan), plan.epochs(), rowsInSteps, firstStep);
    }

    void start(Watched metrics, int allEpochs, Epochs rowsInSteps, long firstStep) {
        if (allEpochs == 0) {
            return;
        }
        watched = metrics;
        epochs = allEpochs;
        cut = rowsInSteps;
        timeLeft = new TimeLeft(firstStep, epochs * cut.stepsPerEpoch(), System.nanoTime());
        BarText.Style style = style();
        bar = new ProgressBarBuilder()
                .setInitialMax(timeLeft.lastStep())
                .startsFrom(firstStep, Duration.ZERO)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .continuousUpdate()
                .setRenderer((state, width) -> text(state.getCurrent()).line(width, style))
                .setConsumer(line)
                .build();
    }

    @Override
    public void stepEnded(long step, double stepLoss) {
        stepsSeen++;
        meanLoss += (stepLoss - meanLoss) / Math.min(stepsSeen, cut.stepsPerEpoch());
        loss = meanLoss;
        bar.stepTo(step);
    }

    @Override
    public void epochEnded(EpochReport report) {
        meanLoss = report.trainLoss();
        loss = meanLoss;
        metric = watched.one(report.validation());
        rowsPerSecond = report.rowsPerSecond();
    }

    @Override
    public void ended(TrainingResult result) {
        close(result.stopped() == TrainingResult.Reason.EARLY_STOPPING ? "stopped early after " : "in ");
    }

    @Override
    public void close() {
        close("stopped after ");
    }

    /** Waits for the last drawing, which shows the outcome. */
    private void close(String how) {
        if (bar != null) {
            end = how + Figures.clock(timeLeft.elapsedSeconds(System.nanoTime()));
            // The library swallows an interrupt while it waits for its thread.
            boolean interrupted = Thread.interrupted();
            bar.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        // Not if it was closed before the first drawing.
        line.close();
        bar = null;
    }

    private static BarText.Style style() {
        // Set since Java 19; earlier versions use the default charset.
        String charset =
                System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        return Charset.forName(charset).newEncoder().canEncode("█▏│") ? BarText.Style.BLOCKS : BarText.Style.PLAIN;
    }

    private BarText text(long step) {
        long nanos = System.nanoTime();
        long epoch = Math.max(1, (step + cut.stepsPerEpoch() - 1) / cut.stepsPerEpoch());
        long left = timeLeft.secondsLeft(step, nanos);
        return new BarText(
                EpochLines.epoch(epoch, epochs),
                (double) step / timeLeft.lastStep(),
                step == timeLeft.firstStep() ? "" : "loss " + Figures.number(loss),
                metric,
                speed(step, nanos),
                end.isEmpty() && left >= 0 ? Figures.clock(left) + " left" : end);
    }

    /** The speed of the last epoch, over training time only; during the first epoch, the speed so far. */
    private String speed(long step, long nanos) {
        double rows = (double) (step - timeLeft.firstStep()) * cut.rows() / cut.stepsPerEpoch();
        double speed = Double.isNaN(rowsPerSecond) ? rows / ((nanos - timeLeft.startNanos()) / 1e9) : rowsPerSecond;
        return rows == 0 ? "" : Figures.rate(speed) + " rows/s";
    }
}
