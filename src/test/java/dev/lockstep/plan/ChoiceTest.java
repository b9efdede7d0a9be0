package dev.lockstep.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Parameter;
import dev.lockstep.catalog.Violation;
import dev.lockstep.plan.schema.Types;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Choices within choices. */
class ChoiceTest {

    private static final Catalog<String> RATES = new Catalog<String>("rate")
            .with("plain", with -> "plain", Parameter.number("initial", 1, Domain.POSITIVE, "the first rate"))
            .with(
                    "late",
                    with -> "late",
                    Parameter.requiredWhole("over", Domain.COUNT, "how long"),
                    Parameter.nested("then", "what follows"));

    private static Choice<String> read(Object rate) {
        return Types.within("rate", Types.choice(RATES), rate);
    }

    @Test
    void aNestedChoiceIsRead() {
        Choice<String> plain = RATES.choose("plain", Map.of("initial", 2));
        assertEquals(
                RATES.choose("late", Map.of("over", 3, "then", plain.words())),
                read(Map.of("name", "late", "over", 3, "then", Map.of("name", "plain", "initial", 2))));
        assertEquals(
                RATES.choose("late", Map.of("over", 3, "then", "plain")),
                read(Map.of("name", "late", "over", 3, "then", "plain")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {name: late, over: 3, then: {name: plain, initial: -2}} | rate.then.initial must be a positive number but is -2
            {name: late, over: 3, then: {name: plai}}  | rate.then.name: unknown rate "plai"; did you mean plain? known: plain, late
            {name: late, over: 3, then: plai}          | rate.then: unknown rate "plai"; did you mean plain? known: plain, late
            {name: late, over: 3, then: }               | rate.then must be one of plain, late but is empty
            {name: late, over: 3, then: late}           | rate.then: late needs over, a whole number from 1
            {name: late, over: 3}                       | rate: late needs then, another rate
            {name: late, then: plain}                   | rate: late needs over, a whole number from 1
            """)
    void aNestedErrorHasItsWholePath(String rate, String message) throws IOException {
        Object plain = new YAMLMapper().readValue(rate, Object.class);
        assertEquals(message, assertThrows(Violation.class, () -> read(plain)).getMessage());
    }
}
