package dev.lockstep.benchmark;

import dev.lockstep.data.Epochs;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.StepTimer;
import dev.lockstep.training.StepTimer.Phase;
import dev.lockstep.training.TrainingListener;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lets a training run for a while and says how fast it was: until the first epoch ends after that time, or any step after
 * twice the time.
 */
final class Stopwatch implements TrainingListener {

    private final double seconds;
    private final StepTimer timer;
    private final Consumer<String> notice;
    private final Map<Phase, Double> millis = new EnumMap<>(Phase.class);
    private Epochs epochs;
    private long rowsPerEpoch;
    private long startNanos;
    private double elapsed;
    private long counted;
    private long rows;

    /**
     * @param timer the training's own
     * @param notice told what a person should know of the training
     */
    Stopwatch(double seconds, StepTimer timer, Consumer<String> notice) {
        this.seconds = seconds;
        this.timer = timer;
        this.notice = notice;
    }

    /** Ends a training that has run for long enough. */
    static final class EnoughException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public void started(TrainingPlan plan, Epochs ofTraining, long firstStep) {
        epochs = ofTraining;
        rowsPerEpoch = epochs.step(epochs.stepsPerEpoch() - 1).to();
        startNanos = System.nanoTime();
    }

    @Override
    public void stepEnded(long step, double loss) {
        if (elapsed() >= 2 * seconds) {
            stop(step, timer.drain());
        }
    }

    @Override
    public void epochEnded(EpochReport report) {
        if (elapsed() >= seconds) {
            stop(report.step(), report.stepMillis());
        }
        count(report.step(), report.stepMillis());
    }

    @Override
    public void noticed(String what) {
        notice.accept(what);
    }

    private void stop(long step, Map<Phase, Double> means) {
        elapsed = elapsed();
        count(step, means);
        rows = (step - 1) / epochs.stepsPerEpoch() * rowsPerEpoch
                + epochs.step(step - 1).to();
        throw new EnoughException();
    }

    private void count(long step, Map<Phase, Double> means) {
        means.forEach((phase, mean) -> millis.merge(phase, mean * (step - counted), Double::sum));
        counted = step;
    }

    private double elapsed() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /** Rows a second, and the mean milliseconds of a step, whole and by phase. */
    Map<String, Double> result() {
        Map<String, Double> result = new HashMap<>();
        result.put("rowsPerSecond", rows / elapsed);
        result.put("step", elapsed * 1000 / counted);
        millis.forEach((phase, total) -> result.put(phase.name().toLowerCase(Locale.ROOT), total / counted));
        return result;
    }
}
