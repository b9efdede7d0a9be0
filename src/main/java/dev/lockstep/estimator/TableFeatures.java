package dev.lockstep.estimator;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.DataException;
import dev.lockstep.format.FormatException;
import dev.lockstep.format.TableDescription;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.spark.ingest.row.Table;
import dev.lockstep.spark.internals.SparkInternals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Assembles the vector of features from a table's columns, with the encoding and imputation of a plan. A stage of the
 * pipeline of a run.
 */
public final class TableFeatures extends Model<TableFeatures> implements MLWritable {

    private static final long serialVersionUID = 1;
    /** More names would slow down every query plan of Spark. */
    private static final int MOST_NAMES = 10_000;

    private final String uid;
    private final FeatureEncoder encoder;
    private final Param<String> outputCol =
            new Param<>(this, "outputCol", "the column of the vector that is made", value -> true);

    /** Required by Spark Connect, which never calls it. */
    public TableFeatures() {
        this(Uid.ofNoModel(), null);
    }

    TableFeatures(FeatureEncoder encoder, String outputCol) {
        this(Uid.handOver(Identifiable.randomUID("tableFeatures")), encoder);
        setOutputCol(outputCol);
    }

    private TableFeatures(Uid uid, FeatureEncoder encoder) {
        this.uid = uid.taken();
        this.encoder = encoder;
    }

    @Override
    public String uid() {
        return uid == null ? Uid.pending() : uid;
    }

    public Param<String> outputCol() {
        return outputCol;
    }

    public String getOutputCol() {
        return getOrDefault(outputCol);
    }

    public TableFeatures setOutputCol(String column) {
        set(outputCol, column);
        return this;
    }

    /** The input columns. */
    public String[] getInputCols() {
        return encoder.columns().toArray(String[]::new);
    }

    /** One name per element of the vector: the column, {@code column[i]} or {@code column=category}. */
    public List<String> names() {
        return encoder.names();
    }

    /** @throws DataException if a column is missing, or the output column already exists */
    @Override
    public StructType transformSchema(StructType schema) {
        List<String> there = List.of(schema.fieldNames());
        for (String column : encoder.columns()) {
            if (Table.field(schema, column).isEmpty()) {
                throw new DataException(Names.unknown("column", column, there));
            }
        }
        if (there.contains(getOutputCol())) {
            throw new DataException("the column " + getOutputCol()
                    + " is where the features would go but already exists; rename it, or setOutputCol");
        }
        return schema.add(new StructField(getOutputCol(), new VectorUDT(), true, metadata()));
    }

    private Metadata metadata() {
        return encoder.inputs() <= MOST_NAMES
                ? Attributes.ofVector(getOutputCol(), encoder.names())
                : Attributes.ofVector(getOutputCol(), encoder.inputs());
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        FeatureEncoder ofTasks = encoder;
        UDF1<Row, Vector> encode = row -> ofTasks.encode(row).orElse(null);
        Column features = functions
                .udf(encode, new VectorUDT())
                .apply(encoder.cells(dataset.schema()))
                .as(getOutputCol(), metadata());
        Dataset<Row> all = dataset.toDF().withColumn(getOutputCol(), features);
        return encoder.dropsIncomplete()
                ? all.filter(Table.column(getOutputCol()).isNotNull())
                : all;
    }

    @Override
    public TableFeatures copy(ParamMap extra) {
        TableFeatures copy = copyValues(new TableFeatures(Uid.handOver(uid), encoder), extra);
        copy.setParent(parent());
        return copy;
    }

    @Override
    public MLWriter write() {
        return new MLWriter() {
            @Override
            public void saveImpl(String path) {
                SparkInternals.saveMetadata(TableFeatures.this, path, sparkSession());
                try {
                    ModelFiles.files(path, sparkSession())
                            .write(ModelFiles.TABLE, encoder.description().toJson());
                } catch (IOException e) {
                    throw new UncheckedIOException(path + ": " + e.getMessage(), e);
                }
            }
        };
    }

    public static MLReader<TableFeatures> read() {
        return new MLReader<>() {
            @Override
            public TableFeatures load(String path) {
                SparkInternals.Metadata metadata =
                        SparkInternals.loadMetadata(path, sparkSession(), TableFeatures.class);
                try {
                    String json =
                            ModelFiles.files(path, sparkSession()).read(ModelFiles.TABLE, ModelFiles.LARGEST_TABLE);
                    FeatureEncoder encoder = FeatureEncoder.of(TableDescription.parse(json));
                    TableFeatures loaded = new TableFeatures(Uid.handOver(metadata.uid()), encoder);
                    metadata.setParams(loaded);
                    return loaded;
                } catch (FormatException e) {
                    throw new DataException(path + ": " + e.getMessage(), e);
                } catch (IOException e) {
                    throw new DataException("the stage in " + path + " cannot be read: " + e.getMessage(), e);
                }
            }
        };
    }

    public static TableFeatures load(String path) {
        return read().load(path);
    }

    @Override
    public String toString() {
        return "TableFeatures: uid=" + uid + ", inputCols=" + encoder.columns() + ", outputCol=" + getOutputCol();
    }
}
