package dev.lockstep.spark.shard;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.DataException;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.Labels;
import dev.lockstep.data.Moments;
import dev.lockstep.data.Scaling;
import dev.lockstep.objective.Task;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.spark.ingest.ParsedRows;
import dev.lockstep.spark.ingest.RowCounts;
import dev.lockstep.spark.ingest.Sources;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.spark.ingest.row.RowParser;
import dev.lockstep.spark.ingest.row.Survey;
import dev.lockstep.spark.ingest.row.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** The steps of loading training data, in order. */
record Loader(SparkSession session, Sources sources, RowPlan data, TrainingPlan plan) {

    /** Storage auto is sparse if fewer than one input in this number is non-zero. */
    private static final int SPARSE_FROM = 10;

    private static final String ONLY_WEIGHTLESS = "data.validation.fraction leaves only rows of weight 0 for ";

    TrainingData load() {
        Table table = sources.train();
        try (ParsedRows parsed = ParsedRows.read(table, data, plan.loss(), sources.labels())) {
            return load(parsed, table.notes());
        }
    }

    private TrainingData load(ParsedRows parsed, List<String> ofTable) {
        JavaRDD<byte[]> rows = parsed.rows();
        Optional<HoldOut> holdOut = sources.heldOut().map(fraction -> holdOut(parsed, rows, fraction));
        JavaRDD<byte[]> training = holdOut.map(held -> held.training(rows)).orElse(rows);
        CanonicalOrder order = CanonicalOrder.survey(training, plan.shards(), partitions());
        requireSomeHeldOut(parsed.survey().rows(), order.layout().rows());
        boolean sparse = isSparse(parsed);
        requireRoom(order, parsed, sparse);
        JavaRDD<byte[]> sorted = order.sort(training);
        Fitted fitted = fit(parsed, sorted, order, sparse);
        Packing packing = new Packing(
                fitted.encoding(),
                fitted.encoding().scaling(fitted.features()),
                fitted.labels(),
                data.weight().isPresent(),
                sparse);
        RowParser.Scales scales = new RowParser.Scales(fitted.features(), fitted.labels());
        ShardedRows train = weighing(
                ShardedRows.pack("training rows", sorted, order.layout(), packing), ONLY_WEIGHTLESS + "train on");
        Findings findings = new Findings();
        findings.notes.addAll(ofTable);
        findings.counts.put("train", RowCounts.of(parsed).withRows(train.rows()));
        Optional<ShardedRows> validation = holdOut.map(held -> {
                    ShardedRows packed = weighing(
                            packed("validation rows", held.validation(rows), packing),
                            ONLY_WEIGHTLESS + "validate with");
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
                task(),
                data.label(),
                parsed.meaning().labels(),
                packing.inputs(),
                packing.labels(),
                findings.counts,
                findings.notes);
    }

    /** Facts found while reading the sources. */
    private static final class Findings {

        private final Map<String, RowCounts> counts = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();

        void add(String side, Table table, ParsedRows read) {
            RowCounts found = RowCounts.of(read);
            counts.put(side, found);
            notes.addAll(table.notes());
            notes.addAll(found.notes(table.name()));
        }

        void add(HoldOut held, long rows, Labels labels) {
            List<String> single = held.notHeldOut().stream()
                    .map(place -> labels.classes().get(place))
                    .toList();
            counts.put("validation", RowCounts.ofHeldOut(rows, single));
            if (!single.isEmpty()) {
                notes.add("data.validation.fraction: no row is held out of "
                        + (single.size() == 1 ? "class " : "the classes ") + Names.few(single) + ", which "
                        + (single.size() == 1 ? "has" : "have") + " one row");
            }
            if (held.divided() > 0) {
                notes.add("data.validation.fraction divides groups of equal rows, of " + held.divided()
                        + " rows in total, so validation has copies of training rows");
            }
        }
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
        boolean sparse = isSparse(parsed);
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
                task(),
                data.label(),
                labels,
                packing.inputs(),
                packing.labels(),
                Map.of("train", found),
                found.withDropped(0).notes(table.name()));
    }

    private Task task() {
        return plan.loss().value().task(data.label().size());
    }

    private HoldOut holdOut(ParsedRows parsed, JavaRDD<byte[]> rows, double fraction) {
        boolean strata =
                parsed.meaning().labels().areClasses() && parsed.meaning().targetWidth() == 1;
        return HoldOut.choose(
                rows, fraction, strata ? parsed.meaning().labels().classes().size() : 1);
    }

    /** At most all rows but one are held out, so training rows always remain. */
    private void requireSomeHeldOut(long rows, long training) {
        if (sources.heldOut().isPresent() && training == rows) {
            throw new DataException("data.validation.fraction "
                    + sources.heldOut().get() + " of " + rows + " row"
                    + (rows == 1 ? "" : "s, one of each class,") + " leaves none for validation; add rows, or use"
                    + " other rows as data.validation.path");
        }
    }

    private static ShardedRows weighing(ShardedRows rows, String refusal) {
        if (rows.weighNothing()) {
            throw new DataException(refusal);
        }
        return rows;
    }

    private boolean isSparse(ParsedRows parsed) {
        double inputs = (double) parsed.survey().rows()
                * parsed.meaning().features().encoding().inputs();
        return switch (data.storage()) {
            case DENSE -> false;
            case SPARSE -> true;
            case AUTO -> parsed.survey().nonZeros() * (double) SPARSE_FROM < inputs;
        };
    }

    /**
     * The scaling learned from the training rows.
     *
     * @param features the scaling of raw features
     */
    private record Fitted(InputEncoding encoding, Scaling features, Scaling labels) {}

    private Fitted fit(ParsedRows parsed, JavaRDD<byte[]> sorted, CanonicalOrder order, boolean sparse) {
        InputEncoding encoding = parsed.meaning().features().encoding();
        int width = encoding.features();
        int targets = parsed.meaning().targetWidth();
        boolean impute = data.missing() == RowPlan.Missing.MEAN;
        if (data.scale() == RowPlan.Scale.NONE && data.scaleLabel() == RowPlan.Scale.NONE && !impute) {
            return new Fitted(encoding, Scaling.none(width), Scaling.none(targets));
        }
        Moments moments = ShardedRows.moments(sorted, order.layout(), width, targets, sparse);
        if (moments.weight() == 0) {
            throw new DataException(ONLY_WEIGHTLESS + "train on");
        }
        List<String> names = parsed.meaning().features().names();
        return new Fitted(
                impute ? encoding.withSubstitutes(means(encoding, moments, names)) : encoding,
                scaling("data.scale", data.scale(), moments, 0, names),
                scaling("data.scaleLabel", data.scaleLabel(), moments, width, data.label()));
    }

    private static double[] means(InputEncoding encoding, Moments moments, List<String> names) {
        double[] means = new double[names.size()];
        for (int i = 0; i < means.length; i++) {
            means[i] = moments.mean(i);
            if (encoding.isNumber(i) && Double.isNaN(means[i])) {
                throw new DataException(
                        "data.train: column " + names.get(i) + " is missing in all rows, so it has no mean");
            }
        }
        return means;
    }

    /** @param names of the columns from {@code from} */
    private static Scaling scaling(String key, RowPlan.Scale scale, Moments moments, int from, List<String> names) {
        int to = from + names.size();
        Scaling fitted =
                switch (scale) {
                    case NONE -> Scaling.none(names.size());
                    case STANDARD -> moments.standard(from, to);
                    case MINMAX -> moments.minmax(from, to);
                };
        for (int i = 0; i < names.size(); i++) {
            double divisor = fitted.scale()[i];
            if (!(divisor > 0) || !Double.isFinite(divisor) || !Double.isFinite(fitted.mean()[i])) {
                throw new DataException("data.train: column " + names.get(i) + " has values from "
                        + Labels.text(moments.minimum(from + i)) + " to " + Labels.text(moments.maximum(from + i))
                        + ", too " + (divisor == 0 ? "close together" : "far apart") + " for " + key + ": "
                        + scale.name().toLowerCase(Locale.ROOT));
            }
        }
        return fitted;
    }

    private void requireRoom(CanonicalOrder order, ParsedRows parsed, boolean sparse) {
        long rows = parsed.survey().rows();
        long floats = sparse
                ? 2 * parsed.survey().nonZeros() / rows + 1
                : parsed.meaning().features().encoding().inputs();
        int floatsPerRow =
                (int) Math.min(Integer.MAX_VALUE, floats + parsed.meaning().targetWidth() + 1);
        MemoryCheck.rows(session.sparkContext(), "data.train", order.layout(), partitions(), floatsPerRow);
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
