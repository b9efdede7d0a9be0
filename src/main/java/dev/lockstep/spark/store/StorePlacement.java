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
 * On an object store, where a rename is a copy: a file is written under its own name, and is there when it is closed.
 * Nothing creates a file exclusively. Each claimant writes a file of its own name, and after a settling time, within which
 * all claims of the same moment are listed, the lowest of them wins. A process that stands still for longer than the
 * settling time between its last look and its write can still come second and not know.
 */
final class StorePlacement implements Placement {

    /** The settling time in milliseconds. */
    static final String SETTLE = "lockstep.claim.settleMillis";

    private static final int USUAL_SETTLE = 1_000;
    /** How often a claim is looked at before it counts as that of a process that died. */
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
        Path claim = new Path(file.getParent(), Aside.of(file.getName()));
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
                .filter(name -> Aside.isOf(file.getName(), name))
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
