package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.objective.Losses;
import dev.lockstep.objective.Task;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same value is the same in every format and for every command, or refused by name. */
@Tag("full")
class SameValueTest {

    private static final String PAIRS = "a,c,y\n-1,0.0,0\n2,1.0,1\n3,2.0,0\n4,0.0,1\n";
    private static final String CSV = "train: {}/a.csv, label: y";
    private static final String CATEGORY = CSV + ", categorical: [c], missing: mean";
    private static final String BUCKET =
            CSV + ", categorical: {columns: [c], unseen: bucket}, missing: mean, test: {}/b.csv";
    private static final String PARQUET = "train: {}/a.parquet, label: y";
    private static final String CLASSES = "cross_entropy";
    private static final String PREDICT = "predict {}/run --output {}/p.json --data ";
    private static final String EVALUATE = "evaluate {}/run --output {}/m.json --data ";

    private static final Input NOTHING = folder -> {};

    /** What rows train that have the same input and plan, once for all of them. */
    private static final Map<List<Object>, Trained> TRAINED = new HashMap<>();

    @TempDir
    private static Path temporary;

    private Path folder;

    private record Trained(Path folder, Script.Result result) {}

    /** What is there before a command runs; {@code {}} is the folder. */
    interface Input {
        void write(Path folder) throws Exception;
    }

    /**
     * A training and commands, the last of which ends as it says; those before end well.
     *
     * @param later what is there only after the training
     * @param words what is in all that it says and writes; of a refusal, in what it says; after {@code !} what is not
     */
    record Row(
            String name,
            Input input,
            Input later,
            String data,
            String loss,
            List<String> commands,
            int code,
            String... words) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(categories());
        rows.addAll(classes());
        rows.addAll(booleansAndDates());
        rows.addAll(schemas());
        rows.addAll(sources());
        rows.addAll(columns());
        rows.addAll(outputs());
        return rows.stream();
    }

    private static Row trained(String name, Input input, String data, String... words) {
        return new Row(name, input, NOTHING, data, CLASSES, List.of(), 0, words);
    }

    private static Row refused(String name, Input input, String data, String... words) {
        return new Row(name, input, NOTHING, data, CLASSES, List.of(), 3, words);
    }

    private static Row then(String name, Input input, String data, String command, int code, String... words) {
        return then(name, input, NOTHING, data, command, code, words);
    }

    private static Row then(
            String name, Input input, Input later, String data, String command, int code, String... words) {
        return new Row(name, input, later, data, CLASSES, List.of(command), code, words);
    }

    private static List<Row> categories() {
        Input gaps =
                all(text("a.csv", "a,c,y\n-1,,1\n2,1.0,0\n3,2.0,0\n4,0.0,1\n"), text("b.csv", "a,c,y\n1,0,1\n2,1,0\n"));
        Input nan = all(text("a.csv", "a,c,y\n1,1.0,0\n2,NaN,1\n3,2.0,1\n"), text("b.csv", "a,c,y\n1,nan,1\n2,1,0\n"));
        Input text = all(
                text("a.csv", "a,c,y\n1,007,0\n2,7,1\n3,Nan,1\n4,x,0\n"), text("b.csv", "a,c,y\n1,007,1\n2,7.0,0\n"));
        return List.of(
                then(
                        "decimals in training, whole numbers in the test",
                        gaps,
                        BUCKET,
                        EVALUATE + "{}/b.csv",
                        0,
                        "\"rows\": 2"),
                then(
                        "numbers of a parquet file",
                        gaps,
                        sql("b.parquet", "(1, 0, 0), (2, 1, 1) AS t(a, c, y)"),
                        CATEGORY,
                        EVALUATE + "{}/b.parquet",
                        0,
                        "\"rows\": 2"),
                then(
                        "text of a parquet file",
                        gaps,
                        sql("b.parquet", "(1, '0', 0), (2, '1.00', 1) AS t(a, c, y)"),
                        CATEGORY,
                        PREDICT + "{}/b.parquet",
                        0,
                        "\"c\":\"1.00\""),
                then(
                        "decimals of a parquet file",
                        gaps,
                        sql("b.parquet", "(1, 0.00BD, 0), (2, 1.00BD, 1) AS t(a, c, y)"),
                        CATEGORY,
                        PREDICT + "{}/b.parquet",
                        0,
                        "\"c\":1.00"),
                then(
                        "a number that training had not",
                        gaps,
                        text("b.csv", "a,c,y\n1,3.50,1\n"),
                        CATEGORY,
                        EVALUATE + "{}/b.csv",
                        3,
                        "row 1 of b.csv: column c: unknown category \"3.5\"",
                        "known: , 0, 1, 2"),
                then(
                        "text where training had numbers",
                        gaps,
                        text("b.csv", "a,c,y\n1,x,1\n"),
                        CATEGORY,
                        PREDICT + "{}/b.csv",
                        3,
                        "column c: unknown category \"x\""),
                then(
                        "text stays text",
                        text,
                        CSV + ", categorical: [c]",
                        PREDICT + "{}/b.csv",
                        3,
                        "row 2 of b.csv: column c: unknown category \"7.0\"",
                        "known: 007, 7, Nan, x"),
                then(
                        "a number finds the text of its value",
                        text,
                        sql("b.parquet", "(1, 7, 0) AS t(a, c, y)"),
                        CSV + ", categorical: [c]",
                        PREDICT + "{}/b.parquet",
                        0,
                        "\"c\":7"),
                trained(
                        "a province called Nan",
                        text("a.csv", "a,c,y\n1,Nan,0\n2,Loei,1\n3,Nan,1\n"),
                        CATEGORY,
                        "\"Loei\",\"Nan\"",
                        "![\"\","),
                refused(
                        "nan among numbers",
                        nan,
                        CSV + ", categorical: [c]",
                        "row 2 of a.csv: column c must be a category but is \"NaN\""),
                then("nan among numbers is missing", nan, CATEGORY, EVALUATE + "{}/b.csv", 0, "\"rows\": 2"),
                then(
                        "rows with nan are dropped",
                        nan,
                        CSV + ", categorical: [c], missing: drop",
                        EVALUATE + "{}/b.csv",
                        0,
                        "\"rows\": 1"),
                trained(
                        "dates of a parquet file",
                        sql("a.parquet", "(date '2024-01-01', 0), (date '2024-01-02', 1) AS t(d, y)"),
                        PARQUET + ", categorical: [d]",
                        "2024-01-02"));
    }

    private static List<Row> classes() {
        Input large = text("a.csv", "a,y\n1,9007199254740992\n2,9007199254740993\n3,12\n");
        Input decimals = sql("a.parquet", "(1, 9007199254740993BD), (2, 9007199254740992BD) AS t(a, y)");
        Input categories = text("a.csv", "a,c,y\n1,9007199254740992,0\n2,9007199254740993,1\n");
        return List.of(
                trained("whole numbers above 2^53", large, CSV, "9007199254740993", "9007199254740992", "!E15"),
                then(
                        "they are predicted as they are",
                        large,
                        CSV,
                        PREDICT + "{}/a.csv",
                        0,
                        "\"prediction\":9007199254740992"),
                trained("decimals above 2^53", decimals, PARQUET, "9007199254740993", "9007199254740992"),
                trained("long class weights", large, CSV + "}\nclassWeights: {9007199254740993: 2", "9007199254740993"),
                trained(
                        "numbers above 2^63 stay text",
                        text("a.csv", "a,y\n1,98765432109876543210\n2,98765432109876543211\n"),
                        CSV,
                        "98765432109876543211"),
                trained(
                        "doubles above 10^15",
                        sql("a.parquet", "(1, 9.0E15D), (2, 1D) AS t(a, y)"),
                        PARQUET,
                        "9000000000000000",
                        "!9.0E15"),
                trained(
                        "categories above 2^53",
                        categories,
                        CSV + ", categorical: [c]",
                        "\"9007199254740992\",\"9007199254740993\""),
                refused(
                        "a class that is no whole number",
                        text("a.csv", "a,y\n1,0.5\n2,1\n"),
                        CSV,
                        "whole numbers from 0, or -1 and 1",
                        "has 0.5"),
                refused(
                        "a class that is not a number",
                        sql("a.parquet", "(1, double('NaN')), (2, 1D) AS t(a, y)"),
                        PARQUET,
                        "column y must be a class but is \"NaN\""));
    }

    private static List<Row> booleansAndDates() {
        Input words = text("a.csv", "a,y\n1,true\n2,True\n3,FALSE\n4,false\n");
        Input flags = sql("b.parquet", "(1, true), (2, false) AS t(a, y)");
        Input days = text("a.csv", "a,y\n1,2024-01-31\n2,2024-02-01\n");
        Input dates = sql("b.parquet", "(1, date '2024-01-31'), (2, date '2024-02-01') AS t(a, y)");
        Input categories = text("a.csv", "a,c,y\n1,True,0\n2,FALSE,1\n3,true,1\n4,,0\n");
        Input ofDates = sql("a.parquet", "(1, date '2024-01-31'), (2, date '2024-02-01') AS t(a, y)");
        Input ofFlags = sql("a.parquet", "(1, true), (2, false) AS t(a, y)");
        return List.of(
                then(
                        "booleans in any case are booleans of a parquet file",
                        words,
                        flags,
                        CSV,
                        EVALUATE + "{}/b.parquet",
                        0,
                        "\"classes\":[\"false\",\"true\"]",
                        "\"rows\": 2",
                        "!only in how"),
                then("they are predicted as they are", words, CSV, PREDICT + "{}/a.csv", 0, "\"y\":\"True\""),
                then(
                        "booleans of a parquet file in any case",
                        ofFlags,
                        words,
                        PARQUET,
                        EVALUATE + "{}/a.csv",
                        0,
                        "\"rows\": 4"),
                trained(
                        "booleans beside another text are texts",
                        text("a.csv", "a,y\n1,true\n2,True\n3,yes\n"),
                        CSV,
                        "\"classes\":[\"True\",\"true\",\"yes\"]",
                        "differ only in spelling"),
                then(
                        "categories that are booleans",
                        categories,
                        sql("b.parquet", "(1, true, 0), (2, false, 1) AS t(a, c, y)"),
                        CATEGORY,
                        EVALUATE + "{}/b.parquet",
                        0,
                        "[\"\",\"false\",\"true\"]",
                        "\"rows\": 2"),
                then(
                        "categories that are booleans, exported",
                        categories,
                        CATEGORY,
                        "export {}/run --format onnx --output {}/m.onnx",
                        0,
                        "exported to"),
                then(
                        "a boolean finds the text of its value",
                        all(text("a.csv", "a,c,y\n1,True,0\n2,x,1\n"), sql("b.parquet", "(1, true, 0) AS t(a, c, y)")),
                        CSV + ", categorical: [c]",
                        EVALUATE + "{}/b.parquet",
                        0,
                        "\"rows\": 1"),
                then(
                        "dates as classes, and of a parquet file",
                        days,
                        dates,
                        CSV,
                        EVALUATE + "{}/b.parquet",
                        0,
                        "\"classes\":[\"2024-01-31\",\"2024-02-01\"]",
                        "\"rows\": 2"),
                then(
                        "dates of a parquet file as classes",
                        ofDates,
                        days,
                        PARQUET,
                        EVALUATE + "{}/a.csv",
                        0,
                        "\"classes\":[\"2024-01-31\",\"2024-02-01\"]",
                        "\"rows\": 2"),
                refused(
                        "timestamps as classes",
                        sql("a.parquet", "(1, timestamp '2024-01-31 01:02:03') AS t(a, y)"),
                        PARQUET,
                        "column y must hold text, numbers, dates or booleans as labels but is timestamp; ",
                        "convert it to a date, a number or text first"),
                refused(
                        "timestamps as categories",
                        sql("a.parquet", "(1, timestamp_ntz '2024-01-31 01:02:03', 0) AS t(a, c, y)"),
                        PARQUET + ", categorical: [c]",
                        "to be one of data.categorical but is timestamp_ntz; ",
                        "convert it to a date, a number or text first"));
    }

    private static List<Row> schemas() {
        Input narrowFirst =
                all(sql("x/1", "(1, 0), (2, 1) AS t(a, y)"), sql("x/2", "(1, 5, 0), (2, 6, 1) AS t(a, b, y)"));
        Input wideFirst =
                all(sql("x/2", "(1, 0), (2, 1) AS t(a, y)"), sql("x/1", "(1, 5, 0), (2, 6, 1) AS t(a, b, y)"));
        Input types = all(sql("x/1", "(1, 5, 0) AS t(a, b, y)"), sql("x/2", "(1, 'u', 0) AS t(a, b, y)"));
        String data = "train: {path: \"{}/x/*\", format: parquet}, label: y";
        List<Row> rows = new ArrayList<>();
        for (Input input : List.of(narrowFirst, wideFirst)) {
            rows.add(refused(
                    "a column that not all files have", input, data, "column b must be a finite number but is empty"));
            rows.add(trained(
                    "a column that not all files have, imputed", input, data + ", missing: mean", "\"a\",\"b\""));
        }
        rows.add(refused("files that differ in a column's type", types, data, "data.train", "x"));
        return rows;
    }

    private static List<Row> sources() {
        Input database = folder -> {
            try (Connection connection = DriverManager.getConnection(url(folder));
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE T (A DECIMAL(9, 2), C VARCHAR(9), Y BIGINT)");
                statement.execute("INSERT INTO T VALUES (1, 'u', 0), (2, 'v', 1), (3.5, 'u', 1)");
            }
        };
        String jdbc = "{format: jdbc, options: {url: \"{url}\", dbtable: T}}";
        String data = "label: Y, categorical: [C], train: " + jdbc;
        String option = "--format jdbc --option dbtable=T --option url={url}";
        return List.of(
                trained("a database", database, data + ", validation: " + jdbc + ", test: " + jdbc, "\"rows\": 3"),
                then("a database to evaluate on", database, data, "evaluate {}/run " + option, 0, "3 rows"),
                then(
                        "a database to predict",
                        database,
                        data,
                        "predict {}/run --output {}/p.json " + option,
                        0,
                        "\"Y\":1,\"prediction\":"),
                refused(
                        "no such table",
                        database,
                        data.replace("dbtable: T", "dbtable: MISSING"),
                        "data.train cannot be read",
                        "MISSING"),
                new Row(
                        "a format of files without a path",
                        database,
                        NOTHING,
                        "train: {format: csv}, label: y",
                        CLASSES,
                        List.of(),
                        2,
                        "data.train.path must be a path but is missing"),
                then(
                        "no data",
                        database,
                        data,
                        "predict {}/run --output {}/p.json",
                        2,
                        "--data must be a path but is missing"));
    }

    private static List<Row> columns() {
        Input partitions = all(sql("d/k=01", "(1, 0), (2, 1) AS t(a, y)"), sql("d/k=2", "(3, 0), (4, 1) AS t(a, y)"));
        String parts = "train: {path: {}/d, format: parquet}, label: y";
        Input arrays = sql("a.parquet", "(array(1.5D, 2D), 0), (array(0D, 3D), 1) AS t(v, y)");
        Input nested = sql(
                "a.parquet",
                "(named_struct('b', 1.5D, 'c', 'u'), 3, 0), (named_struct('b', 2D, 'c', 'v'), 4, 1) AS t(s, `x.y`, y)");
        return List.of(
                trained("partition columns are features", partitions, parts, "\"a\",\"k\""),
                then(
                        "a partition column that is missing",
                        partitions,
                        parts,
                        PREDICT + "{}/d/k=2 --format parquet",
                        3,
                        "column k is missing; it is a partition column of data.train",
                        "k=...",
                        "basePath"),
                then(
                        "a partition as categories by value",
                        partitions,
                        parts + ", categorical: [k]",
                        PREDICT + "{}/d --format parquet",
                        0,
                        "\"k\":1"),
                then(
                        "partitions of texts, read alone as a number",
                        all(partitions, sql("d/k=u", "(5, 0) AS t(a, y)")),
                        parts + ", categorical: [k]",
                        PREDICT + "{}/d/k=01 --format parquet --option basePath={}/d",
                        0,
                        "\"k\":1"),
                then("arrays of numbers", arrays, PARQUET, PREDICT + "{}/a.parquet", 0, "\"v\":[1.5,2.0]"),
                then(
                        "arrays of floats elsewhere",
                        arrays,
                        sql("b.parquet", "(array(1.5F, 2F), 0) AS t(v, y)"),
                        PARQUET,
                        EVALUATE + "{}/b.parquet",
                        0,
                        "\"rows\": 1"),
                then(
                        "an array of another length",
                        arrays,
                        sql("b.parquet", "(array(1.5D), 0) AS t(v, y)"),
                        PARQUET,
                        EVALUATE + "{}/b.parquet",
                        3,
                        "column v must have 2 elements, as in data.train, but has 1"),
                refused(
                        "one array of another length",
                        sql("a.parquet", "(array(1D, 2D), 0), (array(1D), 1) AS t(v, y)"),
                        PARQUET,
                        "column v must have 2 elements but is \"1 elements\""),
                refused(
                        "an array with a gap",
                        sql("a.parquet", "(array(1D, 2D), 0), (array(1D, null), 1) AS t(v, y)"),
                        PARQUET,
                        "column v[1] must be a finite number but is empty"),
                trained(
                        "fields of structs",
                        nested,
                        PARQUET + ", features: [s.b, s.c, x.y], categorical: [s.c]",
                        "\"s.b\",\"s.c=u\",\"s.c=v\",\"x.y\""),
                trained(
                        "fields of structs by a pattern",
                        nested,
                        PARQUET + ", features: [\"s.*\", x.y], categorical: [s.c]",
                        "\"s.c=u\""),
                then(
                        "fields of structs elsewhere",
                        nested,
                        PARQUET + ", features: [s.b, s.c, x.y], categorical: [s.c]",
                        PREDICT + "{}/a.parquet",
                        0,
                        "\"s\":{\"b\":1.5"),
                then(
                        "a vector in a column whose name has a dot",
                        vectors("f.x"),
                        PARQUET,
                        PREDICT + "{}/a.parquet",
                        0,
                        "\"prediction\":"),
                refused(
                        "a struct",
                        nested,
                        PARQUET,
                        "column s must hold numbers or vectors but is struct<b:double,c:string>; use its fields, such as s.b"),
                refused(
                        "an array of texts",
                        sql("a.parquet", "(array('u'), 0), (array('v'), 1) AS t(v, y)"),
                        PARQUET,
                        "column v must hold numbers or vectors but is array<string>",
                        "remove it from data.features"),
                refused(
                        "a map",
                        sql("a.parquet", "(map('u', 1), 0) AS t(v, y)"),
                        PARQUET,
                        "but is map<string,int>; convert it to columns first"),
                refused(
                        "a date that is no category",
                        sql("a.parquet", "(date '2024-01-01', 0) AS t(d, y)"),
                        PARQUET,
                        "but is date; data.categorical encodes dates as categories"));
    }

    private static List<Row> outputs() {
        Input others = sql(
                "a.parquet",
                "(1, array(1), map('u', 1), 1.50BD, date '2024-01-01', timestamp '2024-01-01 02:03:04', 0),"
                        + " (2, array(2), map('u', 1), 2.50BD, date '2024-01-02', timestamp '2024-01-01 02:03:04', 1) AS t(a, v, m, e, d, t, y)");
        String data = PARQUET + ", features: [a]";
        String plain = "SELECT a, e, d, t, y FROM parquet.`{}/a.parquet`";
        Input cells = all(others, folder -> LocalSpark.session()
                .sql(plain.replace("{}", folder.toString()))
                .write()
                .parquet(folder + "/b.parquet"));
        return List.of(
                then(
                        "arrays to csv",
                        others,
                        data,
                        "predict {}/run --output {}/p.csv --data {}/a.parquet",
                        3,
                        "csv cannot store the column v, which is array<int>, the column m, which is map<string,int>; --output-format parquet, orc or json can"),
                then("arrays to json", others, data, PREDICT + "{}/a.parquet", 0, "\"v\":[1]", "\"m\":{\"u\":1}"),
                then(
                        "vectors to csv",
                        text("a.libsvm", "0 1:1 3:2\n1 2:5\n"),
                        "train: {}/a.libsvm, label: label",
                        "predict {}/run --output {}/p.csv --data {}/a.libsvm",
                        3,
                        "--output: csv cannot store the column features, which is vector; --output-format parquet"),
                then(
                        "vectors to tsv",
                        text("a.libsvm", "0 1:1 3:2\n1 2:5\n"),
                        "train: {}/a.libsvm, label: label",
                        "predict {}/run --output {}/p --output-format tsv --data {}/a.libsvm",
                        3,
                        "--output: tsv cannot store the column features, which is vector; --output-format parquet"),
                then(
                        "cells to csv",
                        cells,
                        data,
                        "predict {}/run --output {}/p.csv --data {}/b.parquet",
                        0,
                        "1,1.50,2024-01-01,2024-01-01T02:03:04"),
                then(
                        "cells to json",
                        cells,
                        data,
                        "predict {}/run --output {}/p.json --data {}/b.parquet",
                        0,
                        "\"e\":1.50,\"d\":\"2024-01-01\""),
                then(
                        "cells to orc",
                        cells,
                        data,
                        "predict {}/run --output {}/p.orc --data {}/b.parquet",
                        0,
                        "2 rows predicted"),
                then(
                        "export of categories by value",
                        text("a.csv", PAIRS),
                        CATEGORY,
                        "export {}/run --format onnx --output {}/m.onnx",
                        0,
                        "exported to"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isRightOrRefused(Row row) throws Exception {
        List<Object> key = List.of(row.input(), row.data(), row.loss());
        Trained trained = TRAINED.get(key);
        if (trained == null) {
            trained = train(row);
            TRAINED.put(key, trained);
        }
        folder = trained.folder();
        row.later().write(folder);
        for (String output : List.of("p", "p.json", "p.csv", "p.orc", "m.json", "m.onnx")) {
            FileUtil.fullyDelete(folder.resolve(output).toFile());
        }
        Script.Result result = trained.result();
        for (String command : row.commands()) {
            assertEquals(0, result.code(), result.err());
            result = InProcess.run(filled(command).split(" "));
        }
        assertEquals(row.code(), result.code(), result.err());
        String said = result.code() == 0 ? result.out() + written() : result.err();
        for (String word : row.words()) {
            boolean absent = word.startsWith("!");
            assertEquals(!absent, said.contains(filled(absent ? word.substring(1) : word)), () -> word + " in " + said);
        }
        if (row.code() != 0) {
            assertTrue(result.err().lines().count() <= 2 && !result.err().contains("unexpected"), result.err());
        }
    }

    private Trained train(Row row) throws Exception {
        folder = Files.createDirectory(temporary.resolve("same" + TRAINED.size()));
        row.input().write(folder);
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"),
                filled("name: t\ndata: {" + row.data() + "}\nloss: " + row.loss()
                        + "\ntraining: {epochs: 1, shards: 2}\noutput: {}/run\n"));
        return new Trained(folder, InProcess.run("train", plan.toString()));
    }

    static Stream<String> lossesOfClasses() {
        return Losses.CATALOG.names().stream()
                .filter(name -> Losses.CATALOG.choose(name).value().task() != Task.REGRESSION);
    }

    @ParameterizedTest
    @MethodSource("lossesOfClasses")
    void minusOneAndOneAreClassesForEveryLoss(String loss) throws Exception {
        List<String> commands =
                List.of(EVALUATE + "{}/a.csv", "export {}/run --format onnx --output {}/m.onnx", PREDICT + "{}/a.csv");
        Input input = text("a.csv", "a,y\n-1,-1\n2,1.0\n-3,-1.0\n4,+1\n");
        String data = CSV + "}\nclassWeights: {-1: 2";
        isRightOrRefused(
                new Row(loss, input, NOTHING, data, loss, commands, 0, "\"prediction\":-1", "\"prediction\":1"));
        assertTrue(written().contains("\"classes\":[\"-1\",\"1\"]"), written());
    }

    private String filled(String text) {
        return text.replace("{}", folder.toString()).replace("{url}", url(folder));
    }

    private static String url(Path folder) {
        return "jdbc:h2:mem:" + folder.getFileName() + ";DB_CLOSE_DELAY=-1";
    }

    /** All texts that the commands wrote. */
    private String written() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String output : List.of("run/metrics.json", "run/weights.safetensors", "p.json", "p.csv", "m.json")) {
            Path path = folder.resolve(output);
            if (Files.isRegularFile(path)) {
                all.append(Files.readString(path, java.nio.charset.StandardCharsets.ISO_8859_1)
                        .replace("\\\"", "\""));
            } else if (Files.isDirectory(path)) {
                try (Stream<Path> parts = Files.list(path)) {
                    for (Path part : parts.filter(
                                    file -> file.getFileName().toString().startsWith("part"))
                            .sorted()
                            .toList()) {
                        all.append(Files.readString(part));
                    }
                }
            }
        }
        return all.toString();
    }

    private static Input all(Input... inputs) {
        return folder -> {
            for (Input input : inputs) {
                input.write(folder);
            }
        };
    }

    private static Input text(String name, String content) {
        return folder -> Files.writeString(folder.resolve(name), content);
    }

    private static Input vectors(String column) {
        return all(text("a.libsvm", "0 1:1 3:2\n1 2:5\n"), folder -> LocalSpark.session()
                .read()
                .format("libsvm")
                .option("numFeatures", "3")
                .load(folder + "/a.libsvm")
                .withColumnRenamed("features", column)
                .withColumnRenamed("label", "y")
                .write()
                .parquet(folder + "/a.parquet"));
    }

    /** Parquet files of rows as SQL has them. */
    private static Input sql(String name, String values) {
        return folder -> LocalSpark.session()
                .sql("SELECT * FROM VALUES " + values)
                .coalesce(1)
                .write()
                .mode("overwrite")
                .parquet(folder.resolve(name).toString());
    }
}
