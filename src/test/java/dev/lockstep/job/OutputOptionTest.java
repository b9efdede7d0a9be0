package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
        assertEquals(
                "--output must be a path but is \"\": Can not create a Path from an empty string", refusal("", true));
        assertEquals(
                "--output must be a path but is \"a:b\": java.net.URISyntaxException: Relative path in absolute URI: a:b",
                refusal("a:b", false));
    }

    @Test
    void whatIsThereIsReplacedOnlyIfThatIsWanted() throws IOException {
        String there = folder.toString();
        assertEquals("--output " + there + " is there already; --overwrite replaces it", refusal(there, false));
        OutputOption.requireFree(there, true, new Configuration());
        OutputOption.requireFree(there + "/new", false, new Configuration());
    }

    private static String refusal(String output, boolean overwrite) {
        return assertThrows(PlanException.class, () -> OutputOption.requireFree(output, overwrite, new Configuration()))
                .getMessage();
    }
}
