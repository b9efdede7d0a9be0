package dev.lockstep.estimator;

import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Schemas and summaries shared by the models. */
final class Predicted {

    private Predicted() {}

    /**
     * A schema with a vector as prediction if there are several outputs.
     *
     * @param labels names of the outputs, if known
     */
    static StructType schema(StructType schema, String column, int outputs, List<String> labels) {
        if (column.isEmpty() || outputs == 1) {
            return schema;
        }
        StructField[] fields = schema.fields().clone();
        int at = schema.fieldIndex(column);
        Metadata metadata =
                labels.size() == outputs ? Attributes.ofVector(column, labels) : Attributes.ofVector(column, outputs);
        fields[at] = new StructField(column, SQLDataTypes.VectorType(), false, metadata);
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
