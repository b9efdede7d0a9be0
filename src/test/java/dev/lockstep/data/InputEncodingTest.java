package dev.lockstep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.column.Bins;
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

    /** Inputs: x and three shares, one share of two values, a number, x and a share and what is missing. */
    @Test
    void binsFollowTheNumberAndAreReadFromZerosToo() {
        InputEncoding encoding = InputEncoding.of(new Categories[5])
                .withBins(new Bins[] {
                    new Bins(new double[] {-1, 1, 3, 4}, true, false),
                    new Bins(new double[] {2, 5}, false, false),
                    null,
                    new Bins(new double[] {7}, false, false),
                    new Bins(new double[] {0, 8}, true, true)
                })
                .withSubstitutes(new double[] {9, 9, 9, 9, 9});
        assertEquals(9, encoding.inputs());
        assertEquals(8, encoding.binnedInputs());
        assertArrayEquals(new double[] {2.5, 1, 0.75, 0, 1, 6, 2, 0.25, 0}, encoded(encoding, 2.5, 5, 6, 7, 2));
        assertArrayEquals(new double[] {0, 0.5, 0, 0, 0, 0, 0, 0, 0}, encoded(encoding, 0, 0, 0, 0, 0));
        assertArrayEquals(
                new double[] {9, 0, 0, 0, 1, 9, 9, 0, 1},
                encoded(encoding, Double.NaN, 100, Double.NaN, Double.NaN, Double.NaN));
        assertEquals(
                List.of("a", "a:-1..1", "a:1..3", "a:3..4", "b:2..5", "c", "e", "e:0..8", "e:missing"),
                encoding.names(List.of("a", "b", "c", "d", "e")));
        Scaling scaling = encoding.scaling(new Scaling(new double[] {1, 2, 3, 4, 5}, new double[] {6, 7, 8, 9, 10}));
        assertArrayEquals(new double[] {1, 0, 0, 0, 0, 3, 5, 0, 0}, scaling.mean());
        assertArrayEquals(new double[] {6, 1, 1, 1, 1, 8, 10, 1, 1}, scaling.scale());
        assertArrayEquals(
                new double[] {1, 0, 3, 0, 5}, encoding.ofFeatures(scaling).mean());
    }

    private static double[] encoded(InputEncoding encoding, double... features) {
        RawRow row = new RawRow(0);
        row.begin(features.length);
        for (int i = 0; i < features.length; i++) {
            row.add(i, features[i]);
        }
        double[] inputs = new double[encoding.inputs()];
        int[] last = {-1};
        encoding.encode(row, (input, value) -> {
            assertTrue(input > last[0] && value != 0);
            last[0] = input;
            inputs[input] = value;
        });
        return inputs;
    }
}
