package dev.lockstep.estimator.scoring;

import dev.lockstep.math.Backend;
import dev.lockstep.objective.MemberMean;
import dev.lockstep.scoring.Scoring;
import dev.lockstep.scoring.TrainedNetwork;
import dev.lockstep.spark.ingest.row.OtherCells;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Appends predictions to rows, block by block, and keeps all other cells. */
public final class ScoredRows implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1;

    /** Turns predictions into cells. */
    interface Prediction extends Serializable {

        /** Appends the cells of each row of a block. */
        void append(TrainedNetwork network, MemberMean mean, List<Object[]> rows, int at);
    }

    private final TrainedNetwork shape;
    private final Broadcast<float[]> parameters;
    private final Broadcast<double[]> constants;
    private final VectorInputs inputs;
    private final String column;
    private final int columnAt;
    private final String offset;
    private final int offsetAt;
    private final int width;
    private final Prediction prediction;

    private ScoredRows(
            Dataset<?> rows,
            TrainedNetwork network,
            VectorInputs inputs,
            String column,
            Optional<String> offset,
            StructType schema,
            Prediction prediction) {
        JavaSparkContext context = new JavaSparkContext(rows.sparkSession().sparkContext());
        this.shape = network.shape();
        this.parameters = context.broadcast(network.parameters());
        this.constants = context.broadcast(network.constants());
        this.inputs = inputs;
        this.column = column;
        this.columnAt = rows.schema().fieldIndex(column);
        this.offset = offset.orElse("");
        this.offsetAt = offset.map(name -> rows.schema().fieldIndex(name)).orElse(-1);
        this.width = schema.size();
        this.prediction = prediction;
    }

    /**
     * @param column the column of vectors
     * @param schema the dataset's columns, and those that the prediction adds
     */
    public static Dataset<Row> of(
            Dataset<?> rows,
            TrainedNetwork network,
            VectorInputs inputs,
            String column,
            StructType schema,
            Prediction prediction) {
        return of(rows, network, inputs, column, Optional.empty(), schema, prediction);
    }

    /** @param offset the column of numbers that are added to the raw outputs, if any */
    public static Dataset<Row> of(
            Dataset<?> rows,
            TrainedNetwork network,
            VectorInputs inputs,
            String column,
            Optional<String> offset,
            StructType schema,
            Prediction prediction) {
        return named(
                rows.toDF()
                        .mapPartitions(
                                new ScoredRows(rows, network, inputs, column, offset, schema, prediction),
                                Encoders.row(numbered(schema))),
                schema);
    }

    /** The schema with positions as names, because two columns may have the same name. */
    private static StructType numbered(StructType schema) {
        StructType numbered = new StructType();
        for (StructField field : schema.fields()) {
            numbered = numbered.add(place(numbered.size()), field.dataType(), field.nullable());
        }
        return numbered;
    }

    /** Restores the names of columns, and their metadata, which encoders lose. */
    private static Dataset<Row> named(Dataset<Row> numbered, StructType schema) {
        Column[] columns = new Column[schema.size()];
        for (int i = 0; i < columns.length; i++) {
            StructField field = schema.fields()[i];
            columns[i] = functions.col(place(i)).as(field.name(), field.metadata());
        }
        return numbered.select(columns);
    }

    private static String place(int column) {
        return "c" + column;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Blocks(rows, shape.with(parameters.value(), constants.value()));
    }

    /** The scored rows of one partition, a block at a time. */
    private final class Blocks implements Iterator<Row> {

        private final Iterator<Row> rows;
        private final TrainedNetwork network;
        private Scoring scoring;
        private Iterator<Object[]> block = List.<Object[]>of().iterator();

        Blocks(Iterator<Row> rows, TrainedNetwork network) {
            this.rows = rows;
            this.network = network;
        }

        @Override
        public boolean hasNext() {
            if (!block.hasNext() && rows.hasNext()) {
                block = next(new ArrayList<>()).iterator();
            }
            return block.hasNext();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return RowFactory.create(block.next());
        }

        private List<Object[]> next(List<Object[]> cells) {
            if (scoring == null) {
                scoring = network.scoring(Backend.AUTO, Scoring.ROWS);
            }
            int known = 0;
            while (rows.hasNext() && scoring.rows() < scoring.capacity()) {
                Row row = rows.next();
                known = row.size();
                Object[] wider = new Object[width];
                for (int i = 0; i < known; i++) {
                    wider[i] = row.get(i);
                }
                inputs.add(scoring, column, row.get(columnAt));
                cells.add(wider);
            }
            MemberMean mean = scoring.mean();
            if (offsetAt >= 0) {
                mean.addOffsets(offsets(cells));
            }
            prediction.append(network, mean, cells, known);
            return cells;
        }

        private float[] offsets(List<Object[]> cells) {
            float[] offsets = new float[cells.size()];
            for (int row = 0; row < offsets.length; row++) {
                offsets[row] = OtherCells.offset(offset, cells.get(row)[offsetAt]);
            }
            return offsets;
        }
    }
}
