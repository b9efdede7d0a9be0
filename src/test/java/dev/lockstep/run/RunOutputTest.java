package dev.lockstep.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.PlanFile;
import dev.lockstep.plan.yaml.PlanWriter;
import dev.lockstep.spark.store.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run makes of the folder that is to be its output. */
class RunOutputTest {

    @TempDir
    private Path run;

    private RunFiles files;
    private RunOutput output;

    @BeforeEach
    void open() throws IOException {
        files = new RunFiles(run.toString(), new Configuration(false));
        output = new RunOutput(files);
    }

    private RunPlan plan(String... overrides) {
        String text = """
                data: {train: a.csv, label: y, validation: {fraction: 0.1}}
                loss: mse
                training: {epochs: 12, stopAfterSeconds: 100}
                output: runs/x
                """;
        return PlanFile.parse("conf/x.yaml", text, List.of(overrides));
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> found = Files.list(run)) {
            return new TreeSet<>(
                    found.map(file -> file.getFileName().toString()).toList());
        }
    }

    private void touch(String... names) throws IOException {
        for (String name : names) {
            Files.writeString(run.resolve(name), "old");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".plan.yaml.0123456789ab.lockstep", ".model.0123456789ab.lockstep"})
    void aFolderWithWhatAKilledRunLeftIsNew(String name) throws IOException {
        output.ownership().requireOurs();
        touch(name);
        output.ownership().requireOurs();
        output.ownership().claim();
        assertEquals(Set.of("run.json"), names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"thesis.doc", ".thesis.doc.0123456789ab.lockstep", "metrics.json", "plan.yaml"})
    void aFolderWithAnythingElseIsNot(String name) throws IOException {
        touch(name, ".plan.yaml.0123456789ab.lockstep");
        PlanException refused =
                assertThrows(PlanException.class, () -> output.ownership().requireOurs());
        assertEquals(
                "output must be a new folder or the folder of a run, but file:" + run + " has " + name
                        + " and no run.json; choose another output",
                refused.getMessage());
    }

    @Test
    void whatAKilledRunLeftAsideIsRemoved() throws IOException {
        RunMarker.fresh().write(files);
        touch(".plan.yaml.0123456789ab.lockstep", ".model.0123456789ab.lockstep", "plan.yaml", "notes.txt");
        output.ownership().claim();
        assertEquals(Set.of("run.json", "plan.yaml", "notes.txt"), names());
    }

    @Test
    void anAttemptTouchesNoResultsUntilItsPlanIsAccepted() throws IOException {
        RunMarker.fresh().write(files);
        touch("plan.yaml", "status.json", "metrics.json", "history.jsonl", "weights.safetensors");
        output.ownership().claim();
        output.begin(plan(), 7);
        output.start();
        assertEquals(Set.of("run.json", "plan.yaml", "metrics.json", "history.jsonl", "weights.safetensors"), names());
        assertEquals("old", Files.readString(run.resolve("plan.yaml")));
        output.accept(plan());
        assertEquals(Set.of("run.json", "plan.yaml", "history.jsonl"), names());
        assertEquals(PlanWriter.write(plan()), Files.readString(run.resolve("plan.yaml")));
    }

    @Test
    void theStatusHasTheStepsThatTheRunHasTaken() throws IOException {
        output.begin(plan(), 7);
        output.writeStatus(ExitCode.DATA, "no rows");
        assertEquals(new Status(ExitCode.DATA, "no rows", 7).toJson(), Files.readString(run.resolve("status.json")));
    }

    @Test
    void nothingIsSaidAfterTheLastStatus() throws IOException {
        output.writeLastStatus(ExitCode.STOPPED, "stopped");
        output.writeStatus(ExitCode.UNEXPECTED, "the context was shut down");
        assertTrue(Files.readString(run.resolve("status.json")).contains("\"stopped\""));
    }

    private FinishedRun finished(String stopped, int epochs) throws IOException {
        output.accept(plan());
        files.write(RunOutput.METRICS, "{\"epochs\": " + epochs + ", \"steps\": 70, \"stopped\": \"" + stopped + "\"}");
        return FinishedRun.in(files).orElseThrow();
    }

    @Test
    void withoutMetricsARunIsNotFinished() throws IOException {
        output.accept(plan());
        assertTrue(FinishedRun.in(files).isEmpty());
        files.write(RunOutput.METRICS, "{ torn");
        DamagedRunException damaged = assertThrows(DamagedRunException.class, () -> FinishedRun.in(files));
        assertEquals("metrics.json is damaged: epochs must be a whole number but is not there", damaged.getMessage());
    }

    @Test
    void aFinishedRunOfThePlanIsAllOfIt() throws IOException {
        FinishedRun finished = finished("all_epochs", 12);
        assertEquals(70, finished.steps());
        assertTrue(finished.isAllOf(plan()));
        assertTrue(finished.isAllOf(
                plan("name=z", "output=elsewhere", "checkpoint.keep=5", "training.stopAfterSeconds=none")));
    }

    @Test
    void moreEpochsAreMoreThanAFinishedRunWhereEpochsEndedIt() throws IOException {
        assertFalse(finished("all_epochs", 12).isAllOf(plan("training.epochs=13")));
        assertFalse(finished("all_epochs", 0).isAllOf(plan("training.epochs=13")));
        assertTrue(finished("all_epochs", 0).isAllOf(plan("training.epochs=0")));
        assertTrue(finished("early_stopping", 7).isAllOf(plan("training.epochs=13")));
        assertTrue(finished("converged", 7).isAllOf(plan("training.epochs=7")));
    }

    /** Another fraction leaves other rows for training; other test rows do not. */
    @Test
    void whatIsHeldOutForTheTestIsPartOfTheIdentityAndASourceIsNot() {
        assertEquals(
                List.of("data.test.fraction was not there but is 0.2"),
                Identity.changes(Identity.ofPlan(plan()), Identity.ofPlan(plan("data.test.fraction=0.2"))));
        assertEquals(List.of(), Identity.changes(Identity.ofPlan(plan()), Identity.ofPlan(plan("data.test=test.csv"))));
    }

    /** With more epochs the rows are read again, and known by their values. */
    @Test
    void withMoreEpochsTheRowsMayBeElsewhere() throws IOException {
        assertFalse(finished("all_epochs", 12).isAllOf(plan("training.epochs=13", "data.train.path=b.csv")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learningRate=0.01 | learningRate.initial was 0.001 but is 0.01",
                "optimizer=sgd | optimizer.name was adam but is sgd",
                "'optimizer={name: rmsprop, alpha: 0.9}' | optimizer.name was adam but is rmsprop",
                "'optimizer={name: adam, beta1: 0.8}' | optimizer.beta1 was 0.9 but is 0.8",
                "network.hidden=[{units: 4}] | network.hidden was [] but is [{\"units\":4,\"activation\":\"relu\",\"dropout\":0.0,\"maxNorm\":\"none\"}]",
                "data.train.path=b.csv | data.train.path was a.csv but is b.csv",
                "seed=3 | seed was 0 but is 3",
                "data.validation.fraction=0.2 | data.validation.fraction was 0.1 but is 0.2",
                "data.test.fraction=0.2 | data.test was none but is not there; data.test.fraction was not there but is 0.2",
                "training.epochs=11 | training.epochs was 12 but is 11"
            })
    void aChangedPlanIsRefusedByKeyWithBothValues(String override, String change) throws IOException {
        PlanException refused = assertThrows(
                PlanException.class, () -> finished("all_epochs", 12).isAllOf(plan(override)));
        assertEquals(
                "output has a finished run of another plan: " + change
                        + ". Undo the change, choose another output, or retrain with --overwrite",
                refused.getMessage());
    }

    @Test
    void moreEpochsOfAnotherPlanAreRefusedToo() throws IOException {
        FinishedRun finished = finished("all_epochs", 12);
        RunPlan other = plan("training.epochs=13", "seed=1");
        PlanException refused = assertThrows(PlanException.class, () -> finished.isAllOf(other));
        assertTrue(refused.getMessage().contains("seed was 0 but is 1"), refused.getMessage());
    }
}
