package dev.lockstep.spark.store;

import dev.lockstep.plan.PlanException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * The right to write one output, a file or a folder, while it lasts. Whoever has it may remove what a process that was
 * killed left aside for the same output.
 *
 * @param written the output as the user wrote it
 * @param folder that the output is in
 */
public record OutputClaim(String written, Address output, RunFiles folder, Lease lease) implements AutoCloseable {

    /**
     * Takes the claim, the first thing that a command writes.
     *
     * @throws PlanException if another process has it, or nothing can be written there
     */
    public static OutputClaim take(String written, Address output, Configuration configuration) {
        return take(written, output, configuration, Lease.Pace.USUAL);
    }

    public static OutputClaim take(String written, Address output, Configuration configuration, Lease.Pace pace) {
        try {
            RunFiles folder = new RunFiles(output.path().getParent().toString(), configuration);
            Lease lease = Lease.take(folder, output.path().getName(), pace);
            return new OutputClaim(written, output, folder, lease);
        } catch (IOException | UnsupportedOperationException e) {
            throw OutputOption.unwritable("--output", written, e);
        }
    }

    /** The output's name in its folder. */
    public String name() {
        return output.path().getName();
    }

    /** Whether a file beside the output was written aside for it. */
    public boolean isAside(String file) {
        return Aside.isOf(name(), file);
    }

    public boolean isTaken() throws IOException {
        return output.files().exists(output.path());
    }

    /** @throws PlanException if something is there */
    public void requireFree() throws IOException {
        if (isTaken()) {
            throw taken();
        }
    }

    PlanException taken() {
        return new PlanException("--output " + written + " is there already; --overwrite replaces it");
    }

    /** What is said of what another program, or another command, wrote. */
    public PlanException notOurs(String why) {
        return new PlanException("--output " + written + " " + why + "; choose another output, or remove it yourself");
    }

    /** Ends the command that lost its output to another one. */
    public void requireHeld() throws IOException {
        try {
            lease.renew();
        } catch (OutputException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            lease.close();
        } catch (IOException e) {
            // The output is there; the next command on it finds that this process is no more.
            return;
        }
    }
}
