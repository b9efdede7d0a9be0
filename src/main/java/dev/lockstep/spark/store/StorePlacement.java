package dev.lockstep.spark.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * For object stores, where a rename is a copy: a file is written under its final name and appears when it is closed.
 * There is no exclusive creation. Each contender writes a claim with its own name; after a settling time, in which all
 * concurrent claims become visible, the lowest wins. A process that is suspended for longer than the settling time
 * between its last check and its write can still lose without noticing.
 */
final class StorePlacement implements Placement {

    /** The settling time in milliseconds. */
    static final String SETTLE = "lockstep.claim.settleMillis";

    private static final int USUAL_SETTLE = 1_000;
    /** Number of checks after which a claim counts as that of a dead process. */
    private static final int LOOKS = 10;

    private final FileSystem files;
    private final long settleMillis;

    StorePlacement(FileSystem files, Configuration configuration) {
        this.files = files;
        this.settleMillis = configuration.getInt(SETTLE, USUAL_SETTLE);
    }

    @Override
    public void write(Path file, RunFiles.Content content) throws IOException {
        RunFiles.writePlainly(files, file, content);
    }

    @Override
    public boolean create(Path file, RunFiles.Content content) throws IOException {
        if (files.exists(file)) {
            return false;
        }
        Path claim = new Path(file.getParent(), TemporaryName.of(file.getName()));
        RunFiles.writePlainly(files, claim, out -> out.write(' '));
        try {
            if (!isFirst(file, claim.getName())) {
                return false;
            }
            write(file, content);
            return true;
        } finally {
            files.delete(claim, false);
        }
    }

    /** Waits until a claim is the lowest, or has lost. */
    private boolean isFirst(Path file, String claim) throws IOException {
        String lowest = "";
        int looks = 0;
        while (true) {
            settle();
            List<String> claims = claims(file);
            if (files.exists(file) || !claims.contains(claim)) {
                return false;
            }
            if (claims.get(0).equals(claim)) {
                return true;
            }
            looks = claims.get(0).equals(lowest) ? looks + 1 : 1;
            lowest = claims.get(0);
            if (looks == LOOKS) {
                files.delete(new Path(file.getParent(), lowest), false);
            }
        }
    }

    private List<String> claims(Path file) throws IOException {
        return Arrays.stream(files.listStatus(file.getParent()))
                .map(FileStatus::getPath)
                .map(Path::getName)
                .filter(name -> TemporaryName.isOf(file.getName(), name))
                .sorted()
                .toList();
    }

    private void settle() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(settleMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for other claims", e);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        try (InputStream in = files.open(from)) {
            write(to, in::transferTo);
        }
        files.delete(from, false);
    }
}
