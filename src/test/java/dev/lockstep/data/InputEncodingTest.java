package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputEncodingTest {

    /** A number, a colour, a number. */
    private static final InputEncoding ENCODING =
            InputEncoding.of(new Categories[] {null, Categories.of(List.of("red", "blue", "green", "red")), null});

    @Test
    void categoriesAreInputsInTheOrderOfTheirCodePoints() {
        assertEquals(5, ENCODING.inputs());
        assertEquals(
                List.of("a", "colour=blue", "colour=green", "colour=red", "b"),
                ENCODING.names(List.of("a", "colour", "b")));
        String lowerCodePoint = "\uFFFD";
        String higherCodePoint = "\uD83D\uDE00";
        assertEquals(
                List.of(lowerCodePoint, higherCodePoint),
                Categories.of(List.of(higherCodePoint, lowerCodePoint)).texts());
    }

    @Test
    void oneInputOfACategoryIsOne() {
        assertEquals(List.of("0: 2.5", "3: 1.0"), encoded(2.5, "red", 0));
        assertEquals(List.of("1: 1.0", "4: -1.0"), encoded(0, "blue", -1));
    }

    @Test
    void noInputOfAnUnknownCategoryIsOne() {
        assertEquals(List.of("0: 1.0", "4: 1.0"), encoded(1, "pink", 1));
    }

    @Test
    void aMissingNumberIsItsSubstitute() {
        InputEncoding encoding = ENCODING.withSubstitutes(new double[] {7, Double.NaN, 0});
        assertEquals(List.of("0: 7.0", "2: 1.0"), encoded(encoding, Double.NaN, "green", Double.NaN));
    }

    @Test
    void onlyNumbersAreScaled() {
        Scaling scaling = ENCODING.scaling(new Scaling(new double[] {1, 2, 3}, new double[] {4, 5, 6}));
        assertEquals(List.of(1.0, 0.0, 0.0, 0.0, 3.0), boxed(scaling.mean()));
        assertEquals(List.of(4.0, 1.0, 1.0, 1.0, 6.0), boxed(scaling.scale()));
    }

    private static List<String> encoded(double first, String colour, double last) {
        return encoded(ENCODING, first, colour, last);
    }

    private static List<String> encoded(InputEncoding encoding, double first, String colour, double last) {
        RawRow row = new RawRow(0);
        row.begin(3);
        row.add(0, first);
        row.addCategory(1, ENCODING.categories(1).place(colour), colour);
        row.add(2, last);
        List<String> inputs = new ArrayList<>();
        encoding.encode(row, (input, value) -> inputs.add(input + ": " + value));
        return inputs;
    }

    private static List<Double> boxed(double[] values) {
        List<Double> boxed = new ArrayList<>();
        for (double value : values) {
            boxed.add(value);
        }
        return boxed;
    }
}
