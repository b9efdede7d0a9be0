package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The application jar brings its libraries under its own name, so that it fits beside any Spark's libraries. */
class ApplicationJarIT {

    private static final File JAR = new File(System.getProperty("lockstep.jar"));

    @Test
    void everyClassIsOursOrBelongsToOpenBlas() throws IOException {
        List<String> classes =
                names().stream().filter(name -> name.endsWith(".class")).toList();
        assertEquals(
                List.of(),
                classes.stream()
                        .filter(name -> !name.startsWith("dev/lockstep/") && !name.startsWith("org/bytedeco/"))
                        .toList());
        assertTrue(
                classes.contains("dev/lockstep/shaded/com/fasterxml/jackson/databind/ObjectMapper.class"),
                "Jackson must be in the jar");
    }

    /** Native code finds Java classes by their names, so these keep theirs. */
    @Test
    void openBlasIsInItForEveryPlatformThatCanUseIt() throws IOException {
        for (String platform : List.of("linux-x86_64", "linux-arm64")) {
            String folder = "org/bytedeco/openblas/" + platform + "/";
            assertTrue(
                    names().contains(folder + "libopenblas_nolapack.so.0")
                            || names().contains(folder + "libopenblas.so.0"),
                    platform);
            assertTrue(names().contains(folder + "libjniopenblas_nolapack.so"), platform);
        }
        assertTrue(JAR.length() < 30_000_000, "the jar has " + JAR.length() + " bytes");
    }

    @Test
    void sparkIsNotInIt() throws IOException {
        assertEquals(
                List.of(),
                names().stream()
                        .filter(name -> name.contains("org/apache/") || name.contains("scala/"))
                        .toList());
    }

    @Test
    void everyServicesFileNamesClassesOfTheJar() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            List<JarEntry> services = jar.stream()
                    .filter(entry -> !entry.isDirectory() && entry.getName().startsWith("META-INF/services/"))
                    .toList();
            assertTrue(!services.isEmpty(), "no services file at all");
            for (JarEntry service : services) {
                String text = new String(jar.getInputStream(service).readAllBytes(), StandardCharsets.UTF_8);
                for (String line : text.lines().toList()) {
                    String type = line.substring(line.indexOf('=') + 1).trim();
                    assertNotNull(jar.getEntry(type.replace('.', '/') + ".class"), service.getName() + ": " + line);
                }
            }
        }
    }

    @Test
    void theManifestNamesTheMainClassAndTheVersion() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals("dev.lockstep.job.Lockstep", manifest.getValue(Attributes.Name.MAIN_CLASS));
            assertNotNull(jar.getEntry("dev/lockstep/job/Lockstep.class"), "the main class must be in the jar");
            assertEquals(
                    "lockstep-" + manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION) + ".jar", JAR.getName());
        }
    }

    @Test
    void licencesAndNoticesAreKept() throws IOException {
        assertTrue(
                names().containsAll(
                                List.of("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/licenses/progressbar.txt")),
                "a licence is missing");
    }

    private static List<String> names() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            return jar.stream().map(JarEntry::getName).toList();
        }
    }
}
