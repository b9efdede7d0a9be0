package dev.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A jar of some of the tests' classes, for processes that have none of them. */
public final class TestJar {

    private TestJar() {}

    /** Writes the jar; classes bring those within them. */
    public static void write(Path jar, List<Class<?>> types) throws IOException {
        Path root = Project.path("target", "test-classes");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(file -> isOf(file, types)).toList()) {
                out.putNextEntry(new JarEntry(root.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The jar that a class of some library is in. */
    public static Path of(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static boolean isOf(Path file, List<Class<?>> types) {
        String name = file.getFileName().toString();
        return types.stream()
                .map(Class::getSimpleName)
                .anyMatch(type -> name.equals(type + ".class") || name.startsWith(type + "$"));
    }
}
