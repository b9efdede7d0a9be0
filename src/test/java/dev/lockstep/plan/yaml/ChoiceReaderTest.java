package dev.lockstep.plan.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Parameter;
import dev.lockstep.plan.PlanException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Choices within choices. */
class ChoiceReaderTest {

    private static final Catalog<String> RATES = new Catalog<String>("rate")
            .with("plain", with -> "plain", Parameter.number("initial", 1, Domain.POSITIVE, "the first rate"))
            .with(
                    "late",
                    with -> "late",
                    Parameter.requiredWhole("over", Domain.COUNT, "how long"),
                    Parameter.nested("then", "what follows"));

    private static Choice<String> read(String text, String... overrides) {
        return PlanTree.of("x.yaml", text, OptionValues.GIVEN, List.of(overrides))
                .root()
                .section(keys -> keys.get("rate").choice(RATES));
    }

    @Test
    void aNestedChoiceIsRead() {
        Choice<String> plain = RATES.choose("plain", Map.of("initial", 2));
        assertEquals(
                RATES.choose("late", Map.of("over", 3, "then", plain.words())),
                read("rate: {name: late, over: 3, then: {name: plain, initial: 2}}"));
        assertEquals(
                RATES.choose("late", Map.of("over", 3, "then", "plain")),
                read("rate: {name: late, over: 3, then: plain}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {name: late, over: 3, then: {name: plain, initial: -2}} | rate.then.initial must be a positive number but is -2
            {name: late, over: 3, then: {name: plai}}  | rate.then.name: unknown rate "plai"; did you mean plain? known: plain, late
            {name: late, over: 3, then: plai}          | rate.then: unknown rate "plai"; did you mean plain? known: plain, late
            {name: late, over: 3, then: }               | rate.then must be given a value but is empty
            {name: late, over: 3, then: late}           | rate.then: late needs over, a whole number from 1
            {name: late, over: 3}                       | rate: late needs then, another rate
            {name: late, then: plain}                   | rate: late needs over, a whole number from 1
            """)
    void aNestedErrorHasItsWholePath(String rate, String message) {
        PlanException refusal = assertThrows(PlanException.class, () -> read("rate: " + rate));
        assertEquals("x.yaml: " + message, refusal.getMessage());
    }

    @Test
    void aNestedOverrideIsNamed() {
        PlanException refusal = assertThrows(
                PlanException.class, () -> read("rate: {name: late, over: 3, then: plain}", "rate.then.initial=-1"));
        assertEquals("--set: rate.then.initial must be a positive number but is -1", refusal.getMessage());
    }
}
