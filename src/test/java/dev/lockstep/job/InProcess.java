package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Script;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Runs commands as {@code jobs/*.sh} do, but in this process and on its one Spark session: a second each, not five. */
public final class InProcess {

    private InProcess() {}

    /**
     * Runs a command. Paths in it, and in plans, are absolute: the working folder is the project's.
     *
     * @param arguments such as {@code train /tmp/plan.yaml --set seed=1}
     */
    public static synchronized Script.Result run(String... arguments) {
        LocalSpark.session();
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try (PrintStream newOut = new PrintStream(said, true, StandardCharsets.UTF_8);
                PrintStream newErr = new PrintStream(complained, true, StandardCharsets.UTF_8)) {
            System.setOut(newOut);
            System.setErr(newErr);
            int code = Lockstep.run(writer(newOut), writer(newErr), arguments);
            return new Script.Result(
                    code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** Runs a command that must end well. */
    static void done(String... arguments) {
        Script.Result result = run(arguments);
        assertEquals(0, result.code(), result::toString);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
