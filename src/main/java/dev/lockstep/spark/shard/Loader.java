package dev.lockstep.spark.shard;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.DataException;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Labels;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.spark.ingest.ParsedRows;
import dev.lockstep.spark.ingest.RowCounts;
import dev.lockstep.spark.ingest.Sources;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.spark.ingest.row.RowParser;
import dev.lockstep.spark.ingest.row.Survey;
import dev.lockstep.spark.ingest.row.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** The steps of loading training data, in order. */
record Loader(SparkSession session, RowPlan data, TrainingPlan plan) {

    /** Storage auto is sparse if fewer than one input in this number is non-zero. */
    private static final int SPARSE_FROM = 10;

    static final String ONLY_WEIGHTLESS = key("data.validation.fraction") + " leaves only rows of weight 0 for ";

    TrainingData load(Sources sources) {
        Table table = sources.train();
        try (ParsedRows parsed = ParsedRows.read(table, data, plan.loss(), sources.labels())) {
            return load(sources, parsed, table.notes());
        }
    }

    private TrainingData load(Sources sources, ParsedRows parsed, List<String> ofTable) {
        JavaRDD<byte[]> rows = parsed.rows();
        Optional<HoldOut> holdOut = sources.heldOut().map(fraction -> holdOut(parsed, rows, fraction));
        JavaRDD<byte[]> training = holdOut.map(held -> held.training(rows)).orElse(rows);
        CanonicalOrder order = CanonicalOrder.survey(training, plan.shards(), partitions());
        requireSomeHeldOut(sources, parsed.survey().rows(), order.layout().rows());
        InputEncoding encoding = FittedBins.encoding(data, parsed, training);
        boolean sparse = isSparse(parsed, encoding);
        requireRoom(order, parsed, encoding, sparse);
        JavaRDD<byte[]> sorted = order.sort(training);
        FittedScaling fitted = FittedScaling.of(data, parsed, encoding, training, sorted, order, sparse);
        Packing packing = new Packing(
                fitted.encoding(),
                fitted.encoding().scaling(fitted.features()),
                fitted.labels(),
                data.weight().isPresent(),
                sparse);
        RowParser.Scales scales = new RowParser.Scales(fitted.features(), fitted.labels());
        ShardedRows train = weighing(
                ShardedRows.pack("training rows", sorted, order.layout(), packing), ONLY_WEIGHTLESS + "training");
        Findings findings = new Findings();
        findings.notes.addAll(ofTable);
        findings.counts.put("train", RowCounts.of(parsed).withRows(train.rows()));
        Optional<ShardedRows> validation = holdOut.map(held -> {
                    ShardedRows packed = weighing(
                            packed("validation rows", held.validation(rows), packing), ONLY_WEIGHTLESS + "validation");
                    findings.add(held, packed.rows(), parsed.meaning().labels());
                    return packed;
                })
                .or(() -> sources.validation(parsed.meaning().features().width())
                        .map(table -> read("validation", table, parsed.meaning(), packing, scales, findings)));
        Optional<ShardedRows> test = sources.test(parsed.meaning().features().width())
                .map(table -> read("test", table, parsed.meaning(), packing, scales, findings));
        FeatureEncoder encoder = new FeatureEncoder(parsed.meaning().features(), fitted.encoding());
        Hints hints = new Hints(plan, data);
        Survey survey = parsed.survey();
        findings.notes.addAll(hints.of(train, encoder.names()));
        findings.notes.addAll(hints.ofClasses(parsed.meaning().labels(), survey.labels(), survey.rows()));
        return new TrainingData(
                train,
                validation,
                test,
                encoder,
                parsed.survey().droppedRows(),
                sparse,
                plan.loss().value(),
                data.label(),
                parsed.meaning().labels(),
                packing.inputs(),
                packing.labels(),
                findings.counts,
                findings.notes);
    }

    /**
     * Reads rows for a trained model.
     *
     * @param labels the meaning of labels
     */
    TrainingData load(Table table, FeatureEncoder encoder, Labels labels, RowParser.Scales scales) {
        ParsedRows.Meaning meaning = ParsedRows.Meaning.of(encoder, data, labels, plan.loss());
        try (ParsedRows parsed = meaning.read(table, scales)) {
            return measured(table, parsed, encoder, labels, scales);
        }
    }

    private TrainingData measured(
            Table table, ParsedRows parsed, FeatureEncoder encoder, Labels labels, RowParser.Scales scales) {
        boolean sparse = isSparse(parsed, encoder.encoding());
        Packing packing = new Packing(
                encoder.encoding(),
                encoder.encoding().scaling(scales.features()),
                scales.labels(),
                data.weight().isPresent(),
                sparse);
        RowCounts found = RowCounts.of(parsed);
        return new TrainingData(
                packed(table.name(), parsed.rows(), packing),
                Optional.empty(),
                Optional.empty(),
                encoder,
                parsed.survey().droppedRows(),
                sparse,
                plan.loss().value(),
                data.label(),
                labels,
                packing.inputs(),
                packing.labels(),
                Map.of("train", found),
                found.withDropped(0).notes(table.name()));
    }

    private HoldOut holdOut(ParsedRows parsed, JavaRDD<byte[]> rows, double fraction) {
        boolean strata =
                parsed.meaning().labels().areClasses() && parsed.meaning().targetWidth() == 1;
        return HoldOut.choose(
                rows, fraction, strata ? parsed.meaning().labels().classes().size() : 1);
    }

    /** At most all rows but one are held out, so training rows always remain. */
    private static void requireSomeHeldOut(Sources sources, long rows, long training) {
        if (sources.heldOut().isPresent() && training == rows) {
            throw new DataException(key("data.validation.fraction") + " "
                    + sources.heldOut().get() + " of " + rows + " row"
                    + (rows == 1 ? "" : "s, one of each class,") + " leaves none for validation; add rows, or use"
                    + " other rows as " + key("data.validation.path"));
        }
    }

    private static ShardedRows weighing(ShardedRows rows, String refusal) {
        if (rows.weighNothing()) {
            throw new DataException(refusal);
        }
        return rows;
    }

    private boolean isSparse(ParsedRows parsed, InputEncoding encoding) {
        double inputs = (double) parsed.survey().rows() * encoding.inputs();
        return switch (data.storage()) {
            case DENSE -> false;
            case SPARSE -> true;
            case AUTO -> nonZeros(parsed, encoding) * (double) SPARSE_FROM < inputs;
        };
    }

    /** The most non-zero inputs of all rows: each of a feature with bins may be one. */
    private static long nonZeros(ParsedRows parsed, InputEncoding encoding) {
        return parsed.survey().nonZeros() + parsed.survey().rows() * encoding.binnedInputs();
    }

    private void requireRoom(CanonicalOrder order, ParsedRows parsed, InputEncoding encoding, boolean sparse) {
        long rows = parsed.survey().rows();
        long floats = sparse ? 2 * nonZeros(parsed, encoding) / rows + 1 : encoding.inputs();
        int floatsPerRow =
                (int) Math.min(Integer.MAX_VALUE, floats + parsed.meaning().targetWidth() + 1);
        MemoryCheck.rows(session.sparkContext(), key("data.train"), order.layout(), partitions(), floatsPerRow);
    }

    /** Rows for validation or test. */
    private ShardedRows read(
            String side,
            Table table,
            ParsedRows.Meaning meaning,
            Packing packing,
            RowParser.Scales scales,
            Findings findings) {
        try (ParsedRows read = meaning.read(table, scales)) {
            findings.add(side, table, read);
            return packed(table.name(), read.rows(), packing);
        }
    }

    private ShardedRows packed(String name, JavaRDD<byte[]> rows, Packing packing) {
        CanonicalOrder order = CanonicalOrder.survey(rows, plan.shards(), partitions());
        if (order.layout().rows() == 0) {
            throw new DataException(name + " has no rows");
        }
        return ShardedRows.pack(name, order.sort(rows), order.layout(), packing);
    }

    /** At most one partition per shard and per slot of the cluster. */
    private int partitions() {
        return Math.min(plan.shards(), Math.max(1, session.sparkContext().defaultParallelism()));
    }
}
