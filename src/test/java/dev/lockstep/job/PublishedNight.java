package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.run.SavedRun;
import dev.lockstep.testing.FaultyFiles;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small plan that publishes, with its data: two clusters, which a few steps tell apart.
 *
 * @param folder of plan, data, runs and models
 * @param scheme of the file system of runs and models
 */
public record PublishedNight(Path folder, String scheme) {

    private static final int TEST_ROWS = 60;
    private static final int MOST = 400;
    private static final Table ROWS = Table.clusters(MOST, 3, 2);

    /** The plan, with rows that all nights have. */
    public static PublishedNight in(Path folder, String scheme) throws IOException {
        FaultyFiles.install();
        PublishedNight night = new PublishedNight(folder, scheme);
        part(MOST - TEST_ROWS, MOST).csv(night.test());
        night.grow(120);
        Files.writeString(night.plan(), """
                name: nightly
                data: {train: %s, test: %s, label: y}
                network: {hidden: [{units: 4}]}
                loss: cross_entropy
                learningRate: 0.05
                training: {epochs: 3, batchSize: 16, shards: 2, engine: job}
                checkpoint: {everyEpochs: none}
                math: {blas: java}
                publish: {to: %s}
                output: unset
                """.formatted(night.train(), night.test(), night.models()));
        return night;
    }

    private static Table part(int from, int to) {
        return new Table(ROWS.columns(), ROWS.rows().subList(from, to));
    }

    public Path plan() {
        return folder.resolve("night.yaml");
    }

    public Path train() {
        return folder.resolve("train.csv");
    }

    public Path test() {
        return folder.resolve("test.csv");
    }

    /** The published folder on the local disk, where all these file systems are. */
    public Path modelsFolder() {
        return folder.resolve("models");
    }

    public String models() {
        return scheme + ":" + modelsFolder();
    }

    public String run(String name) {
        return scheme + ":" + folder.resolve(name);
    }

    /** Lets training have some of the rows. */
    public void grow(int rows) {
        part(0, rows).csv(train());
    }

    /** Lets training have the same rows with the other class. */
    public void drift(int rows) {
        Table table = part(0, rows);
        List<String> classes = new ArrayList<>(table.column("y"));
        classes.replaceAll(label -> label.equals("0") ? "1" : "0");
        table.select("x0", "x1", "x2").with("y", classes).csv(train());
    }

    public List<String> command(String run, String... more) {
        List<String> command = new ArrayList<>(List.of(plan().toString(), "--set", "output=" + run(run)));
        command.addAll(List.of(more));
        return command;
    }

    public Script.Result trained(String run, String... more) {
        List<String> command = new ArrayList<>(command(run, more));
        command.add(0, "train");
        return InProcess.run(command.toArray(String[]::new));
    }

    public void train(int code, String run, String... more) {
        Script.Result result = trained(run, more);
        assertEquals(code, result.code(), result::toString);
    }

    public JsonNode verdict(String run) {
        return new RunFolder(folder.resolve(run)).json("verdict.json");
    }

    public JsonNode metrics(String run) {
        return new RunFolder(folder.resolve(run)).json("metrics.json");
    }

    /** What the file says, whatever the folder. */
    public String currentVersion() {
        try {
            return RunFolder.parsed(Files.readString(modelsFolder().resolve("current")))
                    .get("version")
                    .textValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The weights that readers of the published folder get. */
    public String currentWeights() {
        return SavedRun.in(models(), LocalSpark.context().hadoopConfiguration()).weightsSha256();
    }

    public String weights(String run) {
        return metrics(run).get("weightsSha256").textValue();
    }
}
