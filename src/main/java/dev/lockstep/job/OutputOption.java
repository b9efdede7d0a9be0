package dev.lockstep.job;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What {@code --output} may be. */
final class OutputOption {

    private OutputOption() {}

    /** @throws PlanException if it is no path, or something is there that may not be replaced */
    static void requireFree(String output, boolean overwrite, Configuration configuration) throws IOException {
        if (exists(output, configuration) && !overwrite) {
            throw new PlanException("--output " + output + " is there already; --overwrite replaces it");
        }
    }

    private static boolean exists(String output, Configuration configuration) throws IOException {
        try {
            Path path = new Path(output);
            return path.getFileSystem(configuration).exists(path);
        } catch (IllegalArgumentException e) {
            // Hadoop's of paths and addresses.
            throw new PlanException("--output must be a path but is \"" + output + "\": " + e.getMessage(), e);
        }
    }

    static PlanException unwritable(String output, IOException problem) {
        return new PlanException("--output " + output + " cannot be written: " + problem.getMessage(), problem);
    }
}
