package dev.lockstep.estimator.scoring;

import dev.lockstep.scoring.Scoring;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.RowFactory;

/** The inputs of a network from a vector of features: its elements, or their encoding. */
public final class VectorInputs implements Serializable {

    private static final long serialVersionUID = 1;

    /** Null if the elements are the inputs. */
    private final FeatureEncoder encoder;

    /** @param encoder of a table whose only column is the vector; empty if the elements are the inputs */
    public VectorInputs(Optional<FeatureEncoder> encoder) {
        this.encoder = encoder.orElse(null);
    }

    /**
     * Adds a cell of a column of vectors to a block.
     *
     * @throws IllegalArgumentException naming the column, if the cell is no vector, or none that the network can take
     */
    void add(Scoring scoring, String column, Object cell) {
        try {
            if (!(cell instanceof Vector vector)) {
                throw new IllegalArgumentException("there must be a vector but is " + cell);
            }
            add(scoring, encoder == null ? vector : encoded(vector));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("column " + column + ": " + e.getMessage(), e);
        }
    }

    private static void add(Scoring scoring, Vector vector) {
        if (vector instanceof SparseVector sparse) {
            scoring.add(sparse.size(), sparse.indices(), sparse.values());
        } else {
            scoring.add(vector.toArray());
        }
    }

    private Vector encoded(Vector vector) {
        int features = encoder.encoding().features();
        if (vector.size() != features) {
            throw new IllegalArgumentException(
                    "the vector must have " + features + " elements, as in training, but has " + vector.size());
        }
        double[] values = vector instanceof SparseVector sparse ? sparse.values() : vector.toArray();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                int feature = vector instanceof SparseVector sparse ? sparse.indices()[i] : i;
                throw new IllegalArgumentException(
                        "feature " + feature + " must be a finite number but is " + values[i]);
            }
        }
        return encoder.encode(RowFactory.create(vector)).orElseThrow();
    }
}
