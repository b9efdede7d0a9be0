package dev.lockstep.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    private static final int OF_JAVA_8 = 52;

    @Test
    void java8CanLoadIt() throws IOException {
        try (InputStream in = Main.class.getResourceAsStream("Main.class");
                DataInputStream type = new DataInputStream(in)) {
            assertEquals(0xCAFEBABE, type.readInt());
            assertEquals(0, type.readUnsignedShort());
            assertEquals(OF_JAVA_8, type.readUnsignedShort());
        }
    }

    @ParameterizedTest
    @CsvSource({"1.8, 8", "11, 11", "16, 16"})
    void anOlderJavaIsRefusedWithWhereToFindWhatToDo(String specification, String release) {
        String problem = Main.problem(specification, "/opt/java");
        assertTrue(
                problem.startsWith("Lockstep needs Java 17 or newer but the driver runs on Java " + release
                        + " (/opt/java); the table \"Java 17\" in docs/spark-lines.md shows how "),
                problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "21", "25"})
    void java17AndNewerAreAccepted(String specification) {
        assertEquals("", Main.problem(specification, "/opt/java"));
    }
}
