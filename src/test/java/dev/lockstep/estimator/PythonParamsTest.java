package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The params of the Python package are those of the estimators and models in Java. */
class PythonParamsTest {

    @Test
    void theFileIsWhatTheEstimatorsHave() throws IOException {
        Path file = Project.path("src", "main", "python", "dev", "lockstep", "estimator", "_params.py");
        String expected = PythonParams.source();
        if (Boolean.getBoolean("lockstep.write")) {
            Files.writeString(file, expected);
        }
        assertEquals(expected, Files.readString(file), "write the file anew with -Dlockstep.write=true");
    }
}
