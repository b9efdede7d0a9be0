package dev.lockstep.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {

    private static final Catalog<String> DRINKS = new Catalog<String>("drink")
            .with("water", "water")
            .with(
                    "tea",
                    with -> with.word("kind") + " " + with.whole("minutes") + " " + with.number("sugar") + " "
                            + with.flag("milk"),
                    Parameter.word("kind", List.of("black", "green"), "leaves"),
                    Parameter.whole("minutes", 3, Domain.COUNT, "time"),
                    Parameter.number("sugar", 0.5, Domain.FRACTION, "share"),
                    Parameter.flag("milk", false, "whether"))
            .with(
                    "mixture",
                    with -> with.number("share") + " of " + with.<String>nested("of") + ", " + with.whole("times"),
                    Parameter.required("share", Domain.SHARE, "how much"),
                    Parameter.nested("of", "what"),
                    Parameter.requiredWhole("times", Domain.COUNT, "how often"))
            .alias("h2o", "water")
            .alias("chai", "tea");

    @Test
    void namesComeInTheOrderOfTheCatalogWithoutAliases() {
        assertEquals(List.of("water", "tea", "mixture"), new ArrayList<>(DRINKS.names()));
        assertEquals(Map.of("h2o", "water", "chai", "tea"), DRINKS.aliases());
        assertEquals("drink", DRINKS.concept());
    }

    @Test
    void aBareNameMeansItsDefaults() {
        assertEquals("water", DRINKS.choose("water").value());
        assertEquals("black 3 0.5 false", DRINKS.choose("tea").value());
        assertEquals(DRINKS.choose("tea"), DRINKS.fromWords("tea"));
        assertEquals(DRINKS.choose("tea"), DRINKS.fromWords(Map.of("name", "tea")));
    }

    @Test
    void whatIsGivenReplacesTheDefault() {
        Map<String, Object> words = Map.of("name", "tea", "kind", "green", "minutes", 5, "sugar", 0, "milk", true);
        assertEquals("green 5 0.0 true", DRINKS.fromWords(words).value());
        assertEquals(
                "black 4 0.5 false",
                DRINKS.choose("tea", Map.of("minutes", 4.0)).value());
    }

    @Test
    void anAliasIsAnotherSpellingOfTheSameChoice() {
        assertEquals(DRINKS.choose("water"), DRINKS.choose("h2o"));
        assertEquals("tea", DRINKS.choose("chai", Map.of("minutes", 4)).name());
        assertEquals(4, DRINKS.parameters("chai").size());
    }

    @Test
    void aChoiceCanHoldAnotherOne() {
        Choice<String> choice = DRINKS.fromWords(
                Map.of("name", "mixture", "share", 0.25, "times", 2, "of", Map.of("name", "tea", "minutes", 5)));
        assertEquals("0.25 of black 5 0.5 false, 2", choice.value());
        assertEquals(
                "{name=mixture, of={name=tea, kind=black, milk=false, minutes=5, sugar=0.5}, share=0.25, times=2}",
                choice.toString());
        assertEquals(choice, DRINKS.fromWords(choice.words()));
    }

    @Test
    void wordsSayEveryArgumentAndMakeTheSameChoiceAgain() {
        Choice<String> choice = DRINKS.choose("tea", Map.of("sugar", 0));
        assertEquals(Map.of("name", "tea", "kind", "black", "minutes", 3, "sugar", 0.0, "milk", false), choice.words());
        assertEquals("water", DRINKS.choose("h2o").words());
        assertEquals(choice, DRINKS.fromWords(choice.words()));
        assertEquals(choice.hashCode(), DRINKS.fromWords(choice.words()).hashCode());
        assertNotEquals(choice, DRINKS.choose("tea"));
        assertNotEquals(choice, DRINKS.choose("water"));
    }

    @Test
    void severalNumbersAreAnAscendingList() {
        Catalog<String> catalog = new Catalog<String>("drink")
                .with(
                        "punch",
                        with -> "punch " + Arrays.toString(with.numbers("shares")),
                        Parameter.numbers("shares", 0.5, Domain.SHARE, "shares"));
        Choice<String> several = catalog.choose("punch", Map.of("shares", List.of(0.1, 0.9)));
        assertEquals("punch [0.1, 0.9]", several.value());
        assertEquals(Map.of("name", "punch", "shares", List.of(0.1, 0.9)), several.words());
        assertEquals(several, catalog.fromWords(several.words()));
        assertEquals("punch [0.5]", catalog.choose("punch").value());
        assertEquals(catalog.choose("punch"), catalog.choose("punch", Map.of("shares", List.of(0.5))));
        for (Object wrong : List.of(List.of(), List.of(0.9, 0.1), List.of(0.5, 0.5), List.of(0.5, 1), 0, "half")) {
            String refusal = assertThrows(
                            IllegalArgumentException.class, () -> catalog.choose("punch", Map.of("shares", wrong)))
                    .getMessage();
            assertEquals(
                    "shares must be in (0, 1), or an ascending list of such numbers but is "
                            + wrong.toString().replace(" ", ""),
                    refusal);
        }
    }

    @Test
    void aNumberCanBeNone() {
        Catalog<String> catalog = new Catalog<String>("drink")
                .with(
                        "juice",
                        with -> "juice " + with.numberIfAny("ice"),
                        Parameter.numberOrNone("ice", Domain.SHARE, "share"));
        assertEquals("juice OptionalDouble.empty", catalog.choose("juice").value());
        assertEquals(
                Map.of("name", "juice", "ice", "none"), catalog.choose("juice").words());
        assertEquals(catalog.choose("juice"), catalog.choose("juice", Map.of("ice", "none")));
        assertEquals(
                "juice OptionalDouble[0.5]",
                catalog.choose("juice", Map.of("ice", 0.5)).value());
        assertEquals(
                "ice must be in (0, 1) or none but is 1",
                assertThrows(IllegalArgumentException.class, () -> catalog.choose("juice", Map.of("ice", 1)))
                        .getMessage());
    }

    /** A name without its later parameter is written as before, and equal to one with its default. */
    @Test
    void theDefaultOfALaterParameterIsNotWritten() {
        Catalog<String> catalog = new Catalog<String>("drink")
                .with(
                        "water",
                        with -> "water " + with.number("ice"),
                        Parameter.number("ice", 0, Domain.FRACTION, "share").asAddedLater());
        assertEquals("water", catalog.choose("water").words());
        assertEquals("water 0.0", catalog.choose("water").value());
        assertEquals(catalog.choose("water"), catalog.choose("water", Map.of("ice", 0)));
        Choice<String> iced = catalog.choose("water", Map.of("ice", 0.25));
        assertEquals(Map.of("name", "water", "ice", 0.25), iced.words());
        assertEquals("water 0.25", iced.value());
        assertEquals(iced, catalog.fromWords(iced.words()));
        assertNotEquals(iced, catalog.choose("water"));
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearestAndAllKnownOnes() {
        assertEquals("unknown drink \"watr\"; did you mean water? known: water, tea, mixture", refusal("watr"));
        assertEquals("unknown drink \"coffee\"; known: water, tea, mixture", refusal("coffee"));
        assertEquals("the value must be one of water, tea, mixture but is 7", refusal(7));
        assertEquals("name must be one of water, tea, mixture but is missing", refusal(Map.of("minutes", 3)));
        assertEquals(
                "of: unknown drink \"te\"; did you mean tea? known: water, tea, mixture",
                refusal(Map.of("name", "mixture", "share", 0.5, "times", 1, "of", "te")));
    }

    @Test
    void anUnknownArgumentIsRefusedWithTheNearestAndAllKnownOnes() {
        assertEquals(
                "unknown parameter of tea \"minuts\"; did you mean minutes? known: kind, minutes, sugar, milk",
                refusal(Map.of("name", "tea", "minuts", 3)));
        assertEquals("water takes no parameters but has minutes", refusal(Map.of("name", "h2o", "minutes", 3)));
    }

    @ParameterizedTest
    @CsvSource({
        "kind, white, kind must be black or green but is white",
        "minutes, 0, minutes must be a whole number from 1 but is 0",
        "minutes, 2.5, minutes must be a whole number from 1 but is 2.5",
        "minutes, 3e9, minutes must be a whole number from 1 but is 3.0E9",
        "minutes, soon, minutes must be a whole number from 1 but is soon",
        "sugar, 1, 'sugar must be in [0, 1) but is 1'",
        "sugar, -0.5, 'sugar must be in [0, 1) but is -0.5'",
        "sugar, .nan, 'sugar must be in [0, 1) but is NaN'",
        "sugar, much, 'sugar must be in [0, 1) but is much'",
        "milk, 1, milk must be true or false but is 1",
        "milk, perhaps, milk must be true or false but is perhaps"
    })
    void aValueOutsideItsDomainIsRefusedAsItWasWritten(String argument, String value, String text) {
        assertEquals(text, refusal(Map.of("name", "tea", argument, asYamlReadsIt(value))));
    }

    @Test
    void whatHasNoDefaultMustBeGiven() {
        assertEquals("mixture needs share, in (0, 1)", refusal("mixture"));
        assertEquals("mixture needs of, another drink", refusal(Map.of("name", "mixture", "share", 0.5, "times", 1)));
        assertEquals(
                "mixture needs times, a whole number from 1",
                refusal(Map.of("name", "mixture", "share", 0.5, "of", "tea")));
    }

    @Test
    void aNameCannotBeTakenTwice() {
        Catalog<String> catalog = new Catalog<String>("drink").with("tea", "tea");
        assertEquals(
                "drink tea is in the catalog twice",
                assertThrows(IllegalStateException.class, () -> catalog.with("tea", "other"))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> catalog.alias("h2o", "water"));
    }

    @Test
    void aChoiceDoesNotChangeWithTheMapItWasMadeFrom() {
        Map<String, Object> arguments = new HashMap<>(Map.of("minutes", 4));
        Choice<String> choice = DRINKS.choose("tea", arguments);
        arguments.put("minutes", 9);
        assertEquals(DRINKS.choose("tea", Map.of("minutes", 4)), choice);
    }

    private static Object asYamlReadsIt(String value) {
        if (value.equals(".nan")) {
            return Double.NaN;
        }
        try {
            return value.matches("-?\\d+") ? (Object) Integer.valueOf(value) : (Object) Double.valueOf(value);
        } catch (NumberFormatException e) {
            return value;
        }
    }

    private static String refusal(Object words) {
        return assertThrows(IllegalArgumentException.class, () -> DRINKS.fromWords(words))
                .getMessage();
    }
}
