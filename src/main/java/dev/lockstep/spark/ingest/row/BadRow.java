package dev.lockstep.spark.ingest.row;

import dev.lockstep.data.RawRow;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The first row of a source that cannot be used: the first file by name, and the first row in it, independent of the
 * tasks. It is only searched for if a bad row exists, because the search needs the file of each row.
 *
 * @param place such as {@code row 2 of a.csv}, counted from 1 and without a header
 * @param problem what is wrong with it
 */
public record BadRow(String place, String problem) {

    /**
     * Finds the first bad row.
     *
     * @param rows as selected by {@link Columns#select}
     * @return empty if all rows can be used
     */
    public static Optional<BadRow> first(Dataset<Row> rows, RowParser parser, String path) {
        List<Stretch> stretches = new ArrayList<>(placed(rows)
                .toJavaRDD()
                .mapPartitionsWithIndex((partition, part) -> stretches(partition, part, parser), false)
                .collect());
        stretches.sort(Comparator.comparing((Stretch stretch) -> stretch.file)
                .thenComparing(stretch -> stretch.start)
                .thenComparing(stretch -> stretch.partition));
        String file = "";
        long before = 0;
        for (Stretch stretch : stretches) {
            before = stretch.file.isEmpty() || !stretch.file.equals(file) ? 0 : before;
            file = stretch.file;
            if (stretch.problem != null) {
                String where = file.isEmpty() ? "partition " + stretch.partition : shortened(file, path);
                return Optional.of(new BadRow("row " + (before + stretch.bad) + " of " + where, stretch.problem));
            }
            before += stretch.rows;
        }
        return Optional.empty();
    }

    /** The rows with their files, if they come from files that Spark still knows. */
    private static Dataset<Row> placed(Dataset<Row> rows) {
        try {
            return rows.withColumn("file", functions.input_file_name())
                    .withColumn("start", functions.input_file_block_start());
        } catch (Exception e) { // Spark refuses this for a table made of others, by an exception it does not declare.
            return rows.withColumn("file", functions.lit("")).withColumn("start", functions.lit(0L));
        }
    }

    private static Iterator<Stretch> stretches(int partition, Iterator<Row> rows, RowParser parser) {
        Map<List<Object>, Stretch> stretches = new LinkedHashMap<>();
        RawRow scratch = parser.scratch();
        while (rows.hasNext()) {
            Row row = rows.next();
            String file = row.getString(row.length() - 2);
            long start = row.getLong(row.length() - 1);
            stretches
                    .computeIfAbsent(List.of(file, start), key -> new Stretch(file, start, partition))
                    .add(row, parser, scratch);
        }
        return List.copyOf(stretches.values()).iterator();
    }

    /** The path of a file relative to the source's folder, or its name if it is the source. */
    private static String shortened(String uri, String source) {
        String file = uri.matches("[!-~]+") ? URI.create(uri).getPath() : uri;
        String root = new Path(source).toUri().getPath();
        int at = file.lastIndexOf(root + "/");
        if (at >= 0) {
            return file.substring(at + root.length() + 1);
        }
        return file.endsWith(root) ? new Path(file).getName() : file;
    }

    /** The consecutive rows that a task reads from one file, or from another source. */
    private static final class Stretch implements Serializable {

        private static final long serialVersionUID = 1;

        private final String file;
        private final long start;
        private final int partition;
        private long rows;
        private long bad;
        private String problem;

        Stretch(String file, long start, int partition) {
            this.file = file;
            this.start = start;
            this.partition = partition;
        }

        void add(Row row, RowParser parser, RawRow scratch) {
            rows++;
            if (problem != null) {
                return;
            }
            try {
                parser.check(row, scratch);
            } catch (CellException e) {
                bad = rows;
                problem = e.getMessage();
            }
        }
    }
}
