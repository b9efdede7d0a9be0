package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Python;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The wheel has the jar, the Python package, and a record of all its files. */
class WheelIT {

    private static final Path JAR = Path.of(System.getProperty("lockstep.jar"));

    @Test
    void theRecordHasEveryFile() throws IOException, NoSuchAlgorithmException {
        Map<String, byte[]> files = files();
        String info = files.keySet().stream()
                .filter(name -> name.endsWith("/RECORD"))
                .findFirst()
                .orElseThrow();
        Map<String, String> record = new HashMap<>();
        for (String line : text(files, info).lines().toList()) {
            String[] cells = line.split(",", 2);
            record.put(cells[0], cells[1]);
        }
        assertEquals(files.keySet(), record.keySet());
        assertEquals(",", record.remove(info));
        for (Map.Entry<String, String> line : record.entrySet()) {
            byte[] content = files.get(line.getKey());
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            String hash = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
            assertEquals("sha256=" + hash + "," + content.length, line.getValue(), line.getKey());
        }
    }

    @Test
    void itHasTheJarAndThePackage() throws IOException {
        Map<String, byte[]> files = files();
        assertArrayEquals(Files.readAllBytes(JAR), files.get("lockstep/jars/" + JAR.getFileName()));
        assertTrue(
                files.keySet()
                        .containsAll(Set.of(
                                "dev/lockstep/estimator/__init__.py",
                                "dev/lockstep/estimator/_params.py",
                                "dev/lockstep/estimator/py.typed",
                                "lockstep/__init__.py",
                                "lockstep/py.typed")),
                () -> files.keySet().toString());
        // Other packages may begin with dev, too.
        for (String namespace : List.of("dev/__init__.py", "dev/lockstep/__init__.py")) {
            assertTrue(!files.containsKey(namespace), namespace);
        }
        String build = text(files, "dev/lockstep/estimator/_build.py");
        assertTrue(build.contains("VERSION = \"") && !build.contains("${"), build);
    }

    @Test
    void itSaysWhatItIs() throws IOException {
        String name = Python.wheel().getFileName().toString();
        String[] parts = name.split("-", -1);
        assertEquals(5, parts.length, name);
        Map<String, byte[]> files = files();
        String info = parts[0] + "-" + parts[1] + ".dist-info/";
        String metadata = text(files, info + "METADATA");
        assertTrue(metadata.contains("\nName: " + parts[0].replace('_', '-') + "\n"), metadata);
        assertTrue(metadata.contains("\nVersion: " + parts[1] + "\n"), metadata);
        assertTrue(text(files, info + "WHEEL").contains("\nTag: py3-none-any\n"));
        assertTrue(text(files, info + "licenses/LICENSE").contains("Apache License"));
        assertTrue(Files.size(Python.wheel()) < 100_000_000, "" + Files.size(Python.wheel()));
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(files.get(name), StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (ZipFile wheel = new ZipFile(Python.wheel().toFile())) {
            for (ZipEntry entry : Collections.list(wheel.entries())) {
                try (InputStream in = wheel.getInputStream(entry)) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return files;
    }
}
