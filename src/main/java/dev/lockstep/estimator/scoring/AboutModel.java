package dev.lockstep.estimator.scoring;

import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.SavedModel;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What a model says about itself, as a Dataset of one row. */
public final class AboutModel {

    public static final StructType SCHEMA = new StructType()
            .add("description", DataTypes.StringType, false)
            .add("weightsSha256", DataTypes.StringType, false)
            .add("summary", DataTypes.StringType, true);

    private AboutModel() {}

    /**
     * @param any of the session
     * @param summary of the training, as JSON; null if there is none
     */
    public static Dataset<Row> of(Dataset<?> any, SavedModel model, String summary) {
        Row row = RowFactory.create(
                model.description().toJson(), Fingerprint.sha256(model.network().parameters()), summary);
        return any.sparkSession().createDataFrame(List.of(row), SCHEMA);
    }
}
