package dev.lockstep.estimator;

import dev.lockstep.data.InputEncoding;
import dev.lockstep.estimator.scoring.ScoringPool;
import dev.lockstep.estimator.scoring.VectorInputs;
import dev.lockstep.format.Fingerprint;
import dev.lockstep.format.ModelDescription;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.TableDescription;
import dev.lockstep.format.onnx.Exported;
import dev.lockstep.math.Backend;
import dev.lockstep.scoring.TrainedNetwork;
import dev.lockstep.spark.ingest.row.FeatureEncoder;
import dev.lockstep.spark.ingest.row.Table;
import dev.lockstep.spark.shard.FirstRows;
import dev.lockstep.spark.training.ModelImportance;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A trained network with the encoding of the vectors of features that a model takes. */
final class VectorNetwork implements Serializable {

    private static final long serialVersionUID = 1;

    private final SavedModel saved;
    /** Null if the features are the inputs. */
    private final FeatureEncoder encoder;

    private VectorNetwork(SavedModel saved, FeatureEncoder encoder) {
        this.saved = saved;
        this.encoder = encoder;
    }

    /** A network whose inputs are the features. */
    static VectorNetwork of(SavedModel saved) {
        return new VectorNetwork(saved, null);
    }

    /** @param table its only column is the vector of features */
    static VectorNetwork of(SavedModel saved, TableDescription table) {
        return new VectorNetwork(saved, FeatureEncoder.of(table));
    }

    SavedModel saved() {
        return saved;
    }

    ModelDescription description() {
        return saved.description();
    }

    TrainedNetwork network() {
        return saved.network();
    }

    String weightsSha256() {
        return Fingerprint.sha256(network().parameters());
    }

    /** The encoding of the vectors; empty if the features are the inputs. */
    Optional<TableDescription> table() {
        return Optional.ofNullable(encoder).map(FeatureEncoder::description);
    }

    /** The number of features. */
    int features() {
        return encoder == null ? network().inputs() : encoder.encoding().features();
    }

    VectorInputs inputs() {
        return new VectorInputs(Optional.ofNullable(encoder));
    }

    /** Scores single vectors. */
    ScoringPool pool() {
        return new ScoringPool(network(), inputs());
    }

    /**
     * The importance of the features.
     *
     * @param params of the model
     * @param features the column of vectors
     * @param labels the label columns
     * @param offset the column of offsets
     */
    Dataset<Row> importance(
            Dataset<?> dataset, MlpParams params, String features, List<String> labels, Optional<String> offset) {
        List<Column> columns = new ArrayList<>(List.of(Table.column(features)));
        labels.forEach(label -> columns.add(Fit.number(dataset, label)));
        Optional<String> weight = Settings.given(params, params.weightCol()).filter(column -> !column.isEmpty());
        weight.ifPresent(column -> columns.add(Fit.number(dataset, column)));
        offset.ifPresent(column -> columns.add(Fit.number(dataset, column)));
        int classes = labels.size() == 1 ? network().classes() : 0;
        InputEncoding encoding = encoder == null ? InputEncoding.ofNumbers(features()) : encoder.encoding();
        return new ModelImportance(
                        network(), encoding, Attributes.names(dataset.schema().apply(features)))
                .on(
                        dataset.toDF().select(columns.toArray(Column[]::new)),
                        new FirstRows(labels.size(), classes, weight.isPresent(), offset.isPresent()),
                        Backend.AUTO,
                        params.getSeed());
    }

    /** The model to write as a file. */
    Exported exported() {
        Exported model = Exported.of(saved);
        return table().map(table -> model.withTable(table, List.of())).orElse(model);
    }
}
