package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.plan.PlanException;
import dev.lockstep.run.Overlap;
import dev.lockstep.spark.store.Address;
import dev.lockstep.spark.store.OutputClaim;
import dev.lockstep.spark.store.OutputFile;
import dev.lockstep.spark.store.OutputOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No command changes or removes a file that it did not make, whatever there is and whatever it is told: folders of people's
 * files, links and earlier outputs are made up, then outputs and sources among them.
 */
class OthersFilesTest {

    private static final int LAYOUTS = 25;
    private static final int COMMANDS = 15;
    private static final int WHOLE_COMMANDS = 12;
    private static final Configuration CONFIGURATION = new Configuration();
    private static final List<String> NAMES = List.of(
            "a",
            "b",
            "data",
            "out",
            "model",
            "plan.yaml",
            "metrics.json",
            "part-00000.csv",
            "_SUCCESS",
            "_lockstep.json",
            ".out.0123456789ab.lockste",
            "x.onnx");
    private static final List<String> TEXTS = List.of(
            "precious", "", "a,b\n1,2\n", "{\"files\": [\"part-00000.csv\"]}", "{\"run\": \"x\", \"epochs\": 3}");

    @TempDir
    Path temporary;

    private Path folder;
    private Random random;
    private List<Path> folders;
    /** Files of earlier commands: which of them may replace them. */
    private Map<Path, String> ours;

    /** Replaced, made, refused: all of it happens. */
    private static final Map<String, Integer> OUTCOMES = new TreeMap<>();

    @AfterAll
    static void allOutcomesHappened() {
        for (String outcome : List.of("replaced", "made", "--output")) {
            assertTrue(OUTCOMES.getOrDefault(outcome, 0) > LAYOUTS / 3, OUTCOMES::toString);
        }
    }

    static Stream<Integer> seeds() {
        return Stream.iterate(1, seed -> seed + 1).limit(LAYOUTS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theFilesOfOthersStayAsTheyAre(int seed) throws IOException {
        folder = temporary.toRealPath();
        random = new Random(seed);
        layOut();
        for (int i = 0; i < COMMANDS; i++) {
            Map<String, String> before = Snapshot.of(folder);
            String said = new Command().run();
            OUTCOMES.merge(said.split(" ")[0], 1, Integer::sum);
            Map<String, String> after = Snapshot.of(folder);
            before.forEach((path, content) -> {
                if (!said.startsWith("replaced ") || !isPart(path, said.substring("replaced ".length()))) {
                    assertEquals(content, after.get(path), path + ", " + said);
                }
            });
            after.keySet().forEach(path -> assertTrue(!path.endsWith(".lockstep"), path));
        }
    }

    /** The same of whole commands, in a folder with a run. */
    @Test
    void wholeCommandsLeaveTheFilesOfOthersAsTheyAre() throws IOException {
        folder = temporary.toRealPath();
        random = new Random(7);
        Places.in(folder);
        Map<String, String> before = Snapshot.of(folder);
        List<String> paths = List.copyOf(before.keySet());
        List<String> commands = List.of(
                "predict $/run --data $/rows.csv",
                "predict $/run-link --data $/data/*.csv",
                "evaluate $/run --data $/rows-link.csv",
                "export $/run --format onnx",
                "export $/run-link --format onnx",
                "train $/plan.yaml");
        int done = 0;
        for (int i = 0; i < WHOLE_COMMANDS; i++) {
            String command = one(commands);
            String output = "$/" + one(paths) + one(List.of("", "", "/", "/new", "/../new", ".new"));
            String option = command.startsWith("train") ? " --set output=" : " --output ";
            // A run is what training may replace.
            String overwrite = command.startsWith("train") && output.contains("run") ? "" : " --overwrite";
            String words = (command + option + output + overwrite).replace("$", folder.toString());
            int code = InProcess.run(words.split(" ")).code();
            assertTrue(code == 0 || code == 2, code + ": " + words);
            done += code == 0 ? 1 : 0;
            Map<String, String> after = Snapshot.of(folder);
            before.forEach((path, content) -> assertEquals(content, after.get(path), path + " by " + words));
        }
        assertTrue(done > 0 && done < WHOLE_COMMANDS, done + " commands were done");
    }

    private boolean isPart(String path, String output) {
        return folder.resolve(path).startsWith(output);
    }

    private void layOut() throws IOException {
        folders = new ArrayList<>(List.of(folder));
        ours = new TreeMap<>();
        List<Path> all = new ArrayList<>(folders);
        for (int i = 0; i < 14; i++) {
            Path path = one(folders).resolve(one(NAMES));
            if (Files.exists(path) || Files.isSymbolicLink(path)) {
                continue;
            }
            switch (random.nextInt(6)) {
                case 0, 1 -> folders.add(Files.createDirectory(path));
                case 2 -> Files.createSymbolicLink(path, random.nextInt(4) == 0 ? path.resolve("x") : one(all));
                default -> Files.writeString(path, one(TEXTS));
            }
            all.add(path);
        }
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** A path that is there or is not, written in one of the ways to write it. */
    private String path() {
        String path = one(folders).resolve(one(NAMES)).toString();
        return switch (random.nextInt(8)) {
            case 0 -> "file:" + path;
            case 1 -> "file://" + path;
            case 2 -> path + "/";
            case 3 -> path + "/" + one(NAMES);
            case 4 -> path + "/../" + one(NAMES);
            case 5 -> one(folders).toString();
            default -> path;
        };
    }

    private String pattern() {
        String path = path();
        return random.nextInt(3) == 0 ? path.replaceFirst("[a-z]([^/]*)$", "*$1") : path;
    }

    /** What a command does with its output, but for the work: the rows and the model are made up. */
    private final class Command {

        private final String output = ours.isEmpty() || random.nextInt(3) > 0
                ? path()
                : one(List.copyOf(ours.keySet())).toString();
        private final boolean overwrite = random.nextBoolean();
        private final boolean folderOfRows = random.nextBoolean();

        /** @return "replaced" and the output, "made" and the output, or why not */
        String run() throws IOException {
            try {
                Address address = OutputOption.address("--output", output, CONFIGURATION);
                Overlap overlap = new Overlap("--output", output, address, CONFIGURATION);
                overlap.refuse("--data", new dev.lockstep.plan.SourcePlan(pattern(), Optional.empty(), Map.of()));
                overlap.refuse("RUN", path());
                Path place = Path.of(address.path().toUri().getPath());
                boolean there = Files.exists(place);
                boolean own = (folderOfRows ? "rows" : "file").equals(ours.get(place));
                try (OutputClaim claim = OutputClaim.take(output, address, CONFIGURATION)) {
                    if (folderOfRows) {
                        writeRows(claim);
                    } else {
                        writeFile(claim);
                    }
                }
                boolean wasEmpty = there && Files.isDirectory(place);
                ours.put(place, folderOfRows ? "rows" : "file");
                return there && (own || wasEmpty) ? "replaced " + place : "made " + place;
            } catch (PlanException e) {
                return e.getMessage();
            } catch (IOException e) {
                return "failed: " + e;
            }
        }

        private void writeRows(OutputClaim claim) throws IOException {
            PredictedFolder place = new PredictedFolder(claim, CONFIGURATION);
            place.recover();
            if (overwrite) {
                place.requireReplaceable();
            } else {
                claim.requireFree();
            }
            place.write(aside -> {
                Path rows = Files.createDirectory(Path.of(aside.replaceFirst("^file:", "")));
                Files.writeString(rows.resolve("part-00000.csv"), "predicted " + random.nextInt());
                Files.writeString(rows.resolve("_SUCCESS"), "");
            });
        }

        private void writeFile(OutputClaim claim) throws IOException {
            OutputFile file = new OutputFile(claim);
            String mark = "written by this command";
            OutputFile.Proof proof = in -> new String(in.readAllBytes(), StandardCharsets.UTF_8).startsWith(mark);
            file.prepare(overwrite ? Optional.of(proof) : Optional.empty());
            file.write(out -> out.write((mark + random.nextInt()).getBytes(StandardCharsets.UTF_8)));
        }
    }
}
