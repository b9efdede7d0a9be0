package dev.lockstep.spark.store;

import dev.lockstep.format.Checkpoint;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.Manifest;
import dev.lockstep.format.SafeTensors;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.ChecksumException;

/**
 * The checkpoints of a run: {@code step-<10 digits>/} with the state and a manifest. A checkpoint is written under a
 * temporary name and renamed. It is valid if its manifest, written last, matches the length and SHA-256 of every file.
 */
public final class CheckpointFolder {

    /** The folder's name within the run's. */
    public static final String NAME = "checkpoints";

    /** The prefix of a checkpoint's name until it is complete. */
    private static final String ASIDE = ".writing-";

    private static final String STEP = "step-";

    private static final String STATE = "state.safetensors";
    private static final String MANIFEST = "manifest.json";
    private static final int LARGEST_MANIFEST = 1 << 20;

    private final RunFiles run;
    private final RunFiles files;
    private final int keep;

    /** @param keep number of checkpoints to keep; older ones are removed */
    public CheckpointFolder(RunFiles run, int keep) throws IOException {
        this.run = run;
        this.files = run.sub(NAME);
        this.keep = keep;
    }

    /** Removes temporary files of a killed run, and incomplete checkpoints where a rename copies file by file. */
    public void tidy() throws IOException {
        for (String name : files.list()) {
            if (name.startsWith(ASIDE)) {
                String whole = name.substring(ASIDE.length());
                if (!files.sub(whole).exists(MANIFEST)) {
                    removeCheckpoint(whole);
                }
                removeCheckpoint(name);
            }
        }
    }

    /** Removes all checkpoints, and the folder if nothing else is in it. */
    public void removeAll() throws IOException {
        tidy();
        for (String name : names()) {
            removeCheckpoint(name);
        }
        run.tree(NAME).removeFiles(List.of());
    }

    /** Whether a checkpoint is valid, for any network. */
    public boolean holdsOne() throws IOException {
        for (String name : names()) {
            RunFiles folder = files.sub(name);
            if (folder.exists(MANIFEST) && folder.exists(STATE) && isWhole(folder)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWhole(RunFiles folder) throws IOException {
        MessageDigest digest = Fingerprint.newSha256();
        try (InputStream in = new DigestInputStream(folder.open(STATE), digest)) {
            Manifest.Entry entry = Manifest.parse(folder.read(MANIFEST, LARGEST_MANIFEST))
                    .files()
                    .get(STATE);
            return in.transferTo(OutputStream.nullOutputStream()) > 0
                    && entry != null
                    && entry.sha256().equals(HexFormat.of().formatHex(digest.digest()));
        } catch (FormatException e) {
            return false;
        }
    }

    /** The step of the newest checkpoint according to its name; 0 if there is none. */
    public long lastStep() throws IOException {
        List<String> names = names();
        return names.isEmpty() ? 0 : step(names.get(names.size() - 1));
    }

    /** Writes a checkpoint and removes the oldest ones. */
    public void write(Checkpoint checkpoint) throws IOException {
        String name = String.format(STEP + "%010d", checkpoint.state().step());
        String aside = ASIDE + name;
        removeCheckpoint(aside);
        RunFiles folder = files.sub(aside);
        MessageDigest digest = Fingerprint.newSha256();
        folder.writePlainly(STATE, out -> checkpoint.tensors().writeTo(new DigestOutputStream(out, digest)));
        Manifest manifest = new Manifest(Map.of(
                STATE, new Manifest.Entry(folder.length(STATE), HexFormat.of().formatHex(digest.digest()))));
        folder.writePlainly(MANIFEST, out -> out.write(manifest.toJson().getBytes(StandardCharsets.UTF_8)));
        removeCheckpoint(name);
        files.tree(aside).move(name, List.of(STATE, MANIFEST));
        prune(name);
    }

    /** Removes the oldest checkpoints, but never the one just written: a newer one may be damaged. */
    private void prune(String written) throws IOException {
        List<String> others =
                names().stream().filter(name -> !name.equals(written)).toList();
        for (String old : others.subList(0, Math.max(0, others.size() - (keep - 1)))) {
            removeCheckpoint(old);
        }
    }

    /** Removes a checkpoint's files, the one that makes it valid first. */
    private void removeCheckpoint(String name) throws IOException {
        files.tree(name).removeFiles(List.of(MANIFEST, STATE));
    }

    /**
     * The newest valid checkpoint; empty if there are no checkpoints.
     *
     * @param parameters number of parameters of the network
     * @param damaged receives a message for each one skipped
     * @throws FormatException if there are some, but all are damaged
     * @throws IOException if one cannot be read, which does not mean that it is damaged
     */
    public Optional<Checkpoint> newest(int parameters, Consumer<String> damaged) throws IOException {
        List<String> names = names();
        List<String> passedOver = new ArrayList<>();
        for (int i = names.size() - 1; i >= 0; i--) {
            try {
                Checkpoint found = read(names.get(i), parameters);
                passedOver.forEach(damaged);
                return Optional.of(found);
            } catch (FormatException e) {
                passedOver.add("checkpoint " + names.get(i) + " is damaged and skipped: " + e.getMessage());
            }
        }
        if (!passedOver.isEmpty()) {
            throw new FormatException(passedOver.get(0).replace(" and skipped", "")
                    + (names.size() == 1 ? "" : ", and so are all older ones"));
        }
        return Optional.empty();
    }

    /** @throws FormatException if it is damaged */
    private Checkpoint read(String name, int parameters) throws IOException {
        try {
            return read(files.sub(name), parameters);
        } catch (FormatException e) {
            throw e;
        } catch (EOFException | ChecksumException e) {
            throw new FormatException("it ends too early, or its blocks are damaged: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    NAME + "/" + name + " cannot be read: " + e.getMessage()
                            + ". Run the command again when it can be read,"
                            + " or move it away to resume from the previous one",
                    e);
        }
    }

    private static void requireFile(RunFiles folder, String name) throws IOException {
        if (!folder.isFile(name)) {
            throw new FormatException(name + " must exist but does not");
        }
    }

    private static Checkpoint read(RunFiles folder, int parameters) throws IOException {
        requireFile(folder, MANIFEST);
        if (folder.length(MANIFEST) > LARGEST_MANIFEST) {
            throw new FormatException(
                    MANIFEST + " must have at most " + LARGEST_MANIFEST + " bytes but has " + folder.length(MANIFEST));
        }
        Manifest manifest = Manifest.parse(folder.read(MANIFEST, LARGEST_MANIFEST));
        Manifest.Entry entry = manifest.files().get(STATE);
        if (entry == null) {
            throw new FormatException("the manifest must have " + STATE + " but has not");
        }
        requireFile(folder, STATE);
        if (folder.length(STATE) != entry.length()) {
            throw new FormatException(
                    STATE + " must have " + entry.length() + " bytes but has " + folder.length(STATE));
        }
        MessageDigest digest = Fingerprint.newSha256();
        try (InputStream in = new DigestInputStream(new BufferedInputStream(folder.open(STATE), 1 << 16), digest)) {
            SafeTensors tensors = SafeTensors.read(in);
            String found = HexFormat.of().formatHex(digest.digest());
            if (!found.equals(entry.sha256())) {
                throw new FormatException(STATE + " must have the SHA-256 " + entry.sha256() + " but has " + found);
            }
            return Checkpoint.of(tensors, parameters);
        }
    }

    /** From the oldest to the newest; folders without files of a checkpoint are ignored. */
    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : files.list()) {
            if (name.matches(STEP + "\\d{10,18}")
                    && (files.exists(name + "/" + MANIFEST) || files.exists(name + "/" + STATE))) {
                names.add(name);
            }
        }
        names.sort(Comparator.comparingLong(CheckpointFolder::step));
        return names;
    }

    private static long step(String name) {
        return Long.parseLong(name.substring(STEP.length()));
    }
}
