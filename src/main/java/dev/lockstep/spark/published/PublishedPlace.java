package dev.lockstep.spark.published;

import dev.lockstep.format.Json;
import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.OutputOption;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.store.TemporaryName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/** A folder to publish to, before it is changed: whether it may be, and whose turn it is. */
public final class PublishedPlace {

    private static final long WAIT_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int LOOK_MILLIS = 500;

    private static final List<String> OWN =
            List.of(PublishedFolder.MARKER, Pointer.FILE, PublishedFolder.PREVIOUS, Publication.ROLLBACK);

    private PublishedPlace() {}

    /**
     * Checks that a folder is new or a published one; changes nothing.
     *
     * @param name its name in messages
     * @throws PlanException if it is anything else
     */
    public static void requireUsable(String name, String to, Configuration configuration) {
        try {
            OutputOption.address(name, to, configuration);
            requireOurs(name, new RunFiles(to, configuration));
        } catch (IOException e) {
            throw OutputOption.unwritable(name, to, e);
        }
    }

    static void requireOurs(String name, RunFiles files) throws IOException {
        List<String> there = new ArrayList<>(files.list());
        if (there.contains(PublishedFolder.MARKER)) {
            String format =
                    Json.texts(files.read(PublishedFolder.MARKER, 1 << 16)).get("format");
            if (!PublishedFolder.FORMAT.equals(format)) {
                throw new PlanException(name + " must be a new folder or one with published models, but "
                        + files.folder() + "/" + PublishedFolder.MARKER
                        + " was not written by this version of Lockstep; choose another folder");
            }
            return;
        }
        there.removeIf(file -> Lease.isLeftOver(Lease.FILE, file) || isLeftOver(file));
        if (Lease.isOurs(files)) {
            there.remove(Lease.FILE);
        }
        if (!there.isEmpty()) {
            throw new PlanException(name + " must be a new folder or one with published models, but " + files.folder()
                    + " has " + String.join(", ", there.subList(0, Math.min(3, there.size()))) + " and no "
                    + PublishedFolder.MARKER + "; choose another folder");
        }
    }

    static boolean isLeftOver(String file) {
        return OWN.stream().anyMatch(name -> TemporaryName.isOf(name, file));
    }

    /** Waits while another process publishes there, but not for ever. */
    static Lease lease(RunFiles files, Lease.Intervals intervals) throws IOException {
        long end = System.nanoTime() + WAIT_NANOS;
        while (true) {
            try {
                return Lease.take(files, intervals);
            } catch (PlanException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for another job that publishes", e);
        }
    }
}
