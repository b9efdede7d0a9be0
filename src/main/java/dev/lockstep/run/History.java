package dev.lockstep.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.format.Checkpoint;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.report.HistoryLines;
import dev.lockstep.spark.store.Reason;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.training.EnsembleState;
import dev.lockstep.training.EpochReport;
import dev.lockstep.training.TrainingListener;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * The file {@value #FILE}: one line per epoch, appended when the epoch ends. Lines that cannot be appended are kept in
 * memory and in checkpoints, and the file is rewritten when enough of them have accumulated. On file systems without
 * append, this writes about nine times the bytes of the file.
 */
final class History implements TrainingListener {

    static final String FILE = "history.jsonl";

    /** Below this number of bytes, the file is not rewritten. */
    private static final int FEW = 1 << 16;
    /** Above this number of bytes, the file is rewritten, whatever its length. */
    private static final int MANY = 1 << 20;
    /** Above this number of bytes, checkpoints become too long, so a file that cannot be written is an error. */
    private static final int TOO_MANY = 1 << 22;
    /** The fraction of the file's length at which it is rewritten. */
    private static final int SHARE = 8;

    private final RunFiles files;
    private final Consumer<String> warn;
    private final MessageDigest digest = Fingerprint.newSha256();
    private long bytes;
    private final StringBuilder rest = new StringBuilder();
    private boolean appendable = true;
    /** The number of bytes at which the file is rewritten. */
    private long due;

    private Exception problem;

    /** @param warn receives warnings; training continues */
    History(RunFiles files, Consumer<String> warn) {
        this.files = files;
        this.warn = warn;
    }

    /** The epochs of the file in a folder; none if there is no file. */
    static List<JsonNode> epochs(RunFiles files) throws IOException {
        return files.exists(FILE) ? HistoryLines.all(files.read(FILE, Integer.MAX_VALUE - 1)) : List.of();
    }

    /** Truncates the file to the lines of a checkpoint; later lines belong to epochs that are repeated. */
    void goOn(Checkpoint.History saved) throws IOException {
        byte[] found = beginning(saved.bytes());
        digest.update(found);
        bytes = found.length;
        if (bytes < saved.bytes() || !hex(digest).equals(saved.sha256())) {
            bytes = lineEnd(found);
            warn.accept(FILE + " was changed since the checkpoint: of its " + saved.bytes() + " bytes then, " + bytes
                    + " are kept, and training continues");
        }
        rest.append(saved.rest());
        writeAnew(Arrays.copyOf(found, (int) bytes));
    }

    private static int lineEnd(byte[] text) {
        int end = text.length;
        while (end > 0 && text[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** The first bytes of the file, or fewer if it is shorter. */
    private byte[] beginning(long most) throws IOException {
        if (most == 0) {
            return new byte[0];
        }
        try (InputStream in = files.open(FILE)) {
            return in.readNBytes(Math.toIntExact(most));
        } catch (FileNotFoundException e) {
            if (files.exists(FILE)) {
                throw e; // Java says so of a file that may not be read, too.
            }
            return new byte[0];
        }
    }

    /** Writes the beginning of the file and the lines that it lacks. */
    private void writeAnew(byte[] beginning) throws IOException {
        byte[] more = lines();
        files.write(FILE, out -> {
            out.write(beginning);
            out.write(more);
        });
        digest.reset();
        digest.update(beginning);
        written(more);
    }

    private void writeAnew() throws IOException {
        byte[] beginning = beginning(bytes);
        if (beginning.length < bytes) {
            throw new IOException("it must have " + bytes + " bytes but was truncated to " + beginning.length);
        }
        writeAnew(beginning);
    }

    private byte[] lines() {
        return rest.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void written(byte[] more) {
        digest.update(more);
        bytes += more.length;
        rest.setLength(0);
        due = Math.min(MANY, Math.max(FEW, bytes / SHARE));
    }

    @Override
    public void epochEnded(EpochReport report) {
        rest.append(HistoryLines.line(report)).append('\n');
        try {
            if (appendable) {
                append();
            } else if (rest.length() >= due) {
                due = (long) rest.length() + FEW; // If this fails.
                writeAnew();
            }
        } catch (IOException | RuntimeException e) {
            // Checkpoints keep the lines, so training can continue.
            say(e);
        }
    }

    private void append() throws IOException {
        byte[] more = lines();
        appendable = false; // The file may have half of them if this fails.
        try {
            files.append(FILE, more);
        } catch (UnsupportedOperationException e) {
            return;
        }
        appendable = true;
        written(more);
    }

    private void say(Exception e) {
        if (problem == null) {
            warn.accept(FILE + " cannot be written: " + Reason.of(e)
                    + "; checkpoints keep its lines, and training continues");
        }
        problem = e;
    }

    /** Called when checkpoints are written. */
    @Override
    public void reached(EnsembleState state) {
        if (rest.length() > TOO_MANY) {
            throw Reason.unwritten(FILE, problem);
        }
    }

    /** The part that is stored in checkpoints. */
    Checkpoint.History saved() {
        return new Checkpoint.History(bytes, hex(digest), rest.toString());
    }

    /** Writes the lines that the file lacks. */
    void finish() {
        if (!rest.isEmpty()) {
            try {
                writeAnew();
            } catch (IOException | RuntimeException e) {
                throw Reason.unwritten(FILE, e);
            }
        }
    }

    /** The same if possible, after another failure. */
    void finishAfter(RuntimeException failure) {
        try {
            finish();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static String hex(MessageDigest digest) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new EnvironmentException("this Java's SHA-256 cannot be copied", e);
        }
    }
}
