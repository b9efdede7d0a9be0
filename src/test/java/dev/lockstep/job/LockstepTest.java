package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockstepTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Lockstep.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    private void assertUsageError(String message, String command, String... arguments) {
        assertEquals(2, run(arguments));
        assertEquals("", out.toString());
        assertEquals(
                "error: " + message + "\nsee: " + command + " --help\n",
                err.toString().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void aCommandIsNeeded() {
        assertUsageError("Missing required subcommand", "lockstep");
    }

    @Test
    void anUnknownCommandIsRefused() {
        assertUsageError("Unmatched argument at index 0: 'tran'; did you mean train?", "lockstep", "tran");
    }

    @Test
    void aPlanIsNeeded() {
        assertUsageError("Missing required parameter: 'PLAN'", "lockstep train", "train");
    }

    @Test
    void anUnknownOptionIsRefused() {
        assertUsageError(
                "Unknown option: '--overwite'; did you mean --overwrite?",
                "lockstep train",
                "train",
                "x.yaml",
                "--overwite");
    }

    @Test
    void anOverrideNeedsAValue() {
        assertUsageError(
                "Missing required parameter for option '--set' (KEY=VALUE)",
                "lockstep train",
                "train",
                "x.yaml",
                "--set");
    }

    @Test
    void helpNamesCommandsOptionsAndExitCodes() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("train"), out.toString());
        assertEquals(0, run("train", "--help"));
        for (String word : new String[] {"PLAN", "--set", "--overwrite", "--verbose", "4   training diverged"}) {
            assertTrue(out.toString().contains(word), word + " is not in " + out);
        }
        assertEquals("", err.toString());
    }

    @Test
    void theVersionIsShown() {
        assertEquals(0, run("--version"));
        assertTrue(out.toString().matches("lockstep \\S+\\R"), out.toString());
    }

    @Test
    void aWrongPlanIsOneLine(@TempDir Path folder) throws IOException {
        Path plan = Files.writeString(folder.resolve("x.yaml"), "seed: a\n");
        assertEquals(2, run("train", plan.toString()));
        assertEquals(
                "error: " + plan + ": seed must be a whole number of at most 64 bits but is a" + System.lineSeparator(),
                err.toString());
    }

    @Test
    void overridesKeepTheirQuotesAndTheirOrder(@TempDir Path folder) throws IOException {
        Path plan = Files.writeString(folder.resolve("x.yaml"), "seed: 1\n");
        assertEquals(2, run("train", "--set", "seed=b", plan.toString(), "--set=seed=\"1\""));
        assertEquals(
                "error: --set: seed must be a whole number of at most 64 bits but is \"1\"" + System.lineSeparator(),
                err.toString());
    }

    @Test
    void verboseShowsTheStackTrace() {
        assertEquals(2, run("train", "missing.yaml", "--verbose"));
        assertTrue(err.toString().startsWith("error: missing.yaml: no such file"), err.toString());
        assertTrue(err.toString().contains("\tat dev.lockstep.plan.yaml.PlanText"), err.toString());
    }
}
