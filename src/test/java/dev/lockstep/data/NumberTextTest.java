package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "-0.0, 0",
        "0e5, 0",
        "1e-400, 0",
        "1, 1",
        "1.0, 1",
        "+1, 1",
        "007, 7",
        "-12, -12",
        "1e3, 1000",
        "0.10, 0.1",
        ".5, 0.5",
        "5., 5",
        "9007199254740993, 9007199254740993",
        "9e15, 9000000000000000",
        "12345678901234567890123, 12345678901234567890123",
        "0.00001, 0.00001",
        "1E300, 1.0E300",
        "-12e-20, -1.2E-19"
    })
    void aValueHasOneText(String cell, String text) {
        assertEquals(Optional.of(text), NumberText.ofCell(cell));
        assertEquals(Optional.of(text), NumberText.ofCell(text), "its text is its text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-", "nan", "Nan", "1d", "0x10", "1e999", "one", "\u0661", "1-2"})
    void whatIsNoNumberHasNone(String cell) {
        assertEquals(Optional.empty(), NumberText.ofCell(cell));
    }

    @Test
    void typesDoNotMatter() {
        for (String text : new String[] {"0", "3", "-3", "0.1", "1234567.5", "1.0E300", "9000000000000000"}) {
            assertEquals(text, NumberText.of(Double.parseDouble(text)));
            assertEquals(text, NumberText.of(new BigDecimal(text)));
            assertEquals(Optional.of(text), NumberText.ofCell(Double.toString(Double.parseDouble(text))));
        }
    }

    @Test
    void aFloatIsTheDecimalThatATextFileHas() {
        assertEquals(0.1, ShortestDecimal.of(0.1f));
        assertEquals(-1.1, ShortestDecimal.of(-1.1f));
        assertEquals(3.4028235e38, ShortestDecimal.of(Float.MAX_VALUE));
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(24) - 12));
            assertEquals(Double.parseDouble(Float.toString(value)), ShortestDecimal.of(value));
        }
        for (float odd : new float[] {0, -0f, 1, 16777216, Float.MIN_VALUE, Float.POSITIVE_INFINITY, Float.NaN}) {
            assertEquals(Double.parseDouble(Float.toString(odd)), ShortestDecimal.of(odd));
        }
    }
}
