package dev.lockstep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "-0.0 | 0",
                "1 | 1.000",
                "0.9791234 | 0.9791",
                "0.043096 | 0.04310",
                "0.99996 | 1.000",
                "-12.3456 | -12.35",
                "9999.6 | 10,000",
                "123456 | 123,500",
                "0.00012344 | 0.0001234",
                "0.000012345 | 1.235e-05",
                "123456789012 | 1.235e+11",
                "NaN | NaN",
                "-Infinity | -Infinity"
            })
    void aNumberHasFourSignificantDigits(double value, String text) {
        assertEquals(text, Figures.number(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"23487 | 23,500", "999.6 | 1,000", "87.34 | 87.3", "0.5 | 0.500", "0 | 0"})
    void aSpeedHasThree(double value, String text) {
        assertEquals(text, Figures.rate(value));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 s", "9.94, 9.9 s", "9.96, 10 s", "59.4, 59 s", "59.6, 1 min 00 s", "3599.6, 1 h 00 min"})
    void aShortDurationHasTenths(double seconds, String text) {
        assertEquals(text, Figures.duration(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1 s, 0:01",
        "59, 59 s, 0:59",
        "200, 3 min 20 s, 3:20",
        "3959, 1 h 05 min, 1:05:59",
        "360000, 100 h 00 min, 100:00:00"
    })
    void timeIsReadable(long seconds, String duration, String clock) {
        assertEquals(duration, Figures.duration(seconds));
        assertEquals(clock, Figures.clock(seconds));
    }
}
