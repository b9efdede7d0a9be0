package dev.lockstep.job;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What {@code --output} may be. */
final class OutputOption {

    private OutputOption() {}

    /** @throws PlanException if something is there that may not be replaced */
    static void requireFree(String output, boolean overwrite, Configuration configuration) throws IOException {
        Path path = new Path(output);
        if (!overwrite && path.getFileSystem(configuration).exists(path)) {
            throw new PlanException("--output " + output + " is there already; --overwrite replaces it");
        }
    }

    static PlanException unwritable(String output, IOException problem) {
        return new PlanException("--output " + output + " cannot be written: " + problem.getMessage(), problem);
    }
}
