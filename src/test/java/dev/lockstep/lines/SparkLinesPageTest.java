package dev.lockstep.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.spark.internals.Artifact;
import dev.lockstep.testing.Page;
import dev.lockstep.testing.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.package$;
import org.junit.jupiter.api.Test;

/** {@code docs/spark-lines.md} has the artifacts and the releases of the code, and the table that the launcher names. */
class SparkLinesPageTest {

    private static final String PAGE = "docs/spark-lines.md";
    private static final List<Map<String, String>> ROWS = Page.of(PAGE).rows("Spark");

    @Test
    void everyLineHasItsArtifactAndTheReleaseThatIsTested() {
        List<String> tested = new ArrayList<>(List.of(package$.MODULE$.SPARK_VERSION()));
        for (SparkRelease release : SparkRelease.values()) {
            tested.add(release.version());
        }
        int lines = 0;
        for (Artifact artifact : Artifact.values()) {
            for (String line : artifact.lines()) {
                Map<String, String> row = ROWS.stream()
                        .filter(cells -> cells.get("Spark").matches(line + "\\b.*"))
                        .findFirst()
                        .orElseThrow();
                assertEquals(artifact.scala(), row.get("Scala"));
                assertEquals("`" + artifact.id() + "`", row.get("artifact"));
                assertTrue(
                        tested.stream()
                                .anyMatch(version -> version.startsWith(line + ".")
                                        && row.get("tested").startsWith(version + " ")),
                        row::toString);
                lines++;
            }
        }
        assertEquals(lines, ROWS.size());
        assertEquals(lines, tested.size());
    }

    @Test
    void theTableThatTheLauncherNamesIsThere() {
        assertTrue(Script.page(PAGE).contains("\n## Java 17\n"));
        assertTrue(Page.of(PAGE).rows("service").size() >= 4);
    }
}
