package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

    @Test
    void numbersAreSortedByValue() {
        Labels labels = Labels.ofClasses(List.of("10", "9", "-1", "1e1", "2.5"));
        assertEquals(List.of("-1", "2.5", "9", "10"), labels.classes());
        assertTrue(labels.areClasses());
        assertFalse(labels.areText());
        assertEquals(Optional.of(0.0), labels.targetOf("-1"));
        assertEquals(Optional.of(3.0), labels.targetOf("10.00"));
        assertEquals(Optional.of(2.0), labels.targetOf(9.0));
        assertEquals(Optional.empty(), labels.targetOf("8"));
        assertEquals(Optional.empty(), labels.targetOf("ten"));
        assertEquals(Optional.empty(), labels.targetOf(Double.NaN));
    }

    @Test
    void differentSpellingsOfANumberAreOneClass() {
        Labels labels = Labels.ofClasses(List.of("1", "1.0", " 1 ", "+1", "0", "-0", "-0.0", "0e5"));
        assertEquals(List.of("0", "1"), labels.classes());
        for (String zero : List.of("0", "-0", "-0.0", "0.00")) {
            assertEquals(Optional.of(0.0), labels.targetOf(zero));
        }
        assertEquals(Optional.of(0.0), labels.targetOf(-0.0));
    }

    @Test
    void oneCellThatIsNoNumberMakesAllText() {
        Labels labels = Labels.ofClasses(List.of("10", "9", "1.0", "1", "b", "B", ""));
        assertTrue(labels.areText());
        assertEquals(List.of("", "1", "1.0", "10", "9", "B", "b"), labels.classes());
        assertEquals(Optional.of(2.0), labels.targetOf("1.0"));
        assertEquals(Optional.of(3.0), labels.targetOf(10.0));
        assertEquals(Optional.empty(), labels.targetOf("c"));
    }

    /** U+1F600 is D83D DE00 in UTF-16, below U+FF5E there and above it by code point. */
    @Test
    void textIsSortedByCodePointAndNotByUtf16() {
        String face = new String(Character.toChars(0x1F600));
        String wave = "\uFF5E";
        Labels labels = Labels.ofClasses(List.of(face, wave, "z", face + "a", "\u00E9"));
        assertEquals(List.of("z", "\u00E9", wave, face, face + "a"), labels.classes());
        assertEquals(Optional.of(3.0), labels.targetOf(face));
        assertEquals(Optional.of(2.0), labels.targetOf(wave));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "-1.5, -1.5", " 7 , 7", "1e3, 1000", "1E-2, 0.01", ".5, 0.5", "5., 5", "+2, 2", "007, 7"})
    void decimalNumbersAreNumbers(String cell, double value) {
        assertEquals(Optional.of(value), Labels.number(cell));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "NaN",
                "nan",
                "Infinity",
                "-Infinity",
                "inf",
                "1d",
                "1D",
                "1f",
                "1F",
                "0x1p3",
                "0X1P3",
                "0x10",
                "1e999",
                "-1e999",
                "1,5",
                "1_000",
                "one",
                "1 2",
                "--1",
                "e5",
                ".",
                "\u0661",
                "5.e",
                "0x.1p3"
            })
    void whatOnlyJavaOrNobodyReadsAsANumberIsText(String cell) {
        assertEquals(Optional.empty(), Labels.number(cell));
    }

    @Test
    void minusZeroIsZero() {
        assertEquals(
                Double.doubleToRawLongBits(0.0),
                Double.doubleToRawLongBits(Labels.number("-0.0").orElseThrow()));
    }

    @Test
    void classesAreWrittenAsAPersonWould() {
        assertEquals("3", Labels.text(3));
        assertEquals("-3", Labels.text(-3));
        assertEquals("0.1", Labels.text(0.1));
        assertEquals("0", Labels.text(-0.0));
        assertEquals("1.0E300", Labels.text(1e300));
    }

    @Test
    void theTextOfAClassIsFoundAgain() {
        Labels labels = Labels.ofClasses(List.of("1e300", "123456789012345678", "0.1", "1e-9", "-7"));
        List<String> classes = labels.classes();
        for (int i = 0; i < classes.size(); i++) {
            assertEquals(Optional.of((double) i), labels.targetOf(classes.get(i)));
        }
    }

    @Test
    void namesAreWholeNumbersIfAllAreAndNoTwoTheSame() {
        assertArrayEquals(
                new long[] {-1, 0, 7},
                Labels.wholeNumbers(List.of("-1", "0", "07")).orElseThrow());
        for (List<String> others : List.of(List.of("1", "x"), List.of("1.5"), List.of("1", "01"), List.of("1e19"))) {
            assertTrue(Labels.wholeNumbers(others).isEmpty(), others.toString());
        }
    }

    @Test
    void numbersToPredictAreTheirOwnTargets() {
        Labels labels = Labels.ofNumbers();
        assertFalse(labels.areClasses());
        assertFalse(labels.areText());
        assertEquals(List.of(), labels.classes());
        assertEquals(Optional.of(2.5), labels.targetOf("2.5"));
        assertEquals(Optional.of(2.5), labels.targetOf(2.5));
        assertEquals(Optional.empty(), labels.targetOf("much"));
        assertEquals("must be a number", labels.refusal("much"));
    }

    @Test
    void anUnknownClassIsRefusedWithTheNearestAndSomeKnownOnes() {
        assertEquals(
                "unknown class \"virginca\"; did you mean virginica? known: setosa, versicolor, virginica",
                Labels.ofClasses(List.of("setosa", "virginica", "versicolor")).refusal("virginca"));
        Labels many = Labels.ofClasses(
                IntStream.range(100, 200).mapToObj(Integer::toString).toList());
        assertTrue(many.refusal("7000").startsWith("unknown class \"7000\"; known: 100, 101, "));
        assertTrue(many.refusal("7000").endsWith(", 118, 119"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 1    |
            -1 1   |
            1 2    |
            -1 0   | -1
            -1 0 1 | -1
            -5 1   | -5
            0.5 1  | 0.5
            a -3   |
            """)
    void numbersThatAreNoClassesAreFound(String cells, String unusable) {
        assertEquals(
                Optional.ofNullable(unusable),
                Labels.ofClasses(List.of(cells.split(" "))).unusable());
    }

    @Test
    void wholeNumbersThatNoDoubleTellsApartAreClassesOfTheirOwn() {
        Labels labels = Labels.ofClasses(List.of("9007199254740993", "9007199254740992.0", "1e3", "9e15"));
        assertEquals(List.of("1000", "9000000000000000", "9007199254740992", "9007199254740993"), labels.classes());
        assertEquals(Optional.of(3.0), labels.targetOf("9007199254740993.00"));
        assertEquals(Optional.of(2.0), labels.targetOf(9007199254740992.0));
        assertEquals(Optional.of(1.0), labels.targetOf(9e15));
        assertArrayEquals(
                new long[] {1000, 9_000_000_000_000_000L, 9_007_199_254_740_992L, 9_007_199_254_740_993L},
                Labels.wholeNumbers(labels.classes()).orElseThrow());
    }

    @Test
    void decimalsOfAnyLengthAreRoundedOnce() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            String digits = Long.toString(random.nextLong(1L << random.nextInt(1, 62)));
            int point = random.nextInt(digits.length() + 1);
            String text =
                    (random.nextBoolean() ? "-" : "") + digits.substring(0, point) + "." + digits.substring(point);
            assertEquals(
                    Double.doubleToRawLongBits(Double.parseDouble(text) + 0.0),
                    Double.doubleToRawLongBits(Labels.number(text).orElseThrow()),
                    text);
        }
    }
}
