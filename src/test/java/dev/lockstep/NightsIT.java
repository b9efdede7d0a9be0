package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.job.InProcess;
import dev.lockstep.job.PublishedNight;
import dev.lockstep.job.RunFolder;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thirty nights of a job that trains and publishes, as a scheduler starts it. */
@Tag("full")
class NightsIT {

    private static final int NIGHTS = 30;
    private static final int BAD_DATA = 7;
    private static final int DRIFT = 13;
    private static final int KILLED = 19;
    private static final int TWO_JOBS = 25;
    private static final int ROWS_A_NIGHT = 7;

    /** How much worse a night's model may be. */
    private static final double TOLERANCE = 0.02;

    @TempDir
    Path folder;

    private final Random random = new Random(20261128);
    private PublishedNight night;
    private int refusals;

    @Test
    void thePublishedModelIsTheRightOneEachNight() throws IOException {
        night = PublishedNight.in(folder, "file");
        for (int number = 1; number <= NIGHTS; number++) {
            night.grow(100 + ROWS_A_NIGHT * number);
            switch (number) {
                case BAD_DATA -> badData(number);
                case DRIFT -> drift(number);
                case KILLED -> killed(number);
                case TWO_JOBS -> twoJobs(number);
                default -> usual(number);
            }
        }
        assertTrue(refusals < NIGHTS / 3, refusals + " refusals");
        Script.Result list = InProcess.run("publish", night.models(), "--list");
        // Those that were current within the hour are kept.
        assertTrue(list.out().contains("current"), list::toString);
    }

    private static String[] rules() {
        return new String[] {"--set", "publish.notWorseBy=" + TOLERANCE};
    }

    private static String run(int number) {
        return "night-" + number;
    }

    private void usual(int number) throws IOException {
        String before = number == 1 ? "" : night.currentWeights();
        Script.Result result = night.trained(run(number), rules());
        assertRight(number, run(number), before, result.code(), result.toString());
    }

    /** What is current must be what two independent evaluations say. */
    private void assertRight(int number, String run, String before, int code, String message) throws IOException {
        boolean better = before.isEmpty() || loss(night.run(run)) <= lossOf(before) + TOLERANCE;
        refusals += better ? 0 : 1;
        assertEquals(better ? 0 : 5, code, () -> "night " + number + ": " + message);
        assertEquals(better ? night.weights(run) : before, night.currentWeights(), "night " + number);
    }

    private double loss(String model) throws IOException {
        Path file = Files.createTempDirectory(folder, "loss").resolve("loss.json");
        Script.Result result =
                InProcess.run("evaluate", model, "--data", night.test().toString(), "--output", file.toString());
        assertEquals(0, result.code(), result::toString);
        return RunFolder.parsed(Files.readString(file))
                .get("metrics")
                .get("loss")
                .doubleValue();
    }

    /** The loss of the version with these weights. */
    private double lossOf(String weights) throws IOException {
        for (String version : night.modelsFolder().resolve("versions").toFile().list()) {
            if (weights.startsWith(version.substring(version.indexOf('-') + 1))) {
                return loss(night.models() + "/versions/" + version);
            }
        }
        throw new AssertionError("no version has the weights " + weights);
    }

    private void badData(int number) throws IOException {
        String before = night.currentWeights();
        Files.writeString(night.train(), Files.readString(night.train()) + "1.5,,2.5,1\n");
        night.train(3, run(number), rules());
        assertEquals(before, night.currentWeights());
    }

    private void drift(int number) throws IOException {
        String before = night.currentWeights();
        night.drift(100 + ROWS_A_NIGHT * number);
        night.train(5, run(number), rules());
        assertEquals(before, night.currentWeights());
        refusals++;
    }

    /** At a random moment between the start and the end of a job. */
    private void killed(int number) throws IOException {
        String before = night.currentWeights();
        long usual;
        long start = System.nanoTime();
        try (TrainProcess process = TrainProcess.start(folder, night.command("probe", "--set", "publish=none"))) {
            assertEquals(0, process.exitCode(), process::toString);
            usual = System.nanoTime() - start;
        }
        try (TrainProcess process = TrainProcess.start(folder, night.command(run(number), rules()))) {
            LockSupport.parkNanos((long) (usual * (0.5 + random.nextDouble())));
            process.kill();
            process.exitCode();
        }
        assertTrue(List.of(before, night.weights("probe")).contains(night.currentWeights()));
        Script.Result repeated = night.trained(run(number), rules());
        assertRight(number, run(number), before, repeated.code(), repeated.toString());
    }

    /** They publish one after the other, and the second is compared with what the first left. */
    private void twoJobs(int number) throws IOException {
        String before = night.currentVersion();
        String one = run(number);
        String two = one + "-b";
        int[] codes = new int[2];
        try (TrainProcess first = TrainProcess.start(folder, night.command(one, rules()));
                TrainProcess second = TrainProcess.start(
                        folder, night.command(two, "--set", "seed=5", "--set", "publish.notWorseBy=" + TOLERANCE))) {
            codes[0] = first.exitCode();
            codes[1] = second.exitCode();
            for (int code : codes) {
                assertTrue(code == 0 || code == 5, () -> first + "\n" + second);
            }
        }
        JsonNode ofOne = night.verdict(one);
        JsonNode ofTwo = night.verdict(two);
        boolean oneWasFirst = ofOne.get("currentVersion").textValue().equals(before)
                && (codes[0] == 5 || !ofTwo.get("currentVersion").textValue().equals(before));
        JsonNode earlier = oneWasFirst ? ofOne : ofTwo;
        JsonNode later = oneWasFirst ? ofTwo : ofOne;
        assertEquals(before, earlier.get("currentVersion").textValue());
        String between = isPublished(earlier) ? earlier.get("version").textValue() : before;
        assertEquals(between, later.get("currentVersion").textValue());
        String after = isPublished(later) ? later.get("version").textValue() : between;
        assertEquals(after, night.currentVersion());
        for (JsonNode verdict : List.of(earlier, later)) {
            assertEquals(
                    isPublished(verdict),
                    verdict.get("candidate").doubleValue()
                            <= verdict.get("current").doubleValue() + TOLERANCE);
            refusals += isPublished(verdict) ? 0 : 1;
        }
        assertTrue(Files.notExists(night.modelsFolder().resolve("lease.json")));
    }

    private static boolean isPublished(JsonNode verdict) {
        return verdict.get("verdict").textValue().equals("published");
    }
}
