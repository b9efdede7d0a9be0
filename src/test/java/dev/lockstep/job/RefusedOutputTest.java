package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs that are refused: exit code 2, one line, and nothing has changed. */
class RefusedOutputTest {

    @TempDir
    private static Path temporary;

    private static Path folder;

    @BeforeAll
    static void layOut() throws IOException {
        folder = temporary.toRealPath();
        Places.in(folder);
    }

    /**
     * A command and what it says; $ is the folder.
     *
     * @param error without "error: " and a line's end
     */
    private record Refusal(String command, String error) {

        @Override
        public String toString() {
            return command;
        }
    }

    private static Refusal predict(String words, String error) {
        return new Refusal("predict $/run --overwrite " + words, error);
    }

    private static Refusal evaluate(String words, String error) {
        return new Refusal("evaluate $/run --overwrite " + words, error);
    }

    private static Refusal export(String words, String error) {
        return new Refusal("export $/run --format onnx " + words, error);
    }

    private static Refusal train(String words, String error) {
        return new Refusal("train " + words, error);
    }

    private static String apart(String output, String source, String written, String meeting) {
        return output + " must be apart from " + source + " but is " + written + ", which " + meeting
                + "; choose another output";
    }

    private static Refusal rows(String data, String output, String meeting) {
        return predict("--data " + data + " --output " + output, apart("--output", "--data", output, meeting));
    }

    static Stream<Refusal> overlaps() {
        String same = "is the same place as file:$/rows.csv";
        return Stream.of(
                rows("$/rows.csv", "$/rows.csv", same),
                rows("$/rows.csv", "file:$/rows.csv", same),
                rows("file://$/rows.csv", "$/rows.csv", same),
                rows("$/rows.csv", "$/empty/../rows.csv/", same),
                rows("$/rows-link.csv", "$/rows.csv", same),
                rows("$/rows.csv", "$/rows-link.csv", same),
                rows("$/row?.csv", "$/rows.csv", same),
                rows("$/data/rows.csv", "$/data", "contains file:$/data/rows.csv"),
                rows("$/data/rows.csv", "$/link", "contains file:$/data/rows.csv"),
                new Refusal(
                        "predict $/run --data $/data/rows.csv --output $ --overwrite",
                        apart("--output", "RUN", "$", "contains file:$/run")),
                rows("$/data/*.csv", "$/data/predicted.csv", "matches the pattern"),
                rows("$/data", "$/data/deep", "is inside file:$/data"),
                rows("$/link", "$/data/new", "is inside file:$/data"),
                predict(
                        "--data $/rows.csv --output $/run",
                        apart("--output", "RUN", "$/run", "is the same place as file:$/run")),
                predict(
                        "--data $/rows.csv --output $/run/predicted",
                        apart("--output", "RUN", "$/run/predicted", "is inside file:$/run")),
                predict(
                        "--data $/rows.csv --output $/run-link/model",
                        apart("--output", "RUN", "$/run-link/model", "is inside file:$/run")),
                new Refusal(
                        "predict $/run-link --data $/rows.csv --output $/run --overwrite",
                        apart("--output", "RUN", "$/run", "is the same place as file:$/run")),
                evaluate("--data $/rows.csv --output $/rows.csv", apart("--output", "--data", "$/rows.csv", same)),
                evaluate(
                        "--data $/data --output $/link/measured.json",
                        apart("--output", "--data", "$/link/measured.json", "is inside file:$/data")),
                evaluate("--data $/rows.csv --output $/run/metrics.json", own("$/run/metrics.json", "metrics.json")),
                evaluate(
                        "--data $/rows.csv --output $/run-link/history.jsonl",
                        own("$/run-link/history.jsonl", "history.jsonl")),
                export("--output $/run/weights.safetensors", own("$/run/weights.safetensors", "weights.safetensors")),
                export("--output $/run/model/x.onnx --overwrite", own("$/run/model/x.onnx", "model")),
                export("--output $/run/checkpoints", own("$/run/checkpoints", "checkpoints")),
                export(
                        "--output $/run --overwrite",
                        apart("--output", "RUN", "$/run", "is the same place as file:$/run")),
                train(
                        "$/plan.yaml --set output=$/data",
                        apart("output", "data.train", "$/data", "contains file:$/data/rows.csv")),
                train(
                        "$/plan.yaml --overwrite --set output=$/link/rows.csv/deeper",
                        "output $/link/rows.csv/deeper cannot be written: file:$/data/rows.csv is a file, not a folder;"
                                + " choose another output"),
                train(
                        "$/plan.yaml --set data.test.path=$/empty --set output=$/empty/run",
                        apart("output", "data.test", "$/empty/run", "is inside file:$/empty")),
                train(
                        "$/plan.yaml --set data.validation.path=$/e*/rows.csv --set output=$/empty/rows.csv",
                        apart("output", "data.validation", "$/empty/rows.csv", "matches the pattern")),
                train(
                        "$/plan.yaml --overwrite --set network.initializeFrom=$/run-link --set output=$/run",
                        apart("output", "network.initializeFrom", "$/run", "is the same place as file:$/run")),
                train(
                        "$/plan.yaml --set network.initializeFrom=$/run/model --set output=$/run",
                        apart("output", "network.initializeFrom", "$/run", "contains file:$/run/model")),
                train(
                        "$/plans/other.yaml --set output=$/plans",
                        apart("output", "the plan", "$/plans", "contains file:$/plans/other.yaml")),
                train(
                        "$/plans/plan.yaml --set output=$/plans/plan.yaml",
                        apart(
                                "output",
                                "the plan",
                                "$/plans/plan.yaml",
                                "is the same place as file:$/plans/plan.yaml")));
    }

    private static String own(String written, String file) {
        return "--output must be apart from the run's own files but is " + written + ", which is the place of its "
                + file + "; choose another output";
    }

    private static String stays(String written, String why) {
        return "--output " + written + " " + why + "; choose another output, or remove it yourself";
    }

    static Stream<Refusal> filesOfOthers() {
        return Stream.of(
                predict(
                        "--data $/rows.csv --output $/file",
                        stays("$/file", "is a file, which predict does not write")),
                predict(
                        "--data $/rows.csv --output $/mine",
                        stays(
                                "$/mine",
                                "has precious.txt and no _lockstep.json, which predict leaves in what it writes")),
                predict(
                        "--data $/rows.csv --output $/spark --output-format csv",
                        stays("$/spark", "has _SUCCESS and no _lockstep.json, which predict leaves in what it writes")),
                new Refusal(
                        "predict $/run --data $/rows.csv --output $/empty",
                        "--output $/empty already exists; --overwrite replaces it"),
                evaluate(
                        "--data $/rows.csv --output $/theirs.json",
                        stays("$/theirs.json", "already exists and was not written by this command")),
                evaluate("--data $/rows.csv --output $/mine", stays("$/mine", "is a folder")),
                evaluate(
                        "--data $/rows.csv --output /dev/null",
                        "--output " + unwritable("/dev/null", "it is a device or a pipe")),
                export(
                        "--overwrite --output /dev/zero",
                        "--output " + unwritable("/dev/zero", "it is a device or a pipe")),
                new Refusal(
                        "evaluate $/run --data $/rows.csv --output $/theirs.json",
                        "--output $/theirs.json already exists; --overwrite replaces it"),
                export(
                        "--output $/theirs.onnx --overwrite",
                        stays("$/theirs.onnx", "already exists and was not written by this command")),
                export("--output $/theirs.onnx", "--output $/theirs.onnx already exists; --overwrite replaces it"),
                export("--output $/empty --overwrite", stays("$/empty", "is a folder")));
    }

    /** What an output is, and what is said of it by every command. */
    private record Impossible(String output, String problem) {}

    static Stream<Refusal> impossibleOutputs() {
        return Stream.of(
                        new Impossible(
                                "C:\\x", "must be a path but is \"C:\\x\": Relative path in absolute URI: C:%5Cx"),
                        new Impossible("a:b", "must be a path but is \"a:b\": Relative path in absolute URI: a:b"),
                        new Impossible(
                                "http://localhost/x",
                                unwritable("http://localhost/x", "files are only read over http")),
                        new Impossible(
                                "s3a://bucket/x",
                                unwritable("s3a://bucket/x", "Class org.apache.hadoop.fs.s3a.S3AFileSystem not found")),
                        new Impossible("abc:/x", unwritable("abc:/x", "No FileSystem for scheme \"abc\"")),
                        new Impossible("$/file/x", unwritable("$/file/x", "file:$/file is a file, not a folder")),
                        new Impossible("$/file/x/y", unwritable("$/file/x/y", "file:$/file is a file, not a folder")),
                        new Impossible(
                                "$/nowhere",
                                unwritable(
                                        "$/nowhere", "$/nowhere is a symbolic link to $/absent, which does not exist")),
                        new Impossible(
                                "$/nowhere/x",
                                unwritable(
                                        "$/nowhere/x",
                                        "$/nowhere is a symbolic link to $/absent, which does not exist")),
                        new Impossible("$/a:b", unwritable("$/a:b", "its name has a colon, which Hadoop cannot write")),
                        new Impossible("/", unwritable("/", "it is the root of the file system")))
                .flatMap(output -> Stream.of(
                        predict("--data $/rows.csv --output " + output.output(), "--output " + output.problem()),
                        evaluate("--data $/rows.csv --output " + output.output(), "--output " + output.problem()),
                        export("--output " + output.output(), "--output " + output.problem()),
                        train("$/plan.yaml --set output=" + output.output(), "output " + output.problem())));
    }

    static Stream<Refusal> outputsWithoutPermission() {
        String problem = "--output " + unwritable("/proc/x/y", "Mkdirs failed to create file:/proc/x");
        return Stream.of(
                predict("--data $/rows.csv --output /proc/x/y", problem),
                evaluate("--data $/rows.csv --output /proc/x/y", problem),
                export("--output /proc/x/y", problem));
    }

    static Stream<Refusal> noOutputs() {
        String problem = "--output must be a path but is \"\": Can not create a Path from an empty string";
        return Stream.of(
                predict("--data $/rows.csv --output ", problem),
                evaluate("--data $/rows.csv --output ", problem),
                export("--output ", problem),
                train("$/plan.yaml --set output=", "--set: output must be a path but is missing"));
    }

    private static String unwritable(String output, String why) {
        return output + " cannot be written: " + why + "; choose another output";
    }

    static Stream<Refusal> runsThatCannotBeRead() {
        return Stream.of(
                        new Impossible("", "must be a path but is \"\": Can not create a Path from an empty string"),
                        new Impossible(
                                "C:\\x", "must be a path but is \"C:\\x\": Relative path in absolute URI: C:%5Cx"),
                        new Impossible(
                                "s3a://bucket/x",
                                unreadable("s3a://bucket/x", "Class org.apache.hadoop.fs.s3a.S3AFileSystem not found")),
                        new Impossible("abc:/x", unreadable("abc:/x", "No FileSystem for scheme \"abc\"")),
                        new Impossible(
                                "$/nowhere",
                                unreadable(
                                        "$/nowhere", "$/nowhere is a symbolic link to $/absent, which does not exist")),
                        new Impossible(
                                "$/file",
                                "must be the folder of a finished run, with metrics.json, but file:$/file has file"))
                .flatMap(run -> Stream.of(
                        new Refusal(
                                "predict " + run.output() + " --data $/rows.csv --output $/new",
                                "RUN " + run.problem()),
                        new Refusal("evaluate " + run.output() + " --data $/rows.csv", "RUN " + run.problem()),
                        new Refusal(
                                "export " + run.output() + " --format onnx --output $/new", "RUN " + run.problem())));
    }

    private static String unreadable(String run, String why) {
        return "must be a folder that can be read but is " + run + ": " + why;
    }

    static Stream<Refusal> formatsThatCannotBeWritten() {
        return Stream.of(
                predict(
                        "--data $/rows.csv --output $/new --output-format nonsense",
                        "--output-format must be csv, json, parquet, orc or any other writer of Spark but is nonsense"),
                predict(
                        "--data $/rows.csv --output $/new --output-format jdbc",
                        "--output-format jdbc cannot write these rows with these options: Option 'url' is required."));
    }

    @ParameterizedTest
    @MethodSource({
        "outputsWithoutPermission",
        "runsThatCannotBeRead",
        "formatsThatCannotBeWritten",
        "overlaps",
        "filesOfOthers",
        "impossibleOutputs",
        "noOutputs"
    })
    void nothingHasChanged(Refusal refusal) throws IOException {
        Map<String, String> before = Snapshot.of(folder);
        Script.Result result = InProcess.run(Stream.of(refusal.command().split(" ", -1))
                .map(RefusedOutputTest::at)
                .toArray(String[]::new));
        assertEquals("error: " + at(refusal.error()) + "\n", result.err());
        assertEquals(2, result.code());
        assertEquals("", result.out());
        assertEquals(before, Snapshot.of(folder));
    }

    private static String at(String text) {
        return text.replace("$", folder.toString());
    }
}
