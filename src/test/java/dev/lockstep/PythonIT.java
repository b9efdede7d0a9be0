package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.estimator.MlpClassificationModel;
import dev.lockstep.estimator.MlpClassifier;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Python;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The tests in {@code src/test/python}, and what Java and Python exchange. */
@EnabledIf("dev.lockstep.testing.Python#isThere")
class PythonIT {

    private static final String PLAN = """
            seed: 42
            data: {train: {path: data/iris/train.csv}, label: label}
            network: {hidden: [{units: 8}]}
            loss: cross_entropy
            learningRate: 0.05
            math: {blas: java}
            training: {epochs: 4, batchSize: 32}
            output: run
            """;
    private static final String[] FEATURES = {"petal_length", "petal_width", "sepal_length", "sepal_width"};

    @TempDir
    private static Path exchange;

    private static String ofPlan;
    private static PipelineModel ofJava;
    private static Script.Result classic;
    private static Script.Result connect;

    @BeforeAll
    static void runThem() throws IOException, InterruptedException {
        Script.workIn(exchange.resolve("plan"));
        Files.writeString(exchange.resolve("plan/iris.yaml"), PLAN);
        Script.Result trained =
                Script.train(exchange.resolve("plan"), "iris.yaml", "--set", "output=" + exchange.resolve("run"));
        assertEquals(0, trained.code(), trained.toString());
        ofPlan = new ObjectMapper()
                .readTree(exchange.resolve("run/metrics.json").toFile())
                .get("weightsSha256")
                .textValue();
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new VectorAssembler().setInputCols(FEATURES).setOutputCol("features"),
            new MlpClassifier()
                    .setHiddenLayers(8)
                    .setLearningRate(0.05)
                    .setEpochs(4)
                    .setBatchSize(32)
                    .setBlas("java")
                    .setSeed(42)
        });
        ofJava = pipeline.fit(flowers());
        ofJava.save(exchange.resolve("of-java").toString());
        pipeline.save(exchange.resolve("pipeline-of-java").toString());
        classic = Python.test("classic", exchange);
        connect = Python.test("connect", exchange);
    }

    private static Dataset<Row> flowers() {
        return LocalSpark.session()
                .read()
                .option("header", true)
                .option("inferSchema", true)
                .csv(Project.path("data", "iris", "train.csv").toString());
    }

    @Test
    void theTestsOfTheSessionPass() {
        assertEquals(0, classic.code(), classic.toString());
        System.out.println(classic.out());
    }

    @Test
    void theTestsOfSparkConnectPass() {
        assertEquals(0, connect.code(), connect.toString());
        System.out.println(connect.out());
    }

    @Test
    void thePlanJavaPySparkAndConnectTrainTheSameBits() throws IOException {
        assertEquals(ofPlan, ((MlpClassificationModel) ofJava.stages()[1]).weightsSha256());
        assertEquals(ofPlan, Files.readString(exchange.resolve("pyspark.sha256")));
        assertEquals(ofPlan, Files.readString(exchange.resolve("connect.sha256")));
    }

    @Test
    void javaLoadsWhatPythonHasSaved() {
        PipelineModel ofPython =
                PipelineModel.load(exchange.resolve("of-python").toString());
        assertEquals(predictions(ofJava), predictions(ofPython));
        Pipeline pipeline = Pipeline.load(exchange.resolve("pipeline-of-python").toString());
        assertEquals(predictions(ofJava), predictions(pipeline.fit(flowers())));
    }

    private static List<Row> predictions(PipelineModel model) {
        List<Row> predictions =
                model.transform(flowers()).select("prediction", "probability").collectAsList();
        assertTrue(predictions.size() == 120, "" + predictions.size());
        return predictions;
    }
}
