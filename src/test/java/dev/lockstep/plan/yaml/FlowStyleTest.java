package dev.lockstep.plan.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.optimizer.Schedules;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FlowStyleTest {

    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("huber", "huber"),
                Arguments.of(" two words ", "two words"),
                Arguments.of("1", 1),
                Arguments.of("-12345678901", -12345678901L),
                Arguments.of("1.5", 1.5),
                Arguments.of(".5", 0.5),
                Arguments.of("1e-3", 1e-3),
                Arguments.of("1.2.3", "1.2.3"),
                Arguments.of("true", true),
                Arguments.of("\"true\"", "true"),
                Arguments.of("'it, is'", "it, is"),
                Arguments.of("\"a \\\" b \\\\\"", "a \" b \\"),
                Arguments.of("{}", Map.of()),
                Arguments.of("[]", List.of()),
                Arguments.of("[1, [a, b], {c: 2}]", List.of(1, List.of("a", "b"), Map.of("c", 2))),
                Arguments.of("{name: huber, delta: 1.0}", Map.of("name", "huber", "delta", 1.0)),
                Arguments.of("{\"name\":\"huber\",\"delta\":1.0}", Map.of("name", "huber", "delta", 1.0)),
                Arguments.of("{0: 1, b: {c: [d]}}", Map.of("0", 1, "b", Map.of("c", List.of("d")))));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void aLineSaysWhatItSaysInYaml(String line, Object value) {
        assertEquals(value, FlowStyle.parse(line));
        assertEquals(value, FlowStyle.parse(FlowStyle.text(value)));
    }

    @Test
    void choicesComeBackFromTheirLine() {
        Object words = Schedules.CATALOG
                .fromWords(FlowStyle.parse("{name: warmup, over: 2, then: {name: step, every: 3, factor: 0.5}}"))
                .words();
        assertEquals(
                Schedules.CATALOG.fromWords(words),
                Schedules.CATALOG.fromWords(FlowStyle.parse(FlowStyle.text(words))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` `|a value at character 2 but ends",
                "{a|: at character 3 but ends",
                "{a: 1|, at character 6 but ends",
                "{a: }|a value at character 5 but has }",
                "[1, , 2]|a value at character 5 but has , 2]",
                "a]|nothing more at character 2 but has ]",
                "{a: 1, a: 2}|each key once but has a again",
                "'a|' at character 3 but ends"
            })
    void aBrokenLineIsRefusedWithThePlace(String line, String message) {
        String found = assertThrows(IllegalArgumentException.class, () -> FlowStyle.parse(line))
                .getMessage();
        assertTrue(found.contains(message), found);
    }
}
