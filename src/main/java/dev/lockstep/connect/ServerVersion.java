package dev.lockstep.connect;

import java.util.Arrays;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Gives one row with the version of Lockstep on the server, so that a client can compare it with its own. */
public final class ServerVersion extends Transformer {

    private static final long serialVersionUID = 1;
    private static final StructType SCHEMA = new StructType().add("version", DataTypes.StringType);

    private final String uid;

    public ServerVersion() {
        this(Identifiable.randomUID("serverVersion"));
    }

    public ServerVersion(String uid) {
        this.uid = uid;
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return SCHEMA;
    }

    /** The version is null if the classes are not in a jar. */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        Row row = RowFactory.create(ServerVersion.class.getPackage().getImplementationVersion());
        return dataset.sparkSession().createDataFrame(Arrays.asList(row), SCHEMA);
    }

    @Override
    public ServerVersion copy(ParamMap extra) {
        return new ServerVersion(uid);
    }
}
