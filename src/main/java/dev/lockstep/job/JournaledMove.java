package dev.lockstep.job;

import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import dev.lockstep.spark.store.OutputClaim;
import dev.lockstep.spark.store.RunFiles;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Moves a folder on an object store file by file, because folders cannot be renamed there. A note beside the output,
 * written first and removed last, lists the files: if the process is killed, the next one on the same output completes
 * the move. The marker of the folder moves last.
 *
 * @param marker the file that marks a folder as complete
 */
record JournaledMove(OutputClaim claim, String marker, Configuration configuration) {

    private static final String NOTE = ".moving";
    private static final String REPLACED = "replaced";
    private static final int LARGEST = 1 << 28;

    /**
     * Moves a folder.
     *
     * @param aside the temporary name of the folder
     * @param replaced files in the output to remove
     */
    void move(String aside, List<String> replaced) throws IOException {
        claim.folder()
                .write(
                        aside + NOTE,
                        Json.pretty(new Keys().with(REPLACED, replaced).map()));
        goOn(aside);
    }

    /** Completes the moves of killed processes. */
    void goOn() throws IOException {
        for (String file : claim.folder().list()) {
            if (file.endsWith(NOTE) && claim.isAside(file.substring(0, file.length() - NOTE.length()))) {
                goOn(file.substring(0, file.length() - NOTE.length()));
            }
        }
    }

    private void goOn(String aside) throws IOException {
        RunFiles output = new RunFiles(claim.output().path().toString(), configuration);
        Path from = new Path(claim.output().path().getParent(), aside);
        RunFiles moving = new RunFiles(from.toString(), configuration);
        List<String> left = moving.list();
        // Once the marker has moved, files with old names are new.
        if (left.contains(marker)) {
            output.remove(marker);
            Set<String> moved = new TreeSet<>(Json.list(moving.read(marker, LARGEST), PredictedFolder.FILES));
            moved.removeAll(left);
            for (String file : Json.list(claim.folder().read(aside + NOTE, LARGEST), REPLACED)) {
                if (!moved.contains(file)) {
                    output.remove(file);
                }
            }
            for (String file : left) {
                if (!file.equals(marker)) {
                    move(new Path(from, file), file);
                }
            }
            move(new Path(from, marker), marker);
        }
        claim.folder().tree(aside).remove();
        claim.folder().remove(aside + NOTE);
    }

    private void move(Path from, String name) throws IOException {
        FileSystem files = claim.output().files();
        Path to = new Path(claim.output().path(), name);
        files.mkdirs(to.getParent());
        files.delete(to, false);
        if (!files.rename(from, to)) {
            throw new IOException("cannot rename " + from + " to " + to);
        }
    }
}
