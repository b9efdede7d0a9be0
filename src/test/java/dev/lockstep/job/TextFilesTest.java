package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Text files as people have them: each is read as it was meant, or refused with its place and the option that helps. */
class TextFilesTest {

    private static final String GOOD = "a,b,y\n1,2,0\n3,4,1\n";
    private static final String ROWS_READ = "2 rows × 2 features, 2 classes";

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    /**
     * An input.
     *
     * @param file its name
     * @param command FILE is its path, RUN a finished run's, FOLDER the input's folder; a plan's data begin with a brace
     * @param words each is in what the command says
     */
    private record Input(String name, String file, byte[] content, String command, int code, String... words) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Input train(String name, String text, String data, int code, String... words) {
        return train(name, text, StandardCharsets.UTF_8, data, code, words);
    }

    private static Input train(String name, String text, Charset charset, String data, int code, String... words) {
        return new Input(name, "rows.csv", text.getBytes(charset), "{" + data + "}", code, words);
    }

    private static Input with(String name, String file, byte[] content, String command, int code, String... words) {
        return new Input(name, file, content, command, code, words);
    }

    private static Input predict(String name, String file, String text, int code, String... words) {
        String command = "predict RUN --data FILE --output FOLDER/out.csv";
        return with(name, file, text.getBytes(StandardCharsets.UTF_8), command, code, words);
    }

    private static byte[] gzip(String text) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] joined(byte[] first, byte[] then) {
        byte[] both = Arrays.copyOf(first, first.length + then.length);
        System.arraycopy(then, 0, both, first.length, then.length);
        return both;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Stream<Input> inputs() {
        return Stream.of(quotes(), shapes(), bytes(), headers(), missing(), others(), names())
                .flatMap(List::stream);
    }

    private static List<Input> quotes() {
        String named = "train: FILE, label: y, features: [a, b]";
        return List.of(
                train("doubled quotes", "a,b,n,y\n1,2,\"said \"\"hi, you\"\" 0\",0\n3,4,x,1\n", named, 0, ROWS_READ),
                train(
                        "a class with a quote",
                        "a,b,y\n1,2,\"5\"\"\"\n3,4,\"7\"\"\"\n",
                        "train: FILE, label: y",
                        0,
                        ROWS_READ),
                train("a quote within a cell", "a,b,n,y\n1,2,5\" pipe,0\n3,4,x,1\n", named, 0, ROWS_READ),
                train(
                        "spaces around quotes",
                        "a,b,y\n 1 , \"2\" ,0\n3,4,\"1\" \n",
                        "train: FILE, label: y",
                        0,
                        ROWS_READ),
                train(
                        "a label as Spark writes it",
                        "a,b,y\n1,2,\"5\\\"\"\n3,4,\"7\\\"\"\n",
                        "train: FILE, label: y",
                        3,
                        "data.train: row 1 of rows.csv: has a quote that is not closed; options: {escape: '\\'}",
                        "(and 1 more bad row)"),
                train(
                        "a cell as Spark writes it",
                        "a,b,n,y\n1,2,x,0\n1,2,\"say \\\"hi, you\\\" now\",1\n",
                        named,
                        3,
                        "row 2 of rows.csv: ",
                        "options: {escape: '\\'}"),
                train(
                        "two cells as Spark writes them",
                        "a,b,n,y\n1,2,x,0\n3,\"4\\\"\",\"5\\\"\",1\n",
                        named,
                        3,
                        "row 2 of rows.csv: ",
                        "options: {escape: '\\'}"),
                train(
                        "as Spark writes it, and said so",
                        "a,b,n,y\n1,2,\"say \\\"hi, you\\\"\",0\n3,4,x,1\n",
                        "train: {path: FILE, options: {escape: '\\'}}, label: y, features: [a, b]",
                        0,
                        ROWS_READ),
                train(
                        "a line break within quotes",
                        "a,b,n,y\n1,2,\"x\nz\",0\n3,4,x,1\n",
                        named,
                        3,
                        "row 1 of rows.csv: has a quote that is not closed; options: {multiLine: true}"),
                train(
                        "a line break within quotes, and said so",
                        "a,b,n,y\n1,2,\"x\nz\",0\n3,4,x,1\n",
                        "train: {path: FILE, options: {multiLine: true}}, label: y, features: [a, b]",
                        0,
                        ROWS_READ),
                train(
                        "a quote that is not closed, in the last cell",
                        "a,b,y\n1,2,no\n3,4,\"yes\n5,6,yes\n",
                        "train: FILE, label: y",
                        3,
                        "row 2 of rows.csv: has a quote that is not closed"),
                train(
                        "a quote that is not closed, to the end of the file",
                        "a,b,y\n1,2,no\n3,4,\"yes\n5,6,yes\n",
                        "train: {path: FILE, options: {multiLine: true}}, label: y",
                        3,
                        "row 2 of rows.csv: has a quote that is not closed"),
                train(
                        "text behind a closing quote",
                        "a,b,n,y\n1,2,\"x\" z,0\n3,4,x,1\n",
                        named,
                        3,
                        "row 1 of rows.csv: has text after the closing quote of cell 3"),
                train(
                        "quotes as they are",
                        "a,b,n,y\n1,2,\"x\" z,0\n3,4,\"x,1\n",
                        "train: {path: FILE, options: {quote: ''}}, label: y, features: [a, b]",
                        0,
                        ROWS_READ));
    }

    private static List<Input> shapes() {
        String plain = "train: FILE, label: y";
        return List.of(
                train("semicolons", "a;b;y\n1;2;0\n3;4;1\n", plain, 3, "has one column, \"a;b;y\"", "{sep: \";\"}"),
                train("tabs", "a\tb\ty\n1\t2\t0\n3\t4\t1\n", plain, 3, "{sep: \"\\t\"}"),
                train(
                        "semicolons, and said so",
                        "a;b;y\n1;2;0\n3;4;1\n",
                        "train: {path: FILE, options: {sep: ;}}, label: y",
                        0,
                        ROWS_READ),
                with(
                        "tabs by extension",
                        "rows.tsv",
                        bytes("a\tb\ty\n1\t2\t0\n3\t4\t1\n"),
                        "{" + plain + "}",
                        0,
                        ROWS_READ),
                with(
                        "tabs by format",
                        "rows.txt",
                        bytes("a\tb\ty\n1\t2\t0\n3\t4\t1\n"),
                        "{train: {path: FILE, format: tsv}, label: y}",
                        0,
                        ROWS_READ),
                train(
                        "a short row",
                        "a,b,y\n1,2,0\n3,4\n",
                        plain,
                        3,
                        "row 2 of rows.csv: has 2 cells but the table has 3"),
                train(
                        "a long row",
                        "a,b,y\n1,2,0\n3,4,1,5\n",
                        plain,
                        3,
                        "row 2 of rows.csv: has 4 cells but the table"),
                train("a longer row", "a,b,y\n1,2,0\n3,4,1,5,6\n", plain, 3, "row 2 of rows.csv: has 5 cells but the"),
                train(
                        "another separator in a row",
                        "a,b,y\n1,2,0\n3;4;1\n",
                        plain,
                        3,
                        "row 2 of rows.csv",
                        "{sep: \";\"}"),
                train("a decimal comma", "a,b,y\n1,5,2,0\n3,4,1\n", plain, 3, "row 1 of rows.csv: has 4 cells", "sep"),
                train(
                        "short rows left out",
                        "a,b,y\n1,2,0\n3,4\n3,4,1\n",
                        "train: {path: FILE, options: {mode: DROPMALFORMED}}, label: y",
                        0,
                        ROWS_READ),
                train("a comment", "a,b,y\n1,2,0\n# more\n3,4,1\n", plain, 3, "row 2 of rows.csv", "{comment: \"#\"}"),
                train(
                        "a comment, and said so",
                        "# of today\na,b,y\n1,2,0\n# more\n3,4,1\n",
                        "train: {path: FILE, options: {comment: '#'}}, label: y",
                        0,
                        ROWS_READ),
                train(
                        "more columns than allowed",
                        GOOD,
                        "train: {path: FILE, options: {maxColumns: 2}}, label: y",
                        3,
                        "maxColumns"),
                train(
                        "a longer cell than allowed",
                        "a,b,y\n1,222222,0\n3,4,1\n",
                        "train: {path: FILE, options: {maxCharsPerColumn: 4}}, label: y",
                        3,
                        "rows.csv",
                        "maxCharsPerColumn"));
    }

    private static List<Input> bytes() {
        String plain = "train: FILE, label: y";
        String cafes = "c,y\ncafé,0\ncafè,1\ncaf,0\n";
        return List.of(
                train("UTF-16", GOOD, StandardCharsets.UTF_16, plain, 3, "rows.csv", "{encoding: UTF-16}"),
                train("UTF-16 without a mark", GOOD, StandardCharsets.UTF_16LE, plain, 3, "{encoding: UTF-16}"),
                train(
                        "UTF-16, and said so",
                        GOOD,
                        StandardCharsets.UTF_16,
                        "train: {path: FILE, options: {encoding: UTF-16}}, label: y",
                        0,
                        ROWS_READ),
                train(
                        "Latin 1",
                        cafes,
                        StandardCharsets.ISO_8859_1,
                        "train: FILE, label: y, categorical: [c]",
                        3,
                        "row 1 of rows.csv: column c has bytes that are not valid UTF-8; options: {encoding: ...}",
                        "(and 1 more bad row)"),
                train(
                        "Latin 1, and said so",
                        cafes,
                        StandardCharsets.ISO_8859_1,
                        "train: {path: FILE, options: {encoding: ISO-8859-1}}, label: y, categorical: [c]",
                        0,
                        "3 rows × 3 features"),
                train("Latin 1 in the header", "é,y\n1,0\n2,1\n", StandardCharsets.ISO_8859_1, plain, 3, "encoding"),
                train(
                        "an encoding that is none",
                        GOOD,
                        "train: {path: FILE, options: {encoding: latin}}, label: y",
                        3,
                        "latin"),
                with(
                        "gzip without its ending",
                        "rows.csv",
                        gzip(GOOD),
                        "{" + plain + "}",
                        3,
                        "its name must end in .gz"),
                with("gzip", "rows.csv.gz", gzip(GOOD), "{" + plain + "}", 0, ROWS_READ),
                with("text with gzip's ending", "rows.csv.gz", bytes(GOOD), "{" + plain + "}", 3, "not a gzip file"),
                with(
                        "gzip cut off",
                        "rows.csv.gz",
                        Arrays.copyOf(gzip(GOOD.repeat(100)), 40),
                        "{" + plain + "}",
                        3,
                        "data.train",
                        "rows.csv.gz"),
                with(
                        "a workbook",
                        "rows.csv",
                        bytes("PK\u0003\u0004\u0014\0\u0006\0"),
                        "{" + plain + "}",
                        3,
                        "save it as CSV"),
                train(
                        "a zero byte",
                        "a,b,y\n1,2,0\n3,\u00004,1\n",
                        plain,
                        3,
                        "row 2 of rows.csv: column b contains a zero byte"),
                train(
                        "UTF-8 as UTF-16",
                        GOOD,
                        "train: {path: FILE, options: {encoding: UTF-16}}, label: y",
                        3,
                        "must be text in UTF-16, according to the option encoding, but looks like UTF-8;",
                        "options: {encoding: UTF-8}"),
                train(
                        "UTF-8 as UTF-16LE",
                        "é" + GOOD,
                        "train: {path: FILE, options: {encoding: UTF-16LE}}, label: y",
                        3,
                        "options: {encoding: UTF-8}"),
                train(
                        "the other order of bytes",
                        GOOD,
                        StandardCharsets.UTF_16LE,
                        "train: {path: FILE, options: {encoding: UTF-16BE}}, label: y",
                        3,
                        "options: {encoding: UTF-16LE}"),
                with(
                        "JSON in UTF-8 as UTF-16",
                        "rows.json",
                        bytes("{\"a\":1,\"y\":0}\n"),
                        "{train: {path: FILE, options: {encoding: UTF-16, multiLine: true}}, label: y}",
                        3,
                        "it is read with the encoding UTF-16, according to the option encoding"),
                with(
                        "other bytes behind gzip",
                        "rows.csv.gz",
                        joined(gzip(GOOD), bytes("\u001B[31m and more")),
                        "{" + plain + "}",
                        3,
                        "rows.csv.gz",
                        "it is not a gzip file, or has bytes after its end"),
                with(
                        "other bytes behind much gzip in a folder",
                        "d/rows.csv.gz",
                        joined(gzip(GOOD + "3,4,1\n".repeat(50_000)), bytes("\u001B[31m and more")),
                        "{train: {path: FOLDER/d, format: csv}, label: y}",
                        3,
                        "rows.csv.gz",
                        "it is not a gzip file, or has bytes after its end"),
                train("colours for a terminal", "a,b,y\n1,2\u001B[31m,0\n3,4,1\n", plain, 3, "\"2\\u001B[31m\""),
                train("an endless cell", "a,b,y\n1," + "x".repeat(100_000) + ",0\n3,4,1\n", plain, 3, "xxx…\""),
                train("nothing", "", plain, 3, "data.train has no columns: it is empty"),
                train("a header alone", "a,b,y\n", plain, 3, "data.train has no rows"),
                train("a byte order mark", "\uFEFF" + GOOD, plain, 0, ROWS_READ),
                train("lines of Windows", GOOD.replace("\n", "\r\n"), plain, 0, ROWS_READ),
                train("lines of old", GOOD.replace("\n", "\r"), plain, 0, ROWS_READ));
    }

    private static List<Input> headers() {
        String plain = "train: FILE, label: y";
        return List.of(
                train(
                        "a name twice",
                        "x,x,y\n1,2,0\n3,4,1\n",
                        plain,
                        3,
                        "has two columns \"x\", 1 and 2",
                        "header: false"),
                train("a name in two cases", "a,A,y\n1,2,0\n3,4,1\n", plain, 3, "\"a\" and \"A\"", "only in case"),
                train(
                        "rows without a header",
                        "T,2,8\nI,5,5\nT,3,9\n",
                        "train: FILE, label: T",
                        0,
                        "note: ",
                        "header: false"),
                train(
                        "rows without a header, the first of them twice",
                        "T,2,8\nI,5,5\nT,2,8\n",
                        "train: FILE, label: T",
                        3,
                        "row 2 of rows.csv: repeats the header",
                        "header: false"),
                train("letters without a header", "T,2,8,8\nI,5,3,4\n", "train: FILE, label: T", 3, "header: false"),
                train(
                        "rows without a header, and said so",
                        "no,2,8\nyes,5,5\n",
                        "train: {path: FILE, options: {header: false}}, label: _c0",
                        0,
                        ROWS_READ),
                train(
                        "numbers for a header",
                        "5.1,3.5,0\n4.9,3.0,1\n",
                        plain,
                        3,
                        "unknown column \"y\"; known: 5.1, 3.5, 0; if its first row is not a header, set options: {header: false}"),
                train("a number in a header", "no,2,8\nyes,5,5\n", plain, 3, "options: {header: false}"),
                train("a comment for a header", "# of today\n" + GOOD, plain, 3, "options: {comment: \"#\"}"),
                train(
                        "a comment with commas for a header",
                        "# of, today\n" + GOOD,
                        plain,
                        3,
                        "unknown column \"y\"",
                        "if its first row is a comment, set options: {comment: \"#\"}"),
                train("a comment with other separators", "# of; today\n" + GOOD, plain, 3, "{comment: \"#\"}"),
                predict("numbers for a header to predict", "p.csv", "1,2\n3,4\n", 3, "options: {header: false}"),
                train(
                        "more columns than Spark reads",
                        wide(21_000),
                        "train: FILE, label: c0",
                        3,
                        "has 21000 columns, more than the 20480 that Spark reads by default; options: {maxColumns: 21000}"),
                train("columns that are counted", "0,1,2\n1,2,0\n3,4,1\n", "train: FILE, label: 2", 0, ROWS_READ),
                train(
                        "columns that are counted, listed",
                        "0,1,2\n1,2,0\n3,4,1\n",
                        "train: FILE, label: 2, features: [0, 1]",
                        0,
                        ROWS_READ),
                train(
                        "a name that YAML has for nothing",
                        GOOD,
                        "train: FILE, label: y, features: [null]",
                        2,
                        "in quotes"),
                train("an index without a name", ",a,y\n0,2,0\n1,4,1\n", plain, 3, "without a name", "data.features"),
                train(
                        "an index without a name, left out",
                        ",a,b,y\n0,1,2,0\n1,3,4,1\n",
                        "train: FILE, label: y, features: [a, b]",
                        0,
                        ROWS_READ),
                train(
                        "a separator behind every row",
                        "a,b,y,\n1,2,0,\n3,4,1,\n",
                        plain,
                        3,
                        "without a name",
                        "position 4"));
    }

    private static String wide(int columns) {
        return IntStream.range(0, columns).mapToObj(i -> "c" + i).collect(Collectors.joining(",", "", "\n"));
    }

    /** Names, of files and columns, that Hadoop or Spark take for something else. */
    private static List<Input> names() {
        String colon = "a name with a colon, which Hadoop cannot read: a:b.csv; rename it";
        String corrupt = "the option columnNameOfCorruptRecord must not be the name of a column but is y";
        return List.of(
                with("a colon", "a:b.csv", bytes(GOOD), "{train: 'FILE', label: y}", 3, colon),
                with(
                        "a colon in a folder",
                        "d/a:b.csv",
                        bytes(GOOD),
                        "{train: {path: FOLDER/d, format: csv}, label: y}",
                        3,
                        colon),
                with(
                        "a colon by a pattern",
                        "d/a:b.csv",
                        bytes(GOOD),
                        "{train: {path: 'FOLDER/d/*', format: csv}, label: y}",
                        3,
                        colon),
                predict("a colon to predict", "a:b.csv", "a,b\n1,2\n", 3, colon),
                with("a colon to evaluate", "a:b.csv", bytes(GOOD), "evaluate RUN --data a:b.csv", 3, colon),
                train(
                        "malformed records in the label",
                        GOOD,
                        "train: {path: FILE, options: {mode: PERMISSIVE, columnNameOfCorruptRecord: y}}, label: y",
                        3,
                        corrupt),
                with(
                        "malformed JSON in the label",
                        "rows.json",
                        bytes("{\"a\":1,\"y\":\"u\"}\n"),
                        "{train: {path: FILE, options: {columnNameOfCorruptRecord: y}}, label: y}",
                        3,
                        corrupt),
                train(
                        "malformed records in a column of their own",
                        GOOD,
                        "train: {path: FILE, options: {mode: PERMISSIVE, columnNameOfCorruptRecord: bad}}, label: y",
                        0,
                        ROWS_READ));
    }

    private static List<Input> missing() {
        String gaps = "a,b,y\nNA,2,0\n3,4,1\n5,?,0\n";
        String sentinels = "a,b,y\n-999,2,0\n3,4,1\n5,-999.0,0\n";
        return List.of(
                train(
                        "NA",
                        gaps,
                        "train: FILE, label: y, missing: mean",
                        3,
                        "row 1",
                        "\"NA\"; data.missingValues: [\"NA\"]"),
                train(
                        "NA, where gaps are errors",
                        gaps,
                        "train: FILE, label: y",
                        3,
                        "data.missingValues",
                        "data.missing"),
                train(
                        "NA, and said so",
                        gaps,
                        "train: FILE, label: y, missing: mean, missingValues: [NA, '?']",
                        0,
                        "3 rows × 2 features"),
                train(
                        "null and a number, by value",
                        "a,b,y\nnull,2,0\n3,4,1\n-999.00,4,0\n",
                        "train: FILE, label: y, missing: drop, missingValues: [null, -999]",
                        3,
                        "at least 2 classes"),
                train(
                        "a number for gaps",
                        sentinels + "6,7,0\n",
                        "train: FILE, label: y, missing: drop, missingValues: ['-999']",
                        0,
                        ROWS_READ,
                        "2 more rows are dropped"),
                train(
                        "a label that is missing",
                        "a,y\n1,NA\n2,b\n3,c\n",
                        "train: FILE, label: y, missingValues: [NA]",
                        3,
                        "column y must have a label"),
                with(
                        "numbers of JSON",
                        "rows.json",
                        bytes("{\"a\":-999,\"y\":0}\n{\"a\":1,\"y\":1}\n{\"a\":2.5,\"y\":0}\n"),
                        "{train: FILE, label: y, missing: drop, missingValues: [-999]}",
                        0,
                        "2 rows × 1 features",
                        "1 more row"),
                train(
                        "a list that is none",
                        GOOD,
                        "train: FILE, label: y, missingValues: {a: 1}",
                        2,
                        "missingValues must be"));
    }

    private static List<Input> others() {
        return List.of(
                with(
                        "a malformed line of JSON",
                        "rows.json",
                        bytes("{\"a\":1,\"y\":0}\n{\"a\":1,\"y\":\n{\"a\":2,\"y\":1}\n"),
                        "{train: FILE, label: y}",
                        3,
                        "data.train: row 2 of rows.json: must be a JSON object"),
                with(
                        "JSON in Latin 1",
                        "rows.json",
                        "{\"a\":\"é\",\"y\":0}\n{\"a\":\"x\",\"y\":1}\n".getBytes(StandardCharsets.ISO_8859_1),
                        "{train: FILE, label: y, categorical: [a]}",
                        3,
                        "row 1 of rows.json"),
                with(
                        "folders within",
                        "d/e/f/rows.csv",
                        bytes(GOOD),
                        "{train: {path: FOLDER/d, format: csv}, label: y}",
                        3,
                        "recursiveFileLookup"),
                with(
                        "folders within, and said so",
                        "d/e/f/rows.csv",
                        bytes(GOOD),
                        "{train: {path: FOLDER/d, format: csv, options: {recursiveFileLookup: true}}, label: y}",
                        0,
                        ROWS_READ),
                with(
                        "folders that are partitions",
                        "d/year=2024/rows.csv",
                        bytes("a,y\n1,0\n3,1\n"),
                        "{train: {path: FOLDER/d, format: csv}, label: y, features: [a]}",
                        0,
                        "2 rows × 1 features"),
                train(
                        "options of the training rows hold for the test rows",
                        "a;b;y\n1;2;0\n-9;4;1\n5;6;1\n",
                        "train: {path: FILE, options: {sep: ;, nullValue: -9}}, test: FILE, label: y, missing: drop",
                        0,
                        ROWS_READ),
                train(
                        "the test rows' own options go first",
                        "a;b;y\n1;2;0\n3;4;1\n",
                        "train: {path: FILE, options: {sep: ;}}, test: {path: FILE, options: {delimiter: '|'}}, label: y",
                        3,
                        "data.test"),
                predict("a format that training has", "p.data", "a,b\n1,2\n3,4\n", 0, "2 rows predicted"),
                predict(
                        "two files put together",
                        "p.csv",
                        "a,b\n1,2\na,b\n3,4\n",
                        3,
                        "--data: row 2 of p.csv: repeats the header"),
                predict(
                        "a short row to predict",
                        "p.csv",
                        "a,b\n1,2\n3\n",
                        3,
                        "--data: row 2 of p.csv: has 1 cell but"),
                predict(
                        "a long row to predict",
                        "p.csv",
                        "a,b\n1,2\n3,4,5\n",
                        3,
                        "--data: row 2 of p.csv: has 3 cells but"),
                predict(
                        "an open quote to predict",
                        "p.csv",
                        "a,b,n\n1,2,\"x\n",
                        3,
                        "row 1 of p.csv: has a quote that is not"),
                predict(
                        "a bad line to predict",
                        "p.json",
                        "{\"a\":1,\"b\":2}\n{\"a\":\n",
                        3,
                        "--data: row 2 of p.json"),
                predict("a name twice to predict", "p.csv", "a,b,b\n1,2,3\n", 3, "has two columns \"b\""),
                predict("numbers for gaps to predict", "p.csv", "a,b\n-999,2\n3,4\n", 0, "1 rows predicted, 1 dropped"),
                predict("a null value to predict", "p.csv", "a,b\nnothing,2\n3,4\n", 0, "1 rows predicted, 1 dropped"),
                predict("NA to predict", "p.csv", "a,b\nNA,2\n3,4\n", 3, "row 1 of p.csv", "data.missingValues"),
                predict("an index to predict", "p.csv", ",a,b\n0,1,2\n1,3,4\n", 0, "2 rows predicted, in"),
                with(
                        "Latin 1 to predict",
                        "p.csv",
                        "a,b,n\n1,2,é\n".getBytes(StandardCharsets.ISO_8859_1),
                        "predict RUN --data FILE --output FOLDER/out.csv",
                        3,
                        "row 1 of p.csv: column n has bytes"),
                with(
                        "a short row to evaluate",
                        "e.csv",
                        bytes("a,b,y\n1,2,0\n3,4\n"),
                        "evaluate RUN --data FILE",
                        3,
                        "--data: row 2 of e.csv: has 2 cells"),
                with(
                        "gaps to evaluate",
                        "e.csv",
                        bytes("a,b,y\n1,2,0\n3,4,1\nnothing,1,1\n-999,1,1\n"),
                        "evaluate RUN --data FILE",
                        0,
                        "2 rows",
                        "2 more rows are dropped"));
    }

    @BeforeAll
    static void trained() throws IOException {
        Files.writeString(shared.resolve("rows.csv"), GOOD + "5,7,1\n2,1,0\n");
        String data = "{train: {path: " + shared + "/rows.csv, options: {nullValue: nothing}}, label: y, missing: drop,"
                + " missingValues: [-999]}";
        Script.Result result = InProcess.run("train", plan(shared, data));
        assertEquals(0, result.code(), result.err());
    }

    private static String plan(Path folder, String data) throws IOException {
        String text = "data: " + data + "\nloss: cross_entropy\ntraining: {epochs: 0, shards: 2}\noutput: " + folder
                + "/run\n";
        return Files.writeString(folder.resolve("plan.yaml"), text).toString();
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void anInput(Input input) throws IOException {
        Path file = folder.resolve(input.file());
        Files.createDirectories(file.getParent());
        Files.write(file, input.content());
        String command = input.command()
                .replace("FILE", file.toString())
                .replace("FOLDER", folder.toString())
                .replace("RUN", shared + "/run");
        Script.Result result = command.startsWith("{")
                ? InProcess.run("train", plan(folder, command))
                : InProcess.run(command.split(" "));
        String said = result.out() + result.err();
        assertEquals(input.code(), result.code(), said);
        for (String words : input.words()) {
            assertTrue(said.contains(words), said);
        }
        assertTrue(said.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n'), said);
        assertTrue(result.err().lines().count() <= 2 && result.err().length() < 2200, said);
    }

    /** What predict writes, predict and every other reader of RFC 4180 read. */
    @Test
    void predictionsAreWrittenAsTheyAreRead() throws IOException {
        String rows = "a,b,n\n1,2,\"said \"\"hi, you\"\"\"\n3,4,\" kept \"\n5,6,back\\slash\n";
        Path file = Files.writeString(folder.resolve("p.csv"), rows);
        for (String format : List.of("csv", "tsv")) {
            Path out = folder.resolve("out." + format);
            Script.Result result =
                    InProcess.run("predict", shared + "/run", "--data", file.toString(), "--output", out.toString());
            assertEquals(0, result.code(), result.err());
            String separator = format.equals("csv") ? "," : "\t";
            List<String> lines = written(out);
            assertEquals(String.join(separator, "a", "b", "n", "prediction", "probability"), lines.get(0));
            String said = "1" + separator + "2" + separator + "\"said \"\"hi, you\"\"\"" + separator;
            assertTrue(lines.get(1).startsWith(said), lines.get(1));
            assertTrue(
                    lines.get(3).startsWith("5" + separator + "6" + separator + "back\\slash" + separator),
                    lines.get(3));
            Path again = folder.resolve("again-" + format);
            result = InProcess.run(
                    "predict",
                    shared + "/run",
                    "--data",
                    out.toString(),
                    "--column",
                    "p",
                    "--output",
                    again.toString());
            assertEquals(3, result.code(), result.err());
            assertTrue(result.err().contains("probability"), result.err());
        }
    }

    private static List<String> written(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path part = files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(part);
        }
    }
}
