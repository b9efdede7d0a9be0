package dev.lockstep.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DomainTest {

    private record Row(Domain domain, List<Double> inside, List<Double> outside) {

        @Override
        public String toString() {
            return domain.words();
        }
    }

    static Stream<Row> domains() {
        double infinity = Double.POSITIVE_INFINITY;
        double tooLarge = Integer.MAX_VALUE + 1.0;
        return Stream.of(
                new Row(Domain.POSITIVE, List.of(1e-300, 1.0, 1e300), List.of(0.0, -0.0, -1.0, infinity)),
                new Row(Domain.NOT_NEGATIVE, List.of(0.0, -0.0, 1e300), List.of(-1e-300, infinity, -infinity)),
                new Row(Domain.FINITE, List.of(0.0, -1e300, 1e300), List.of(infinity, -infinity)),
                new Row(Domain.FRACTION, List.of(0.0, 0.5, Math.nextDown(1.0)), List.of(-1e-300, 1.0, infinity)),
                new Row(Domain.SHARE, List.of(1e-300, Math.nextDown(1.0)), List.of(0.0, 1.0, infinity)),
                new Row(Domain.UNIT_INTERVAL, List.of(0.0, 1.0), List.of(-1e-300, Math.nextUp(1.0), infinity)),
                new Row(Domain.WHOLE, List.of(0.0, 1.0, tooLarge - 1), List.of(-1.0, 0.5, tooLarge, infinity)),
                new Row(Domain.COUNT, List.of(1.0, 7.0, tooLarge - 1), List.of(0.0, 1.5, -3.0, tooLarge, infinity)));
    }

    @ParameterizedTest
    @MethodSource("domains")
    void aDomainEndsWhereItsWordsSay(Row row) {
        row.inside().forEach(x -> assertEquals(x, row.domain().check("x", x.doubleValue())));
        Stream.concat(row.outside().stream(), Stream.of(Double.NaN))
                .forEach(x -> assertEquals(
                        "x must be " + row.domain().words(),
                        refusal(row.domain(), x).replaceFirst(" but is .*", "")));
    }

    @Test
    void everyDomainHasARow() {
        long constants = Arrays.stream(Domain.class.getFields())
                .filter(field -> field.getType() == Domain.class)
                .count();
        assertEquals(constants, domains().count());
    }

    @Test
    void aRefusalNamesTheArgumentTheDomainAndTheValueAsWritten() {
        assertEquals("momentum must be in [0, 1) but is 1.5", refusal(Domain.FRACTION, "momentum", 1.5));
        assertEquals("momentum must be in [0, 1) but is 1", refusal(Domain.FRACTION, "momentum", 1));
        assertEquals("momentum must be in [0, 1) but is NaN", refusal(Domain.FRACTION, "momentum", Double.NaN));
        assertEquals("rate must be a positive number but is -1.0E-4", refusal(Domain.POSITIVE, "rate", -1e-4));
        assertEquals(
                "rate must be a positive number but is Infinity",
                refusal(Domain.POSITIVE, "rate", Double.POSITIVE_INFINITY));
        assertEquals("rate must be 0 or a positive number but is -2", refusal(Domain.NOT_NEGATIVE, "rate", -2));
        assertEquals("epochs must be a whole number from 1 but is 0", refusal(Domain.COUNT, "epochs", 0));
        assertEquals("epochs must be a whole number from 0 but is -5", refusal(Domain.WHOLE, "epochs", -5));
    }

    @Test
    void wholeNumbersAreChecked() {
        assertEquals(3, Domain.COUNT.check("epochs", 3));
        assertTrue(Domain.COUNT.contains().test(3));
        assertFalse(Domain.COUNT.contains().test(Double.NaN));
        String text = assertThrows(IllegalArgumentException.class, () -> Domain.COUNT.check("epochs", 0))
                .getMessage();
        assertEquals("epochs must be a whole number from 1 but is 0", text);
    }

    private static String refusal(Domain domain, double value) {
        return refusal(domain, "x", value);
    }

    private static String refusal(Domain domain, String name, double value) {
        return assertThrows(IllegalArgumentException.class, () -> domain.check(name, value))
                .getMessage();
    }
}
