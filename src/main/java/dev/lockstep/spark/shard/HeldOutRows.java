package dev.lockstep.spark.shard;

import dev.lockstep.data.Labels;
import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.spark.ingest.ParsedRows;
import dev.lockstep.spark.ingest.PlannedSources;
import dev.lockstep.spark.ingest.row.CellException;
import dev.lockstep.spark.ingest.row.RowParser;
import dev.lockstep.spark.ingest.row.Table;
import java.io.Serializable;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * The rows that a training holds out from its source, as a table with all columns of the source, so that another model
 * can be measured on them.
 */
public final class HeldOutRows {

    private HeldOutRows() {}

    /**
     * The rows for the test or, if the plan has none, for validation.
     *
     * @param data whose part is a fraction
     * @param prepared of a model that was trained on the other rows
     */
    public static Table of(SparkSession session, DataPlan data, TrainingPlan plan, TrainingData.Prepared prepared) {
        PlannedSources sources = new PlannedSources(session, data);
        Table table = sources.train();
        ParsedRows.Meaning meaning =
                ParsedRows.Meaning.of(prepared.encoder(), data.rows(), prepared.labels(), plan.loss());
        RowParser.Scales scales =
                new RowParser.Scales(prepared.encoder().encoding().ofFeatures(prepared.inputs()), prepared.outputs());
        HoldOut held;
        try (ParsedRows parsed = meaning.read(table, scales)) {
            Split split = Split.of(sources, parsed);
            held = split.test().or(split::validation).orElseThrow();
        }
        RowParser parser = meaning.parser(scales);
        Labels labels = prepared.labels();
        Column[] cells = meaning.columns().cells(table);
        Dataset<Row> rows = where(table, cells, row -> isChosen(row, parser, labels, held::holds));
        for (HoldOut.Boundary group : held.dividedGroups()) {
            Dataset<Row> one = where(table, cells, row -> isChosen(row, parser, labels, group::divides))
                    .limit(1);
            Dataset<Row> copies = session.range(group.held()).toDF(Table.PROBLEM);
            rows = rows.union(one.crossJoin(copies).drop(Table.PROBLEM));
        }
        return new Table("data." + held.part(), "", rows);
    }

    /** A choice of rows in their canonical form. */
    private interface Choice extends Serializable {
        boolean takes(byte[] row);
    }

    /** Whether a row of the source is used and taken. */
    private static boolean isChosen(Row row, RowParser parser, Labels labels, Choice choice) {
        try {
            return parser.parse(parser.keep(row, parser.scratch()), labels, parser.scratch())
                    .filter(choice::takes)
                    .isPresent();
        } catch (CellException e) {
            // The source has changed since; the measurement says what is wrong with the row.
            return true;
        }
    }

    /** The table's rows whose cells pass a test. */
    private static Dataset<Row> where(Table table, Column[] cells, UDF1<Row, Boolean> test) {
        Column[] numbered = IntStream.range(0, cells.length)
                .mapToObj(i -> cells[i].as("c" + i))
                .toArray(Column[]::new);
        return table.records()
                .filter(functions.udf(test, DataTypes.BooleanType).apply(functions.struct(numbered)))
                .drop(Table.PROBLEM);
    }
}
