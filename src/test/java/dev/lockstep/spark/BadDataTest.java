package dev.lockstep.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which data can be wrong has its message: which source, which column, which value, how many more. */
class BadDataTest {

    private static final String CLASSES = "label: y}\nloss: cross_entropy";
    private static final String BINARY = "label: y}\nloss: binary_cross_entropy";
    private static final String NUMBERS = "label: y}\nloss: mse";
    private static final String WEIGHTED = "label: y, weight: w}\nloss: mse";
    private static final String DISTRIBUTION = "label: [p, q]}\nloss: cross_entropy";
    private static final String GOOD = "a,b,y\n1,2,0\n3,4,1\n";

    @TempDir
    Path folder;

    /**
     * One mistake.
     *
     * @param plan what follows the training data in the plan; TEST is the file with {@code test}'s lines
     * @param message FOLDER is where the files are
     */
    private record Mistake(String name, String train, String test, String plan, String message) {

        Mistake(String name, String train, String plan, String message) {
            this(name, train, "", plan, message);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(
                new Mistake(
                        "text among numbers",
                        "a,b,y\n1,2,0\n3,four,1\n",
                        CLASSES,
                        "data.train: column b must be a finite number but is \"four\""),
                new Mistake(
                        "more bad rows",
                        "a,b,y\n1,2,0\n3,four,x\nfive,six,1\n7,8,9\n9,ten,0\n",
                        NUMBERS,
                        "data.train: column b must be a finite number but is \"four\" (and 2 more bad rows)"),
                new Mistake(
                        "an empty cell",
                        "a,b,y\n1,,0\n3,4,1\n",
                        CLASSES,
                        "data.train: column b must be a finite number but is empty"),
                new Mistake(
                        "a blank cell",
                        "a,b,y\n1,\" \",0\n3,4,1\n",
                        CLASSES,
                        "data.train: column b must be a finite number but is empty"),
                new Mistake(
                        "NaN",
                        "a,b,y\n1,NaN,0\n3,4,1\n",
                        CLASSES,
                        "data.train: column b must be a finite number but is \"NaN\""),
                new Mistake(
                        "an infinite number",
                        "a,b,y\n-Infinity,1,0\n3,4,1\n",
                        CLASSES,
                        "data.train: column a must be a finite number but is \"-Infinity\""),
                new Mistake(
                        "a number too large for a double",
                        "a,b,y\n1e999,1,0\n3,4,1\n",
                        CLASSES,
                        "data.train: column a must be a finite number but is \"1e999\""),
                new Mistake(
                        "a decimal comma",
                        "a,b,y\n\"1,5\",1,0\n3,4,1\n",
                        CLASSES,
                        "data.train: column a must be a finite number but is \"1,5\""),
                new Mistake(
                        "an empty label",
                        "a,b,y\n1,2,\n3,4,1\n",
                        CLASSES,
                        "data.train: column y must have a label but is empty"),
                new Mistake(
                        "text to predict",
                        "a,b,y\n1,2,low\n3,4,1\n",
                        NUMBERS,
                        "data.train: column y must be a finite number but is \"low\""),
                new Mistake(
                        "a negative weight",
                        "a,y,w\n1,2,1\n3,4,-0.5\n",
                        WEIGHTED,
                        "data.train: column w must be a weight, 0 or a positive number, but is \"-0.5\""),
                new Mistake(
                        "a weight that is no float",
                        "a,y,w\n1,2,1\n3,4,1e39\n",
                        WEIGHTED,
                        "data.train: column w must be a weight, 0 or a positive number, but is \"1e39\""),
                new Mistake(
                        "only weights of 0", "a,y,w\n1,2,0\n3,4,0.0\n", WEIGHTED, "data.train: all row weights are 0"),
                new Mistake("no rows", "a,b,y\n", CLASSES, "data.train has no rows"),
                new Mistake(
                        "one class",
                        "a,y\n1,7\n3,7.0\n",
                        CLASSES,
                        "data.label: column y must have at least 2 classes but has only [7]"),
                new Mistake(
                        "three classes for a yes or no",
                        "a,y\n1,0\n3,1\n5,2\n",
                        BINARY,
                        "data.label: column y must have 2 classes for this loss but has 3; use cross_entropy"),
                new Mistake(
                        "numbers taken for classes",
                        "a,y\n1,0.5\n3,1\n5,2\n",
                        CLASSES,
                        "data.label: column y must have text or whole numbers from 0 as classes with the loss"
                                + " cross_entropy but has 0.5"),
                new Mistake(
                        "a negative class",
                        "a,y\n1,-1\n3,1\n",
                        BINARY,
                        "data.label: column y must have text or whole numbers from 0 as classes with the loss"
                                + " binary_cross_entropy but has -1"),
                new Mistake(
                        "a distribution that is none",
                        "a,p,q\n1,0.5,0.5\n3,0.7,0.2\n",
                        DISTRIBUTION,
                        "data.train: column p + q must be probabilities with the sum 1 but is \"0.8999999999999999\""),
                new Mistake(
                        "a negative probability",
                        "a,p,q\n1,0.5,0.5\n3,1.5,-0.5\n",
                        DISTRIBUTION,
                        "data.train: column q must be a probability but is \"-0.5\""),
                new Mistake(
                        "a missing label column",
                        GOOD,
                        "label: yy}\nloss: mse",
                        "data.train: data.label: unknown column \"yy\"; did you mean y? known: a, b, y"),
                new Mistake(
                        "a missing weight column",
                        GOOD,
                        "label: y, weight: weight}\nloss: mse",
                        "data.train: data.weight: unknown column \"weight\"; known: a, b, y"),
                new Mistake(
                        "a missing feature",
                        GOOD,
                        "label: y, features: [a, B]}\nloss: mse",
                        "data.train: data.features: unknown column \"B\"; did you mean b? known: a, b, y"),
                new Mistake(
                        "a pattern that nothing matches",
                        GOOD,
                        "label: y, features: [\"c*\"]}\nloss: mse",
                        "data.train: data.features: unknown column \"c*\"; known: a, b, y"),
                new Mistake("no features", "y,w\n1,1\n2,1\n", WEIGHTED, "data.train has no feature columns, only y, w"),
                new Mistake(
                        "a row with too few cells",
                        "a,b,y\n1,2,0\n3,4\n",
                        CLASSES,
                        "data.train has a malformed row, with more or fewer cells than others: [3,4,null]"),
                new Mistake(
                        "a row with too many cells",
                        "a,b,y\n1,2,0\n3,4,1,5\n",
                        CLASSES,
                        "data.train has a malformed row, with more or fewer cells than others: [3,4,1]"),
                new Mistake(
                        "a class that only the test has",
                        GOOD,
                        "a,b,y\n1,2,0\n1,2,2\n",
                        "test: TEST, label: y}\nloss: cross_entropy",
                        "data.test: column y: unknown class \"2\"; known: 0, 1"),
                new Mistake(
                        "a misspelt class in the test",
                        "a,y\n1,setosa\n2,virginica\n",
                        "a,y\n1,setosa\n2,virginca\n",
                        "test: TEST, label: y}\nloss: cross_entropy",
                        "data.test: column y: unknown class \"virginca\"; did you mean virginica? known: setosa, virginica"),
                new Mistake(
                        "a column that the test lacks",
                        GOOD,
                        "a,c,y\n1,2,0\n",
                        "test: TEST, label: y}\nloss: mse",
                        "data.test: feature of data.train: unknown column \"b\"; known: a, c, y"),
                new Mistake(
                        "a bad cell in the test",
                        GOOD,
                        "a,b,y\n1,2,0\nx,2,0\n",
                        "test: TEST, label: y}\nloss: mse",
                        "data.test: column a must be a finite number but is \"x\""),
                new Mistake(
                        "a test without rows",
                        GOOD,
                        "a,b,y\n",
                        "test: TEST, label: y}\nloss: mse",
                        "data.test has no rows"),
                new Mistake(
                        "a bad cell in the validation",
                        GOOD,
                        "a,b,y\n1,2,\n",
                        "validation: TEST, label: y}\nloss: mse",
                        "data.validation: column y must have a label but is empty"),
                new Mistake(
                        "no such test file",
                        GOOD,
                        "test: FOLDER/absent.csv, label: y}\nloss: mse",
                        "data.test.path: no such file or folder: FOLDER/absent.csv"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeHasItsMessage(Mistake mistake) throws IOException {
        Path train = Files.writeString(folder.resolve("train.csv"), mistake.train());
        Path test = Files.writeString(folder.resolve("test.csv"), mistake.test());
        String plan = "data: {train: " + train + ", "
                + mistake.plan().replace("TEST", test.toString()).replace("FOLDER", folder.toString());
        DataException refused =
                assertThrows(DataException.class, () -> Loaded.data(plan).close());
        assertEquals(mistake.message().replace("FOLDER", folder.toString()), refused.getMessage());
    }
}
