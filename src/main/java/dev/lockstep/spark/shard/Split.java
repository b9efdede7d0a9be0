package dev.lockstep.spark.shard;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.DataException;
import dev.lockstep.spark.ingest.ParsedRows;
import dev.lockstep.spark.ingest.Sources;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;

/**
 * The rows of the training source by use. Rows for the test are held out first, and rows for validation from the rest,
 * so the parts are disjoint.
 *
 * @param rest the rows not held out for the test
 * @param training the rows held out for neither
 */
record Split(
        JavaRDD<byte[]> all,
        Optional<HoldOut> test,
        JavaRDD<byte[]> rest,
        Optional<HoldOut> validation,
        JavaRDD<byte[]> training) {

    static final String TRAINING = "training";

    /** @throws DataException if a fraction holds out no row */
    static Split of(Sources sources, ParsedRows parsed) {
        boolean byClass =
                parsed.meaning().labels().areClasses() && parsed.meaning().targetWidth() == 1;
        int classes = byClass ? parsed.meaning().labels().classes().size() : 1;
        JavaRDD<byte[]> all = parsed.rows();
        Optional<HoldOut> test =
                sources.heldOutForTest().map(fraction -> choose(all, fraction, classes, HoldOut.Part.TEST));
        JavaRDD<byte[]> rest = test.map(held -> held.others(all)).orElse(all);
        Optional<HoldOut> validation = sources.heldOutForValidation()
                .map(fraction -> choose(rest, fraction, classes, HoldOut.Part.VALIDATION));
        JavaRDD<byte[]> training = validation.map(held -> held.others(rest)).orElse(rest);
        return new Split(all, test, rest, validation, training);
    }

    /** At most all rows but one are held out, so training rows always remain. */
    private static HoldOut choose(JavaRDD<byte[]> rows, double fraction, int classes, HoldOut.Part part) {
        HoldOut held = HoldOut.choose(rows, fraction, classes, part);
        if (held.isEmpty()) {
            throw new DataException(keyOf(part) + " " + fraction + " of " + held.rows() + " row"
                    + (held.rows() == 1 ? "" : "s, one of each class,") + " leaves none for " + part
                    + "; add rows, or use other rows as " + key("data." + part + ".path"));
        }
        return held;
    }

    /** The rows of a part. */
    JavaRDD<byte[]> rows(HoldOut held) {
        return held.held(isOfRest(held) ? rest : all);
    }

    /** Whether a part is held out from the rows that the test left. */
    boolean isOfRest(HoldOut held) {
        return test.isPresent() && held.part() == HoldOut.Part.VALIDATION;
    }

    /** The rows, if any has a weight above 0. */
    ShardedRows weighing(ShardedRows rows, String use) {
        if (rows.weighNothing()) {
            throw weightless(use);
        }
        return rows;
    }

    /** The error if all rows of a use have weight 0. */
    DataException weightless(String use) {
        String ofTest = keyOf(HoldOut.Part.TEST);
        String ofValidation = keyOf(HoldOut.Part.VALIDATION);
        String keys;
        if (test.isEmpty()) {
            keys = ofValidation + " leaves";
        } else if (validation.isEmpty() || use.equals(HoldOut.Part.TEST.toString())) {
            keys = ofTest + " leaves";
        } else {
            keys = ofTest + " and " + ofValidation + " leave";
        }
        return new DataException(keys + " only rows of weight 0 for " + use);
    }

    private static String keyOf(HoldOut.Part part) {
        return key("data." + part + ".fraction");
    }
}
