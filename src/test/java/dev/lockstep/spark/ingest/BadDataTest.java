package dev.lockstep.spark.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.spark.shard.Loaded;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which data can be wrong has its message: which source, which column, which value, how many more. */
class BadDataTest {

    private static final String CLASSES = "label: y}\nloss: cross_entropy";
    private static final String BINARY = "label: y}\nloss: binary_cross_entropy";
    private static final String HINGE = "label: y}\nloss: hinge";
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
                        "data.train: row 2 of train.csv: column b must be a finite number but is \"four\"; add the column to data.categorical if it has names"),
                new Mistake(
                        "more bad rows",
                        "a,b,y\n1,2,0\n3,four,x\nfive,six,1\n7,8,9\n9,ten,0\n",
                        NUMBERS,
                        "data.train: row 2 of train.csv: column b must be a finite number but is \"four\"; add the column to data.categorical if it has names (and 2 more bad rows)"),
                new Mistake(
                        "an empty cell",
                        "a,b,y\n1,,0\n3,4,1\n",
                        CLASSES,
                        "data.train: row 1 of train.csv: column b must be a finite number but is empty; data.missing: drop or mean allows this"),
                new Mistake(
                        "a blank cell",
                        "a,b,y\n1,\" \",0\n3,4,1\n",
                        CLASSES,
                        "data.train: row 1 of train.csv: column b must be a finite number but is empty; data.missing: drop or mean allows this"),
                new Mistake(
                        "NaN",
                        "a,b,y\n1,NaN,0\n3,4,1\n",
                        CLASSES,
                        "data.train: row 1 of train.csv: column b must be a finite number but is \"NaN\"; data.missing: drop or mean allows this"),
                new Mistake(
                        "an infinite number",
                        "a,b,y\n-Infinity,1,0\n3,4,1\n",
                        CLASSES,
                        "data.train: row 1 of train.csv: column a must be a finite number but is \"-Infinity\""),
                new Mistake(
                        "a number too large for a double",
                        "a,b,y\n1e999,1,0\n3,4,1\n",
                        CLASSES,
                        "data.train: row 1 of train.csv: column a must be a finite number but is \"1e999\""),
                new Mistake(
                        "a decimal comma",
                        "a,b,y\n\"1,5\",1,0\n3,4,1\n",
                        CLASSES,
                        "data.train: row 1 of train.csv: column a must be a finite number but is \"1,5\""),
                new Mistake(
                        "an empty label",
                        "a,b,y\n1,2,\n3,4,1\n",
                        CLASSES,
                        "data.train: row 1 of train.csv: column y must have a label but is empty"),
                new Mistake(
                        "text to predict",
                        "a,b,y\n1,2,low\n3,4,1\n",
                        NUMBERS,
                        "data.train: row 1 of train.csv: column y must be a finite number but is \"low\""),
                new Mistake(
                        "a negative weight",
                        "a,y,w\n1,2,1\n3,4,-0.5\n",
                        WEIGHTED,
                        "data.train: row 2 of train.csv: column w must be a weight, 0 or a positive number, but is \"-0.5\""),
                new Mistake(
                        "a weight that is no float",
                        "a,y,w\n1,2,1\n3,4,1e39\n",
                        WEIGHTED,
                        "data.train: row 2 of train.csv: column w must be a weight, 0 or a positive number, but is \"1e39\""),
                new Mistake(
                        "only weights of 0", "a,y,w\n1,2,0\n3,4,0.0\n", WEIGHTED, "data.train: all row weights are 0"),
                new Mistake(
                        "a number too large for a float that is not scaled",
                        "a,b,y\n1,2,0\n3,-1e39,1\n",
                        "label: y, scale: none}\nloss: cross_entropy",
                        "data.train: row 2 of train.csv: column b must fit a float, so be at most 3.4e38, once scaled but is"
                                + " \"-1.0E39\""),
                new Mistake(
                        "a label too large for a float that is not scaled",
                        "a,b,y\n1,2,0\n3,4,4e38\n",
                        NUMBERS,
                        "data.train: row 2 of train.csv: column y must fit a float, so be at most 3.4e38, once scaled but is"
                                + " \"4.0E38\""),
                new Mistake(
                        "a number too large for a float when scaled as in training",
                        GOOD,
                        "a,b,y\n1,2,0\n3,1e40,1\n",
                        "test: TEST, label: y}\nloss: cross_entropy",
                        "data.test: row 2 of test.csv: column b must fit a float, so be at most 3.4e38, once scaled but is"
                                + " \"1.0E40\""),
                new Mistake(
                        "numbers too far apart for their deviation",
                        "a,b,y\n1,1e200,0\n3,-1e200,1\n",
                        CLASSES,
                        "data.train: column b has values from -1.0E200 to 1.0E200, too far apart for data.scale: standard"),
                new Mistake(
                        "numbers too far apart for their mean",
                        "a,b,y\n1,1e308,0\n3,-1e308,1\n",
                        CLASSES,
                        "data.train: column b has values from -1.0E308 to 1.0E308, too far apart for data.scale: standard"),
                new Mistake(
                        "numbers too far apart for their range",
                        "a,b,y\n1,1e308,0\n3,-1e308,1\n",
                        "label: y, scale: minmax}\nloss: cross_entropy",
                        "data.train: column b has values from -1.0E308 to 1.0E308, too far apart for data.scale: minmax"),
                new Mistake(
                        "numbers too close together for their deviation",
                        "a,b,y\n1,1e-200,0\n3,2e-200,1\n",
                        CLASSES,
                        "data.train: column b has values from 1.0E-200 to 2.0E-200, too close together for data.scale: standard"),
                new Mistake(
                        "labels too far apart for their deviation",
                        "a,y\n1,1e200\n3,-1e200\n",
                        "label: y, scaleLabel: standard}\nloss: mse",
                        "data.train: column y has values from -1.0E200 to 1.0E200, too far apart for data.scaleLabel: standard"),
                new Mistake(
                        "a negative count",
                        "a,y\n1,0\n3,-2\n4,-1\n",
                        "label: y}\nloss: poisson",
                        "data.train: row 2 of train.csv: column y must be 0 or a positive number for this loss but is \"-2\""
                                + " (and 1 more bad row)"),
                new Mistake(
                        "a cost of 0",
                        "a,y\n1,0\n3,2\n",
                        "label: y}\nloss: gamma",
                        "data.train: row 1 of train.csv: column y must be a positive number for this loss but is \"0\""),
                new Mistake(
                        "a cost that is 0 as a float",
                        "a,y\n1,1e-50\n3,2\n",
                        "label: y}\nloss: gamma",
                        "data.train: row 1 of train.csv: column y must be a positive number for this loss but is"
                                + " \"1.0E-50\""),
                new Mistake(
                        "a negative amount in the second label, of the test rows",
                        "a,y,z\n1,0,0\n3,2,1\n",
                        "a,y,z\n1,0,-0.5\n",
                        "test: TEST, label: [y, z]}\nloss: tweedie",
                        "data.test: row 1 of test.csv: column z must be 0 or a positive number for this loss but is"
                                + " \"-0.5\""),
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
                        "data.label: column y must have 2 classes for this loss but has 3: \"0\" (1 row), \"1\" (1 row), \"2\" (1 row); for several classes use cross_entropy"),
                new Mistake(
                        "numbers taken for classes",
                        "a,y\n1,0.5\n3,1\n5,2\n",
                        CLASSES,
                        "data.label: column y must have text, whole numbers from 0, or -1 and 1 as classes with the loss"
                                + " cross_entropy but has 0.5; for numbers use a regression loss such as mse"),
                new Mistake(
                        "a negative class",
                        "a,y\n1,-2\n3,1\n",
                        BINARY,
                        "data.label: column y must have text, whole numbers from 0, or -1 and 1 as classes with the loss"
                                + " binary_cross_entropy but has -2"),
                new Mistake(
                        "negative labels that are no signs",
                        "a,y\n1,-5\n3,1\n",
                        HINGE,
                        "data.label: column y must have text, whole numbers from 0, or -1 and 1 as classes with the loss"
                                + " hinge but has -5"),
                new Mistake(
                        "a sign beside 0",
                        "a,y\n1,-1\n3,0\n",
                        HINGE,
                        "data.label: column y must have text, whole numbers from 0, or -1 and 1 as classes with the loss"
                                + " hinge but has -1"),
                new Mistake(
                        "three signs",
                        "a,y\n1,-1\n3,0\n4,1\n",
                        HINGE,
                        "data.label: column y must have text, whole numbers from 0, or -1 and 1 as classes with the loss"
                                + " hinge but has -1"),
                new Mistake(
                        "other labels in each column",
                        "a,p,q\n1,0,no\n3,1,yes\n",
                        "label: [p, q]}\nloss: binary_cross_entropy",
                        "data.label: columns p, q must have the same 2 classes with the loss binary_cross_entropy but have"
                                + " 4, such as 0, 1, no, yes"),
                new Mistake(
                        "a distribution that is none",
                        "a,p,q\n1,0.5,0.5\n3,0.7,0.2\n",
                        DISTRIBUTION,
                        "data.train: row 2 of train.csv: column p + q must be probabilities with the sum 1 but is \"0.8999999999999999\""),
                new Mistake(
                        "a negative probability",
                        "a,p,q\n1,0.5,0.5\n3,1.5,-0.5\n",
                        DISTRIBUTION,
                        "data.train: row 2 of train.csv: column q must be a probability but is \"-0.5\""),
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
                        "data.train: row 2 of train.csv: has 2 cells but the table has 3 columns; options: {mode:"
                                + " DROPMALFORMED} drops such rows"),
                new Mistake(
                        "a row with too many cells",
                        "a,b,y\n1,2,0\n3,4,1,5\n",
                        CLASSES,
                        "data.train: row 2 of train.csv: has 4 cells but the table has 3 columns; R's header lacks a"
                                + " name for the row names, and decimal commas need options: {sep: ...}"),
                new Mistake(
                        "a class that only the test has",
                        GOOD,
                        "a,b,y\n1,2,0\n1,2,2\n",
                        "test: TEST, label: y}\nloss: cross_entropy",
                        "data.test: row 2 of test.csv: column y: unknown class \"2\"; known: 0, 1"),
                new Mistake(
                        "a misspelt class in the test",
                        "a,y\n1,setosa\n2,virginica\n",
                        "a,y\n1,setosa\n2,virginca\n",
                        "test: TEST, label: y}\nloss: cross_entropy",
                        "data.test: row 2 of test.csv: column y: unknown class \"virginca\"; did you mean virginica? known: setosa, virginica"),
                new Mistake(
                        "a class that the second of two label columns has not",
                        "a,p,q\n1,no,yes\n2,yes,no\n",
                        "a,p,q\n1,no,yes\n2,yes,maybe\n1,no,oh\n",
                        "test: TEST, label: [p, q]}\nloss: binary_cross_entropy",
                        "data.test: row 2 of test.csv: column q: unknown class \"maybe\"; known: no, yes (and 1 more bad"
                                + " row)"),
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
                        "data.test: row 2 of test.csv: column a must be a finite number but is \"x\""),
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
                        "data.validation: row 1 of test.csv: column y must have a label but is empty"),
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
        assertEquals(mistake.message().replace("FOLDER", folder.toString()), refusal(plan));
    }

    /** Whichever task finds its bad row first, files come by name and rows by their place. */
    @Test
    void theFirstBadRowIsTheSameHoweverTheFilesAreRead() throws IOException {
        Path many = Files.createDirectory(folder.resolve("many.csv"));
        String good = "1,2,0\n3,4,1\n".repeat(2000);
        Files.writeString(many.resolve("b.csv"), "a,b,y\nbad,1,0\n");
        Files.writeString(many.resolve("a.csv"), "a,b,y\n" + good + "1,x,0\n" + good + "y,1,0\n" + good);
        Files.writeString(many.resolve("c.csv"), "a,b,y\n" + good);
        String size = "spark.sql.files.maxPartitionBytes";
        for (String bytes : List.of("1000", "20000", "1000000")) {
            LocalSpark.session().conf().set(size, bytes);
            try {
                assertEquals(
                        "data.train: row 4001 of a.csv: column b must be a finite number but is \"x\"; add the column to data.categorical if it has names (and 2 more bad rows)",
                        refusal("data: {train: " + many + ", " + CLASSES));
            } finally {
                LocalSpark.session().conf().unset(size);
            }
        }
    }

    @Test
    void aBadRowOfATableIsInAPartition() {
        Table.of("a,y", "1,0", "2,NaN", "3,NaN").dataset().coalesce(1).createOrReplaceTempView("bad_rows");
        assertEquals(
                "data.train: row 2 of partition 0: column y must be a finite number but is \"NaN\" (and 1 more bad row)",
                refusal("data: {train: {path: bad_rows, format: table}, " + NUMBERS));
    }

    @Test
    void aBadRowOfAViewIsInAFileIfThereIsOne() {
        Path one = Table.of("a,y", "1,0", "2,x").csv(folder.resolve("one.csv"));
        Path other = Table.of("a,y", "1,0", "2,x").csv(folder.resolve("other.csv"));
        String view = "CREATE OR REPLACE TEMP VIEW %s AS SELECT %s";
        String file = "a, y FROM (SELECT _c0 AS a, _c1 AS y FROM csv.`%s`) WHERE a <> 'a'";
        LocalSpark.session().sql(view.formatted("of_a_file", file.formatted(one)));
        assertEquals(
                "data.train: row 2 of " + one + ": column y must be a finite number but is \"x\"",
                refusal("data: {train: {path: of_a_file, format: table}, " + NUMBERS));
        LocalSpark.session()
                .sql(view.formatted(
                        "of_two_files",
                        "l.a, r.y FROM (SELECT " + file.formatted(one) + ") l JOIN (SELECT " + file.formatted(other)
                                + ") r ON l.a = r.a"));
        String joined = refusal("data: {train: {path: of_two_files, format: table}, " + NUMBERS);
        assertTrue(joined.matches("data.train: row \\d of partition \\d: column y must be .*"), joined);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            array(0.5, 0.5)        | array<decimal(1,1)>; for several outputs or a distribution, list several columns in data.label
            named_struct('p', 0.5) | struct<p:decimal(1,1)>; use its fields, such as y.p
            interval '1' day       | interval day
            cast('a' as binary)    | binary
            """)
    void labelsMustBeCells(String label, String type) {
        LocalSpark.session().sql("SELECT 1.0 AS a, " + label + " AS y").createOrReplaceTempView("odd_labels");
        assertEquals(
                "data.train: column y must hold text, numbers, dates or booleans as labels but is " + type,
                refusal("data: {train: {path: odd_labels, format: table}, " + CLASSES));
    }

    @Test
    void aTestFileOfLibsvmMustNotBeWider() throws IOException {
        Path train = Files.writeString(folder.resolve("train.libsvm"), "0 1:1 3:2\n1 3:3\n");
        Path test = Files.writeString(folder.resolve("test.libsvm"), "0 1:1\n1 5:3\n");
        assertEquals(
                "data.test (" + test + ") must have at most 3 features, as data.train has, but has 5",
                refusal("data: {train: " + train + ", test: " + test + ", label: label}\nloss: cross_entropy"));
    }

    private static String refusal(String plan) {
        return assertThrows(DataException.class, () -> Loaded.data(plan).close())
                .getMessage();
    }
}
