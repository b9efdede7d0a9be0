package dev.lockstep.spark.store;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.plan.PlanException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * The exclusive right to write one output, a file or a folder. The holder may remove temporary files of killed
 * processes for the same output.
 *
 * @param written the output as the user wrote it
 * @param folder that contains the output
 */
public record OutputClaim(String written, Address output, RunFiles folder, Lease lease) implements AutoCloseable {

    /**
     * Acquires the claim, before the command writes anything else.
     *
     * @throws PlanException if another process holds it, or the location is not writable
     */
    public static OutputClaim take(String written, Address output, Configuration configuration) {
        return take(written, output, configuration, Lease.Intervals.USUAL);
    }

    public static OutputClaim take(
            String written, Address output, Configuration configuration, Lease.Intervals intervals) {
        try {
            RunFiles folder = new RunFiles(output.path().getParent().toString(), configuration);
            Lease lease = Lease.take(folder, output.path().getName(), intervals);
            return new OutputClaim(written, output, folder, lease);
        } catch (IOException | UnsupportedOperationException e) {
            throw OutputOption.unwritable("--output", written, e);
        }
    }

    /** The name of the output in its folder. */
    public String name() {
        return output.path().getName();
    }

    /** Whether a file is a temporary file of the output. */
    public boolean isAside(String file) {
        return TemporaryName.isOf(name(), file);
    }

    public boolean isTaken() throws IOException {
        return output.files().exists(output.path());
    }

    /** @throws PlanException if something exists there */
    public void requireFree() throws IOException {
        if (isTaken()) {
            throw taken();
        }
    }

    PlanException taken() {
        return new PlanException("--output " + written + " already exists; --overwrite replaces it");
    }

    /** The refusal of an output that this command did not write. */
    public PlanException notOurs(String why) {
        return new PlanException("--output " + written + " " + why + "; choose another output, or remove it yourself");
    }

    /** Fails if another process has taken over the output. */
    public void requireHeld() throws IOException {
        try {
            lease.renew();
        } catch (EnvironmentException e) {
            if (e.getCause() instanceof IOException) {
                throw new IOException(e.getMessage(), e);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            lease.close();
        } catch (IOException e) {
            // The output is complete; the next command finds that this process is dead.
            return;
        }
    }
}
