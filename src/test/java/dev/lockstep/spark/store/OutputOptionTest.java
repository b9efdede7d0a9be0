package dev.lockstep.spark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.job.Snapshot;
import dev.lockstep.plan.PlanException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputOptionTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsNoPathIsRefusedAsTheUserWroteIt() {
        assertEquals("--output must be a path but is \"\": Can not create a Path from an empty string", refusal(""));
        assertEquals("--output must be a path but is \"a:b\": Relative path in absolute URI: a:b", refusal("a:b"));
    }

    private static String refusal(String output) {
        return assertThrows(PlanException.class, () -> OutputOption.address("--output", output, new Configuration()))
                .getMessage();
    }

    @Test
    void nothingIsMadeOfAnAddress() throws IOException {
        OutputOption.address("--output", folder.resolve("a/b").toString(), new Configuration());
        assertEquals(0, Snapshot.of(folder).size() - 1);
    }

    @Test
    void aDiskThatIsFullNeedsRoom() {
        IOException full = new IOException("java.io.IOException: No space left on device");
        assertEquals(
                "--output x cannot be written: java.io.IOException: No space left on device; free some space, or"
                        + " choose another output",
                OutputOption.unwritable("--output", "x", full).getMessage());
    }
}
