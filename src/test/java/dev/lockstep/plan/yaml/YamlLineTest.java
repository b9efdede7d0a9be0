package dev.lockstep.plan.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Violation;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values in one line, as params have them. */
class YamlLineTest {

    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("huber", "huber"),
                Arguments.of(" two words ", "two words"),
                Arguments.of("1", 1L),
                Arguments.of("-12345678901", -12345678901L),
                Arguments.of("1.5", 1.5),
                Arguments.of("1e-3", 1e-3),
                Arguments.of("true", true),
                Arguments.of("\"true\"", "true"),
                Arguments.of("'it, is'", "it, is"),
                Arguments.of("{}", Map.of()),
                Arguments.of("[1, [a, b], {c: 2}]", List.of(1L, List.of("a", "b"), Map.of("c", 2L))),
                Arguments.of("{name: huber, delta: 1.0}", Map.of("name", "huber", "delta", 1.0)),
                Arguments.of("{\"name\":\"huber\",\"delta\":1.0}", Map.of("name", "huber", "delta", 1.0)),
                Arguments.of("{0: 1, b: {c: [d]}}", Map.of("0", 1L, "b", Map.of("c", List.of("d")))));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineSaysWhatItSaysInAPlan(String line, Object value) {
        assertEquals(value, YamlReader.line(line));
    }

    @Test
    void aBrokenLineIsRefusedWithThePlace() {
        String refusal = assertThrows(Violation.class, () -> YamlReader.line("{a: 1, a: 2}"))
                .getMessage();
        assertTrue(refusal.contains("line 1, column 8: the key \"a\" is given twice"), refusal);
    }
}
