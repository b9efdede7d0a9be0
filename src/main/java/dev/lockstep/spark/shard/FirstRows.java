package dev.lockstep.spark.shard;

import dev.lockstep.data.CanonicalRow;
import dev.lockstep.data.DataException;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.Shard;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The first rows of a dataset in the canonical order, on the driver: a random sample that does not depend on the
 * partitions.
 *
 * @param labels the number of label columns, which follow the vector of features
 * @param classes labels are whole numbers below it; 0 for numbers
 * @param weighted whether a column of weights follows them
 * @param offset whether a column of offsets is the last
 */
public record FirstRows(int labels, int classes, boolean weighted, boolean offset) implements Serializable {

    /** The most numbers of features that are taken. */
    private static final long MOST_NUMBERS = 1 << 25;

    private static final Comparator<byte[]> ORDER = (Comparator<byte[]> & Serializable) CanonicalRow::compare;

    /**
     * Packs the rows for a trained network.
     *
     * @param most rows
     * @param scaling of features
     * @param ofLabels the scaling of labels
     * @param unit whether scaled rows have unit length
     * @throws DataException if there is no row, or a cell is not what a network can take
     */
    public Shard of(
            Dataset<Row> rows, int most, InputEncoding encoding, Scaling scaling, Scaling ofLabels, boolean unit) {
        int features = encoding.features();
        JavaRDD<byte[]> packed = rows.toJavaRDD().map(row -> packed(row, features));
        List<byte[]> first = packed.takeOrdered(most(rows, most), ORDER);
        if (first.isEmpty()) {
            throw new DataException("the dataset must have rows but has none");
        }
        double stored = 0;
        RawRow raw = new RawRow(labels);
        for (byte[] row : first) {
            CanonicalRow.read(row, raw);
            stored += raw.count() + encoding.binnedInputs();
        }
        boolean sparse = stored * Loader.SPARSE_FROM < (double) first.size() * encoding.inputs();
        return new Packing(encoding, encoding.scaling(scaling), ofLabels, unit, weighted, offset, sparse)
                .shard(0, first.size(), first.iterator());
    }

    /** So many rows of the size of the largest. */
    private static int most(Dataset<Row> rows, int most) {
        int largest = rows.toJavaRDD()
                .map(row -> row.get(0) instanceof Vector vector ? vector.numActives() : 1)
                .fold(1, Math::max);
        return (int) Math.max(1, Math.min(most, MOST_NUMBERS / (2L * largest)));
    }

    private byte[] packed(Row row, int features) {
        if (!(row.get(0) instanceof Vector vector) || vector.size() != features) {
            throw new DataException("the features must be a vector of " + features
                    + " elements, as in training, but are " + row.get(0));
        }
        RawRow raw = new RawRow(labels);
        raw.begin(features);
        double[] values = vector instanceof SparseVector sparse ? sparse.values() : vector.toArray();
        for (int i = 0; i < values.length; i++) {
            int index = vector instanceof SparseVector sparse ? sparse.indices()[i] : i;
            raw.add(index, finite(values[i], "feature " + index));
        }
        for (int i = 0; i < labels; i++) {
            raw.setTarget(i, label(number(row, 1 + i, "a label")));
        }
        raw.setWeight(weighted ? number(row, 1 + labels, "a weight") : 1);
        if (offset) {
            raw.setOffset(number(row, row.size() - 1, "an offset"));
        }
        return CanonicalRow.of(raw, features, 0);
    }

    private double label(double value) {
        if (classes > 0 && (value != Math.rint(value) || value < 0 || value >= classes)) {
            throw new DataException("a label must be a whole number below " + classes + " but is " + value);
        }
        return value;
    }

    private static double number(Row row, int at, String what) {
        if (row.isNullAt(at)) {
            throw new DataException(what + " must be a finite number but is null");
        }
        return finite(row.getDouble(at), what);
    }

    private static double finite(double value, String what) {
        if (!Double.isFinite(value)) {
            throw new DataException(what + " must be a finite number but is " + value);
        }
        return value;
    }
}
