package dev.lockstep.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.format.Json;
import dev.lockstep.plan.Importance;
import dev.lockstep.plan.Reporting;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.PlanLine;
import dev.lockstep.plan.yaml.Secrets;
import dev.lockstep.report.HistoryLines;
import dev.lockstep.report.page.Curves;
import dev.lockstep.report.page.RunPage;
import dev.lockstep.report.page.RunView;
import dev.lockstep.report.page.RunView.Before;
import dev.lockstep.report.page.RunView.State;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.Reason;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.store.RunFolders;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/**
 * The file {@value #FILE}, rewritten after an epoch and when the run ends. Writing takes at most a fiftieth of the time of
 * a training, so short epochs share a page. A page that cannot be written does not end the training.
 */
final class RunReport implements TrainingListener {

    static final String FILE = "report.html";
    /** What the page draws besides curves and metrics. */
    static final String DIAGNOSTICS = "diagnostics.json";

    private static final int SHARE = 50;
    private static final int MOST_BESIDES = 100;
    private static final int LARGEST = 1 << 24;

    private final RunPlan plan;
    private final RunFiles files;
    private final Map<String, String> facts;
    private final List<String> notes;
    private final List<PlanLine> planLines;
    private final int epochs;
    private final Consumer<String> warn;
    private final Curves curves = new Curves();
    private final Optional<Before> before;
    private Optional<JsonNode> diagnostics = Optional.empty();
    private long due;
    private boolean warned;

    /** @param warn receives a warning if a page cannot be written */
    RunReport(RunPlan plan, RunFiles files, RunHeader header, Consumer<String> warn) {
        Configuration configuration = header.context().hadoopConfiguration();
        this.plan = plan;
        this.files = files;
        this.facts = header.facts();
        this.notes = header.notes();
        this.planLines = PlanLine.of(plan);
        this.epochs = header.epochs();
        this.warn = warn;
        this.before = before(configuration);
    }

    private boolean isOff() {
        return plan.saving().report().page() == Reporting.Page.NONE;
    }

    /** The last finished run of the same name beside this one. */
    private Optional<Before> before(Configuration configuration) {
        if (isOff()) {
            return Optional.empty();
        }
        try {
            for (RunFiles other : RunFolders.beside(files, MOST_BESIDES, configuration)) {
                Optional<Before> found = before(other);
                if (found.isPresent()) {
                    return found;
                }
            }
        } catch (IOException | RuntimeException e) {
            warn.accept("the runs beside " + files.folder() + " cannot be listed for " + FILE + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    /** A folder as the run before; empty if it is none, or cannot be read. */
    private Optional<Before> before(RunFiles other) {
        try {
            if (!other.exists(RunOutput.METRICS)) {
                return Optional.empty();
            }
            JsonNode metrics = HistoryLines.parse(other.read(RunOutput.METRICS, LARGEST));
            if (!metrics.path("run").asText().equals(plan.name())) {
                return Optional.empty();
            }
            String link =
                    other.exists(FILE) ? new URI(null, null, "../" + other.name() + "/" + FILE, null).getRawPath() : "";
            return Optional.of(new Before(other.name(), link, metrics));
        } catch (IOException | RuntimeException | URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Shows that the training begins, with the epochs that an earlier attempt trained. */
    void begin() {
        if (isOff()) {
            return;
        }
        try {
            History.epochs(files).forEach(curves::add);
        } catch (IOException e) {
            say(e);
        }
        write(State.RUNNING, "", Optional.empty());
    }

    @Override
    public void epochEnded(EpochReport report) {
        if (!isOff()) {
            curves.add(HistoryLines.node(report));
            if (System.nanoTime() >= due) {
                write(State.RUNNING, "", Optional.empty());
            }
        }
    }

    /** Computes what the page draws; a failure does not end the run, whose model is written. */
    void diagnose(Function<Optional<Importance>, Map<String, Object>> diagnosis) {
        if (isOff()) {
            return;
        }
        try {
            String json = Json.line(diagnosis.apply(plan.saving().report().importance()));
            files.write(DIAGNOSTICS, json);
            diagnostics = Optional.of(HistoryLines.parse(json));
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
            warn.accept(DIAGNOSTICS + " cannot be made: " + Reason.of(e) + "; the run goes on without it");
        }
    }

    /** @param metrics as in {@code metrics.json} */
    void finish(String metrics) throws IOException {
        if (!isOff()) {
            write(State.DONE, "", Optional.of(HistoryLines.parse(metrics)));
        }
    }

    /** The page of a run that did not end well, unless another run has taken over its folder. */
    void finishAfter(Throwable thrown, Lease lease) {
        if (!isOff() && lease.isHeld()) {
            Failure failure = Failure.of(thrown);
            State state =
                    switch (failure.code()) {
                        case DIVERGED -> State.DIVERGED;
                        case STOPPED -> State.STOPPED;
                        default -> State.FAILED;
                    };
            write(state, Secrets.of(plan).hide(failure.message()), Optional.empty());
        }
    }

    private void write(State state, String message, Optional<JsonNode> metrics) {
        long start = System.nanoTime();
        try {
            files.write(
                    FILE,
                    RunPage.of(new RunView(
                            plan.name(),
                            files.folder(),
                            state,
                            message,
                            facts,
                            notes,
                            planLines,
                            epochs,
                            curves,
                            metrics,
                            diagnostics,
                            before,
                            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())));
        } catch (IOException | RuntimeException e) {
            say(e);
        }
        long end = System.nanoTime();
        due = end + SHARE * (end - start);
    }

    private void say(Exception e) {
        if (!warned) {
            warn.accept(FILE + " cannot be written: " + Reason.of(e) + "; training continues");
        }
        warned = true;
    }
}
