import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes the wheel from the application jar: its Python files, and the jar itself. The same jar gives the same wheel.
 * Run by Maven: java Wheel.java DISTRIBUTION VERSION SUMMARY JAR
 */
public final class Wheel {

    private static final LocalDateTime TIME = LocalDateTime.of(2025, 1, 1, 0, 0);
    private static final String TAG = "py3-none-any";

    private final ZipOutputStream out;
    private final StringBuilder record = new StringBuilder();

    private Wheel(ZipOutputStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        String distribution = arguments[0];
        String version = arguments[1].replace("-SNAPSHOT", ".dev0");
        Path jar = Path.of(arguments[3]);
        String name = distribution.replace('-', '_') + "-" + version;
        Path file = jar.resolveSibling(name + "-" + TAG + ".whl");
        Path aside = jar.resolveSibling(name + ".part");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(aside))) {
            new Wheel(out).write(name + ".dist-info/", metadata(distribution, version, arguments[2]), jar);
        }
        removeOthers(file, distribution.replace('-', '_'));
        Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes wheels of other versions. */
    private static void removeOthers(Path file, String name) throws IOException {
        try (DirectoryStream<Path> wheels = Files.newDirectoryStream(file.getParent(), name + "-*.whl")) {
            for (Path wheel : wheels) {
                Files.delete(wheel);
            }
        }
    }

    private static String metadata(String distribution, String version, String summary) {
        return String.join(
                "\n",
                "Metadata-Version: 2.4",
                "Name: " + distribution,
                "Version: " + version,
                "Summary: " + summary,
                "License-Expression: Apache-2.0",
                "License-File: LICENSE",
                "License-File: NOTICE",
                "Requires-Python: >=3.10",
                "Description-Content-Type: text/plain",
                "",
                "Needs PySpark " + (distribution.endsWith("3") ? "3.5" : "4 (not below 4.0.1)")
                        + ", and Java 17 where the driver runs.",
                "");
    }

    private void write(String info, String metadata, Path jar) throws IOException {
        try (ZipFile files = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(files.entries());
            for (ZipEntry entry : entries) {
                if (entry.getName().matches("(lockstep|dev/lockstep/estimator)/.*(\\.py|py\\.typed)")) {
                    add(entry.getName(), bytes(files, entry), ZipEntry.DEFLATED);
                }
            }
            // As it is: it is compressed already.
            add("lockstep/jars/" + jar.getFileName(), Files.readAllBytes(jar), ZipEntry.STORED);
            for (String text : List.of("LICENSE", "NOTICE")) {
                add(info + "licenses/" + text, bytes(files, files.getEntry("META-INF/" + text)), ZipEntry.DEFLATED);
            }
        }
        add(info + "METADATA", metadata.getBytes(StandardCharsets.UTF_8), ZipEntry.DEFLATED);
        String wheel = "Wheel-Version: 1.0\nGenerator: lockstep\nRoot-Is-Purelib: true\nTag: " + TAG + "\n";
        add(info + "WHEEL", wheel.getBytes(StandardCharsets.UTF_8), ZipEntry.DEFLATED);
        record.append(info).append("RECORD,,\n");
        put(info + "RECORD", record.toString().getBytes(StandardCharsets.UTF_8), ZipEntry.DEFLATED);
    }

    private static byte[] bytes(ZipFile files, ZipEntry entry) throws IOException {
        try (InputStream in = files.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    /** Adds a file and its line in the record. */
    private void add(String name, byte[] content, int method) throws IOException {
        put(name, content, method);
        record.append(name)
                .append(",sha256=")
                .append(sha256(content))
                .append(',')
                .append(content.length)
                .append('\n');
    }

    private void put(String name, byte[] content, int method) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        entry.setMethod(method);
        if (method == ZipEntry.STORED) {
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
        }
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    private static String sha256(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
