package dev.lockstep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A small table, as text cells. */
public record Table(List<String> columns, List<List<String>> rows) {

    /** A table from lines of comma-separated cells, the header first. */
    public static Table of(String... lines) {
        List<List<String>> cells =
                Stream.of(lines).map(line -> List.of(line.split(",", -1))).toList();
        return new Table(cells.get(0), cells.subList(1, cells.size()));
    }

    /**
     * Rows around as many centres as there are classes, in three decimals.
     *
     * @param features named x0, x1, …; the last column is the class, named y
     */
    public static Table clusters(int rows, int features, int classes) {
        Random random = new Random(rows);
        List<List<String>> cells = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            int label = random.nextInt(classes);
            List<String> line = new ArrayList<>();
            for (int i = 0; i < features; i++) {
                double centre = (label * 7 + i * 3) % 5 - 2;
                line.add(Double.toString(Math.rint(1000 * (centre + random.nextGaussian())) / 1000));
            }
            line.add(Integer.toString(label));
            cells.add(line);
        }
        List<String> columns =
                IntStream.range(0, features).mapToObj(i -> "x" + i).collect(Collectors.toCollection(ArrayList::new));
        columns.add("y");
        return new Table(columns, cells);
    }

    /** The same rows in another order. */
    public Table shuffled(long seed) {
        List<List<String>> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(seed));
        return new Table(columns, shuffled);
    }

    /** Some of the columns, in the given order. */
    public Table select(String... names) {
        int[] places = Arrays.stream(names).mapToInt(columns::indexOf).toArray();
        return new Table(
                List.of(names),
                rows.stream()
                        .map(row -> Arrays.stream(places).mapToObj(row::get).toList())
                        .toList());
    }

    /** One more column, at the end. */
    public Table with(String name, List<String> cells) {
        List<String> names = new ArrayList<>(columns);
        names.add(name);
        List<List<String>> wider = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<String> line = new ArrayList<>(rows.get(row));
            line.add(cells.get(row));
            wider.add(line);
        }
        return new Table(names, wider);
    }

    /** The cells of a column. */
    public List<String> column(String name) {
        return rows.stream().map(row -> row.get(columns.indexOf(name))).toList();
    }

    public double number(int row, int column) {
        return Double.parseDouble(rows.get(row).get(column));
    }

    /** Writes one CSV file, and returns it. */
    public Path csv(Path file) {
        String text = Stream.concat(Stream.of(columns), rows.stream())
                .map(line -> String.join(",", line) + "\n")
                .collect(Collectors.joining());
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes several CSV files, row by row in turns, to a new folder, and returns it. */
    public Path csv(Path folder, int files) {
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int file = 0; file < files; file++) {
            part(file, files).csv(folder.resolve("part-" + file + ".csv"));
        }
        return folder;
    }

    /** Every row whose turn it is when rows are dealt out in turns. */
    public Table part(int part, int parts) {
        return new Table(
                columns,
                IntStream.range(0, rows.size())
                        .filter(row -> row % parts == part)
                        .mapToObj(rows::get)
                        .toList());
    }

    /** The table with every cell as a double. */
    public Dataset<Row> dataset() {
        StructType schema = new StructType(columns.stream()
                .map(name -> DataTypes.createStructField(name, DataTypes.DoubleType, true))
                .toArray(StructField[]::new));
        List<Row> parsed = rows.stream()
                .map(row -> RowFactory.create(row.stream().map(Double::valueOf).toArray()))
                .toList();
        return LocalSpark.session().createDataFrame(parsed, schema);
    }
}
