package dev.lockstep.estimator;

import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What the models say of their predictions and their past. */
final class Predicted {

    private Predicted() {}

    /** A schema whose column of predictions holds a vector if there are several labels. */
    static StructType schema(StructType schema, String column, List<String> labels) {
        if (column.isEmpty() || labels.size() == 1) {
            return schema;
        }
        StructField[] fields = schema.fields().clone();
        int at = schema.fieldIndex(column);
        fields[at] = new StructField(column, SQLDataTypes.VectorType(), false, Attributes.ofVector(column, labels));
        return new StructType(fields);
    }

    static MlpTrainingSummary required(MlpTrainingSummary summary, Identifiable model) {
        if (summary == null) {
            throw new IllegalStateException(
                    "No training summary available for this " + model.getClass().getSimpleName());
        }
        return summary;
    }
}
