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
    static final int SPARSE_FROM = 10;

    TrainingData load(Sources sources) {
        Table table = sources.train();
        try (ParsedRows parsed = ParsedRows.read(table, data, plan.loss(), sources.labels())) {
            return load(sources, parsed, table.notes());
        }
    }

    private TrainingData load(Sources sources, ParsedRows parsed, List<String> ofTable) {
        Split split = Split.of(sources, parsed);
        JavaRDD<byte[]> training = split.training();
        CanonicalOrder order = CanonicalOrder.survey(training, plan.shards(), partitions());
        InputEncoding encoding = FittedBins.encoding(data, parsed, training);
        boolean sparse = isSparse(parsed, encoding);
        requireRoom(order, parsed, encoding, sparse);
        JavaRDD<byte[]> sorted = order.sort(training);
        FittedScaling fitted = FittedScaling.of(data, parsed, encoding, split, sorted, order, sparse);
        Packing packing = Packing.of(data, fitted.encoding(), fitted.features(), fitted.labels(), sparse);
        RowParser.Scales scales = new RowParser.Scales(fitted.features(), fitted.labels());
        ShardedRows train =
                split.weighing(ShardedRows.pack("training rows", sorted, order.layout(), packing), Split.TRAINING);
        Findings findings = new Findings();
        findings.notes.addAll(ofTable);
        findings.counts.put("train", RowCounts.of(parsed).withRows(train.rows()));
        Optional<ShardedRows> validation = split.validation()
                .map(held -> heldOut(split, held, packing, parsed, findings))
                .or(() -> sources.validation(parsed.meaning().features().width())
                        .map(table -> read("validation", table, parsed.meaning(), packing, scales, findings)));
        Optional<ShardedRows> test = split.test()
                .map(held -> heldOut(split, held, packing, parsed, findings))
                .or(() -> sources.test(parsed.meaning().features().width())
                        .map(table -> read("test", table, parsed.meaning(), packing, scales, findings)));
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
        Packing packing = Packing.of(data, encoder.encoding(), scales.features(), scales.labels(), sparse);
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

    private ShardedRows heldOut(Split split, HoldOut held, Packing packing, ParsedRows parsed, Findings findings) {
        String part = held.part().toString();
        ShardedRows packed = split.weighing(packed(part + " rows", split.rows(held), packing), part);
        findings.add(held, packed.rows(), split.isOfRest(held), parsed.meaning().labels());
        return packed;
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
