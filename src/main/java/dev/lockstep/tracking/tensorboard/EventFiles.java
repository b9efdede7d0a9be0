package dev.lockstep.tracking.tensorboard;

import dev.lockstep.spark.store.Reason;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.store.TemporaryName;
import dev.lockstep.tracking.EpochScalars;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The event files of a run. Events are appended to a file; on file systems that cannot append, each write is a new file,
 * less and less often. TensorBoard reads the files of a folder in the order of their names, as one. A file that cannot be
 * written does not end the training.
 */
public final class EventFiles {

    /** The folder, in that of the run. */
    public static final String FOLDER = "tensorboard";

    private static final Pattern OURS =
            Pattern.compile("events\\.out\\.tfevents\\.\\d{10,12}\\.lockstep-[0-9a-f-]{36}\\.\\d{6}");
    /** Writing takes at most one part in so many of the training's time. */
    private static final int SHARE = 50;
    /** Without append, a file is written when the training is older by one part in so many. */
    private static final int GROWTH = 20;
    /** Events that cannot be written are kept up to this number of bytes. */
    private static final int MOST_PENDING = 1 << 24;

    private final RunFiles files;
    private final String run;
    private final Consumer<String> warn;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final long beginNanos = System.nanoTime();
    private long firstPending = -1;
    private long seconds;
    private int part;
    private String current = "";
    private boolean appendable = true;
    private boolean off;
    private boolean warned;
    private long dueNanos = beginNanos;

    /**
     * @param run the id of the run
     * @param warn receives warnings; training continues
     */
    public EventFiles(RunFiles files, String run, Consumer<String> warn) {
        this.files = files;
        this.run = run;
        this.warn = warn;
    }

    /** Removes the event files that runs wrote. */
    public static void removeFrom(RunFiles files) throws IOException {
        List<String> ours = ours(files);
        if (!ours.isEmpty()) {
            files.tree(FOLDER).removeFiles(ours);
        }
    }

    private static List<String> ours(RunFiles files) throws IOException {
        return files.tree(FOLDER).list().stream()
                .filter(OURS.asMatchPredicate())
                .toList();
    }

    /**
     * Begins an attempt. Of earlier attempts, the events up to the last of the epochs are kept in one new file, with the
     * scalars of epochs that they lack.
     *
     * @param history the epochs that were trained before
     */
    public void begin(List<EpochScalars> history) {
        if (files.isLink(FOLDER)) {
            warn.accept(FOLDER + " in the output is a symbolic link, so no event files are written");
            off = true;
            return;
        }
        try {
            List<String> before = ours(files);
            seconds = System.currentTimeMillis() / 1000;
            if (!before.isEmpty()) {
                seconds = Math.max(seconds, seconds(before.get(before.size() - 1)) + 1);
            }
            double now = now();
            KeptEvents kept = new KeptEvents(
                    history.isEmpty() ? 0 : history.get(history.size() - 1).step());
            for (String file : before) {
                kept.read(files, FOLDER + "/" + file);
            }
            pending.reset();
            Records.append(pending, Events.version(now));
            // A TensorBoard that looks on forgets what it has read of the earlier files.
            Records.append(pending, Events.start(now, 0));
            kept.with(history, now).forEach(event -> Records.append(pending, event));
            writeFirst(!before.isEmpty());
            files.tree(FOLDER).removeFiles(before);
        } catch (IOException | RuntimeException e) {
            say(e);
        }
    }

    private static long seconds(String name) {
        return Long.parseLong(name.split("\\.")[3]);
    }

    private static double now() {
        return System.currentTimeMillis() / 1e3;
    }

    /** @param complete whether the file must not be seen before it is complete, because it replaces others */
    private void writeFirst(boolean complete) throws IOException {
        byte[] bytes = pending.toByteArray();
        String file = nextPart();
        if (complete) {
            String aside = TemporaryName.of(FOLDER);
            files.writePlainly(aside, out -> out.write(bytes));
            files.rename(aside, file);
        } else {
            files.writePlainly(file, out -> out.write(bytes));
        }
        written(file);
    }

    private String nextPart() {
        part++;
        return String.format(Locale.ROOT, "%s/events.out.tfevents.%010d.lockstep-%s.%06d", FOLDER, seconds, run, part);
    }

    private void written(String file) {
        current = file;
        pending.reset();
        firstPending = -1;
    }

    /** Adds the scalars of an epoch. */
    public void add(EpochScalars epoch) {
        add(epoch.step(), Events.scalars(now(), epoch.step(), epoch.values()));
    }

    void add(long step, Map<String, Histogram> histograms) {
        add(step, Events.histograms(now(), step, histograms));
    }

    private void add(long step, byte[] event) {
        if (off) {
            return;
        }
        if (firstPending < 0) {
            firstPending = step;
        }
        Records.append(pending, event);
        if (pending.size() > MOST_PENDING) {
            off = true;
            pending.reset();
        } else if (System.nanoTime() - dueNanos >= 0) {
            write();
        }
    }

    /** Writes what is not written yet. */
    public void finish() {
        if (!off && firstPending >= 0) {
            write();
        }
    }

    private void write() {
        long start = System.nanoTime();
        try {
            if (current.isEmpty() || !appendable || !append()) {
                writePart();
            }
        } catch (IOException | RuntimeException e) {
            current = "";
            say(e);
        }
        long end = System.nanoTime();
        dueNanos = end + Math.max(SHARE * (end - start), appendable ? 0 : (end - beginNanos) / GROWTH);
    }

    /** False if the file system cannot append. */
    private boolean append() {
        try {
            files.append(current, pending.toByteArray());
            written(current);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // The file may have some of the events: the next one begins with the first of them.
            appendable = false;
            return false;
        }
    }

    private void writePart() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(pending.size() + 100);
        Records.append(bytes, Events.version(now()));
        Records.append(bytes, Events.start(now(), firstPending));
        pending.writeTo(bytes);
        String file = nextPart();
        files.writePlainly(file, bytes::writeTo);
        written(file);
    }

    private void say(Exception e) {
        if (!warned) {
            warn.accept(FOLDER + " cannot be written: " + Reason.of(e) + "; training continues");
        }
        warned = true;
    }
}
