package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.spark.store.LeaseHolder;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code train} does with a folder that has something in it already. */
class TrainOutputTest {

    private static final String STOP = "training.stopAfterSeconds=0.000001";
    /** Neither a run nor an attempt changes these. */
    private static final List<String> CIRCUMSTANCES = List.of("status.json");

    private static final String MINE = Arrays.toString("mine".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private static Path folder;

    private static Path plan;
    private static RunFolder finished;
    private static RunFolder stopped;
    private static RunFolder stoppedOverwrite;

    @BeforeAll
    static void makeRuns() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,y\n");
        for (int i = 0; i < 12; i++) {
            rows.append(i)
                    .append(',')
                    .append(i * 7 % 5)
                    .append(',')
                    .append(i % 2)
                    .append('\n');
        }
        Path data = Files.writeString(folder.resolve("rows.csv"), rows);
        plan = Files.writeString(folder.resolve("small.yaml"), """
                data: {train: %s, label: y}
                loss: cross_entropy
                training: {epochs: 2, batchSize: 6, shards: 2}
                math: {blas: java}
                output: unset
                """.formatted(data));
        finished = new RunFolder(folder.resolve("finished"));
        assertCode(0, train(finished.path()));
        stopped = new RunFolder(folder.resolve("stopped"));
        assertCode(6, train(stopped.path(), "--set", STOP));
        stoppedOverwrite = finished.copiedTo(folder.resolve("stopped-overwrite"));
        assertCode(6, train(stoppedOverwrite.path(), "--overwrite", "--set", STOP));
    }

    private static Script.Result train(Path output, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", plan.toString(), "--set", "output=" + output));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(String[]::new));
    }

    private static void assertCode(int code, Script.Result result) {
        assertEquals(code, result.code(), result::toString);
    }

    /** What is in a folder before the command. */
    private interface Layout {
        void in(Path output) throws IOException;
    }

    /** What a command makes of it. */
    private enum Outcome {
        /** The same weights as a run that nothing disturbed; what was there of others stays. */
        TRAINED,
        /** The same, from a checkpoint. */
        WENT_ON,
        /** Nothing is changed. */
        UNCHANGED
    }

    private record Case(String name, Layout layout, String arguments, int code, String words, Outcome outcome) {
        @Override
        public String toString() {
            return name + " " + arguments;
        }
    }

    static List<Case> cases() {
        Layout strangers = output -> {
            write(output, "plan.yaml", "data: mine\n");
            write(output, "model/metadata/part-00000", "my model");
            write(output, "history.jsonl", "my history\n");
        };
        LeaseHolder here = LeaseHolder.here("x");
        LeaseHolder dead = new LeaseHolder("x", here.place(), here.pid(), "1");
        String notARun = "output must be a new folder or the folder of a run, but file:";
        String noMarker = " and no run.json; choose another output";
        return List.of(
                trained("an empty folder", Files::createDirectories, ""),
                trained("no folder", output -> {}, "--overwrite"),
                trained(
                        "what a killed run left before it had a marker",
                        output -> {
                            write(output, ".run.json.0123456789ab.lockstep", "{");
                            write(output, ".lease.json.from-unknown-1", dead.text(1));
                            write(output, "lease.json", dead.text(1));
                        },
                        ""),
                refused(
                        "a plan, a model and a history of others",
                        strangers,
                        "",
                        notARun + "%s has history.jsonl, model," + " plan.yaml" + noMarker),
                refused("a plan, a model and a history of others", strangers, "--overwrite", "has history.jsonl"),
                refused("notes", output -> write(output, "notes.txt", "mine"), "", "has notes.txt" + noMarker),
                refused("notes", output -> write(output, "notes.txt", "mine"), "--overwrite", "has notes.txt"),
                refused(
                        "metrics of others",
                        output -> {
                            write(output, "metrics.json", "{\"epochs\": 2, \"weightsSha256\": \"00\"}");
                            write(output, "plan.yaml", "a: b");
                        },
                        "--overwrite",
                        "has metrics.json, plan.yaml" + noMarker),
                refused("a lease of others", output -> write(output, "lease.json", "rent: 900"), "", "has lease.json"),
                refused(
                        "a run.json of others",
                        output -> write(output, "run.json", "{\"id\": 7}"),
                        "--overwrite",
                        "run.json was not written by this version of Lockstep"),
                refused(
                        "a marker among the files of another run",
                        output -> {
                            copy(finished, output);
                            copy(stopped.path().resolve("run.json"), output.resolve("run.json"));
                        },
                        "--overwrite",
                        "are of different runs: run.json has another id than metrics.json"),
                refused(
                        "another model in a run",
                        output -> {
                            copy(stopped, output);
                            write(output, "model/metadata/part-00000", "mine");
                        },
                        "",
                        "output must contain no model of another run"),
                refused(
                        "another model in a run",
                        output -> {
                            copy(stopped, output);
                            copy(new RunFolder(finished.path().resolve("model")), output.resolve("model"));
                        },
                        "--overwrite",
                        "was not written by this run; move it away, or choose another output"),
                refused(
                        "a link for a model",
                        output -> {
                            copy(stopped, output);
                            Files.createSymbolicLink(
                                    output.resolve("model"), finished.path().resolve("model"));
                        },
                        "--overwrite",
                        "model is a symbolic link"),
                refused(
                        "a link for checkpoints",
                        output -> {
                            copy(stopped, output);
                            Files.move(output.resolve("checkpoints"), output.resolve("elsewhere"));
                            Files.createSymbolicLink(output.resolve("checkpoints"), output.resolve("elsewhere"));
                        },
                        "--overwrite",
                        "checkpoints is a symbolic link"),
                refused(
                        "a finished run of another plan",
                        output -> copy(finished, output),
                        "--set seed=2",
                        "seed was 0 but is 2"),
                unchanged("a finished run", output -> copy(finished, output), ""),
                trained("a finished run", output -> copy(finished, output), "--overwrite"),
                trained(
                        "a finished run with files of others in it",
                        output -> {
                            copy(finished, output);
                            notes(output);
                            write(output, "model/data/mine.csv", "mine");
                            write(output, "model/stages/mine/notes.txt", "mine");
                            Files.createSymbolicLink(output.resolve("model/stages/link"), finished.path());
                        },
                        "--overwrite"),
                wentOn("a run stopped", output -> copy(stopped, output), ""),
                wentOn(
                        "a run stopped, with files of others in it",
                        output -> {
                            copy(stopped, output);
                            notes(output);
                        },
                        ""),
                trained("a run stopped", output -> copy(stopped, output), "--overwrite"),
                wentOn("an overwrite stopped", output -> copy(stoppedOverwrite, output), "--overwrite"),
                wentOn("an overwrite stopped", output -> copy(stoppedOverwrite, output), ""),
                trained(
                        "an overwrite of another plan stopped",
                        output -> {
                            copy(finished, output);
                            assertCode(6, train(output, "--overwrite", "--set", STOP, "--set", "seed=5"));
                        },
                        "--overwrite"),
                trained(
                        "an overwrite finished",
                        output -> {
                            copy(stoppedOverwrite, output);
                            assertCode(0, train(output, "--overwrite"));
                        },
                        "--overwrite"),
                trained(
                        "a finished run that was to have more epochs, stopped",
                        output -> {
                            copy(stoppedOverwrite, output);
                            assertCode(0, train(output, "--overwrite"));
                            assertCode(6, train(output, "--set", "training.epochs=4", "--set", STOP));
                        },
                        "--overwrite"),
                unchanged("a finished run of an earlier version", output -> unmarked(finished, output), ""),
                trained("a finished run of an earlier version", output -> unmarked(finished, output), "--overwrite"),
                trained(
                        "a finished run of an earlier version with files of others in it",
                        output -> {
                            unmarked(finished, output);
                            notes(output);
                            write(output, "model/data/mine.csv", "mine");
                        },
                        "--overwrite"),
                refused(
                        "a run of an earlier version with other weights",
                        output -> {
                            unmarked(finished, output);
                            Path metrics = output.resolve("metrics.json");
                            Files.writeString(
                                    metrics,
                                    Files.readString(metrics).replaceAll("(weightsSha256.*?)[0-9a-f]{4}", "$10000"));
                            delete(output.resolve("checkpoints"));
                        },
                        "--overwrite",
                        "has diagnostics.json, history.jsonl, metrics.json" + noMarker),
                wentOn("an unfinished run of an earlier version", output -> unmarked(stopped, output), ""),
                refused(
                        "an unfinished run of an earlier version",
                        output -> unmarked(stopped, output),
                        "--overwrite",
                        "output must be a finished run to be overwritten, because it has no run.json, but file:%s is"
                                + " unfinished"));
    }

    private static Case trained(String name, Layout layout, String arguments) {
        return new Case(name, layout, arguments, 0, "", Outcome.TRAINED);
    }

    private static Case wentOn(String name, Layout layout, String arguments) {
        return new Case(name, layout, arguments, 0, "", Outcome.WENT_ON);
    }

    private static Case unchanged(String name, Layout layout, String arguments) {
        return new Case(name, layout, arguments, 0, "", Outcome.UNCHANGED);
    }

    private static Case refused(String name, Layout layout, String arguments, String words) {
        return new Case(name, layout, arguments, 2, words, Outcome.UNCHANGED);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void onlyWhatARunMadeIsChanged(Case row) throws IOException {
        Path output = Files.createTempDirectory(folder, "case").resolve("output");
        row.layout().in(output);
        Map<String, String> before = contents(output);
        Script.Result result = train(
                output,
                row.arguments().isEmpty() ? new String[0] : row.arguments().split(" "));
        assertCode(row.code(), result);
        assertTrue(result.err().contains(row.words().formatted(output)), result::toString);
        assertTrue(result.err().lines().count() <= 2, result::toString);
        Map<String, String> after = contents(output);
        if (row.outcome() == Outcome.UNCHANGED) {
            assertEquals(before, after);
            return;
        }
        assertEquals(row.outcome() == Outcome.WENT_ON, result.out().contains("resumes after step"), result::toString);
        assertEquals(finished.outcome(), new RunFolder(output).outcome());
        assertEquals(
                Files.readString(finished.path().resolve("plan.yaml"))
                        .replace(finished.path().toString(), ""),
                Files.readString(output.resolve("plan.yaml")).replace(output.toString(), ""));
        before.forEach((name, content) -> {
            if (content.equals(MINE) || content.startsWith("link")) {
                assertEquals(content, after.get(name), name);
            }
        });
        assertFalse(after.keySet().stream().anyMatch(name -> name.contains(".lockstep") || name.contains("lease")));
        assertTrue(Files.exists(output.resolve("model/metadata")));
    }

    /** The run of version 0.1 that is kept with the tests. */
    @ParameterizedTest
    @MethodSource("released")
    void aReleasedRunIsOverwrittenOnlyIfItsWeightsAreThoseOfItsMetrics(String weightsOf, int code) throws IOException {
        Path released = Project.path("src", "test", "resources", "released", weightsOf);
        Path output = Files.createTempDirectory(folder, "released").resolve("output");
        copy(new RunFolder(Project.path("src", "test", "resources", "released", "run-1")), output);
        Files.copy(released, output.resolve("weights.safetensors"), StandardCopyOption.REPLACE_EXISTING);
        Map<String, String> before = contents(output);
        assertCode(code, train(output, "--overwrite"));
        if (code == 0) {
            assertEquals(finished.outcome(), new RunFolder(output).outcome());
        } else {
            assertEquals(before, contents(output));
        }
    }

    static Stream<Arguments> released() {
        return Stream.of(Arguments.of("run-1/weights.safetensors", 0), Arguments.of("model-1.safetensors", 2));
    }

    /** Files of others, where a run has its own. */
    private static void notes(Path output) throws IOException {
        write(output, "notes.txt", "mine");
        write(output, ".notes.txt.tmp", "mine");
        write(output, "model/notes.txt", "mine");
        write(output, "checkpoints/notes.txt", "mine");
        write(output, "checkpoints/step-0000000001/notes.txt", "mine");
        write(output, "checkpoints/step-7/notes.txt", "mine");
    }

    private static void write(Path output, String name, String text) throws IOException {
        Path file = output.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void copy(RunFolder from, Path to) throws IOException {
        from.copiedTo(to);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A run as versions without markers wrote it. */
    private static void unmarked(RunFolder from, Path to) throws IOException {
        copy(from, to);
        Files.delete(to.resolve("run.json"));
        Files.deleteIfExists(to.resolve("model/run.json"));
        Path metrics = to.resolve("metrics.json");
        if (Files.exists(metrics)) {
            Files.writeString(metrics, Files.readString(metrics).replaceFirst("\"id\": .*\n", ""));
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What is in a folder, links not followed. */
    private static Map<String, String> contents(Path of) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        if (Files.exists(of)) {
            try (Stream<Path> files = Files.walk(of)) {
                for (Path file : files.filter(file ->
                                !CIRCUMSTANCES.contains(file.getFileName().toString()))
                        .toList()) {
                    contents.put(
                            of.relativize(file).toString(),
                            Files.isSymbolicLink(file)
                                    ? "link to " + Files.readSymbolicLink(file)
                                    : Files.isDirectory(file) ? "" : Arrays.toString(Files.readAllBytes(file)));
                }
            }
        }
        return contents;
    }
}
