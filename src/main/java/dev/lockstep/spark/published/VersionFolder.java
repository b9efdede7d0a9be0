package dev.lockstep.spark.published;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import dev.lockstep.spark.store.RunFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The folder of a version. Its files never change; it is whole with {@value #MANIFEST}, which is written last and lists
 * the SHA-256 of the others.
 */
public record VersionFolder(VersionName name, RunFiles files) {

    /** The Spark ML model. */
    public static final String MODEL = "model";

    static final String MANIFEST = "version.json";

    private static final String FORMAT = "lockstep-version-1";
    private static final String FILES = "files";
    private static final int LARGEST = 1 << 24;
    /** Between the SHA-256 and the name of a file, as {@code sha256sum} writes them. */
    private static final String GAP = "  ";

    boolean isWhole() throws IOException {
        return files.exists(MANIFEST);
    }

    /** The address for {@code PipelineModel.load}. */
    public String model() {
        return files.folder() + "/" + MODEL;
    }

    /** The entries of the manifest, such as {@code fingerprint}. */
    public Map<String, String> about() throws IOException {
        return Json.texts(manifest());
    }

    private String manifest() throws IOException {
        return files.read(MANIFEST, LARGEST);
    }

    /**
     * Writes the version.
     *
     * @param names files to copy
     * @param texts more files, by name
     * @param about entries of the manifest
     */
    void write(RunFiles from, List<String> names, Map<String, String> texts, Map<String, Object> about)
            throws IOException {
        List<String> written = new ArrayList<>();
        for (String name : names) {
            written.add(written(name, out -> {
                try (InputStream in = from.open(name)) {
                    in.transferTo(out);
                }
            }));
        }
        for (Map.Entry<String, String> text : texts.entrySet()) {
            written.add(written(text.getKey(), out -> out.write(text.getValue().getBytes(StandardCharsets.UTF_8))));
        }
        files.write(
                MANIFEST,
                Json.pretty(new Keys()
                        .with("format", FORMAT)
                        .with("version", name.toString())
                        .withAll(about)
                        .with(FILES, written)
                        .map()));
    }

    /** Writes a file, and returns its line of the manifest. */
    private String written(String file, RunFiles.Content content) throws IOException {
        MessageDigest digest = Fingerprint.newSha256();
        files.writePlainly(file, out -> content.writeTo(new DigestOutputStream(out, digest)));
        return HexFormat.of().formatHex(digest.digest()) + GAP + file;
    }

    /**
     * Reads all files and compares them with the manifest.
     *
     * @throws EnvironmentException if one is missing or differs
     */
    public void requireWhole() throws IOException {
        List<String> lines = isWhole() ? Json.list(manifest(), FILES) : List.of();
        if (lines.isEmpty()) {
            throw new EnvironmentException(
                    "version " + name + " in " + files.folder() + " is not whole: it has no " + MANIFEST);
        }
        for (String line : lines) {
            String file = line.substring(line.indexOf(GAP) + GAP.length());
            if (!line.equals(sha256(file) + GAP + file)) {
                throw new EnvironmentException("version " + name + " is damaged: " + files.folder() + "/" + file
                        + " differs from " + MANIFEST);
            }
        }
    }

    private String sha256(String file) throws IOException {
        MessageDigest digest = Fingerprint.newSha256();
        try (InputStream in = files.open(file)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        } catch (FileNotFoundException e) {
            return "missing";
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Whether all of its files are as they were written. */
    boolean isUndamaged() throws IOException {
        try {
            requireWhole();
            return true;
        } catch (EnvironmentException e) {
            return false;
        }
    }
}
