package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Project;
import dev.lockstep.testing.VirtualEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The examples for schedulers that cannot run here: manifests fit their schemas, the image needs the archive only. */
@Tag("full")
class SchedulersIT {

    @Test
    void theManifestsFitTheSchemasOfKubernetesAndOfTheSparkOperator() throws IOException, InterruptedException {
        Path scripts = Project.path("src", "test", "python", "schedulers");
        VirtualEnvironment python = VirtualEnvironment.of(scripts.resolve("requirements.txt"));
        String checked = python.run(
                scripts.resolve("check_examples.py"), Project.path("jobs").toString());
        assertEquals(
                List.of("ConfigMap", "CronJob", "ScheduledSparkApplication", "DAG"),
                checked.lines().toList());
    }

    @Test
    void theImageNeedsNothingButTheArchive() throws IOException {
        List<String> sources = new ArrayList<>();
        for (String line : Files.readAllLines(Project.path("jobs", "kubernetes", "Dockerfile"))) {
            if (line.startsWith("COPY ")) {
                List<String> words = Arrays.asList(line.split(" "));
                sources.addAll(words.subList(1, words.size() - 1));
            }
        }
        assertFalse(sources.isEmpty());
        List<String> files = files(Path.of(System.getProperty("lockstep.jar")).getParent());
        for (String source : sources) {
            assertTrue(
                    files.stream().anyMatch(file -> file.equals(source) || file.startsWith(source + "/")),
                    () -> source + " is not among " + files);
        }
    }

    /** The files of the archive, without the folder that all of them are in. */
    private static List<String> files(Path target) throws IOException {
        try (Stream<Path> all = Files.list(target)) {
            Path archive = all.filter(file -> file.toString().endsWith("-bin.zip"))
                    .findFirst()
                    .orElseThrow();
            try (ZipFile zip = new ZipFile(archive.toFile())) {
                return zip.stream()
                        .map(ZipEntry::getName)
                        .map(name -> name.substring(name.indexOf('/') + 1))
                        .toList();
            }
        }
    }
}
