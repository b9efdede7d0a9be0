package dev.lockstep.lines;

import dev.lockstep.estimator.MlpClassificationModel;
import dev.lockstep.estimator.MlpClassifier;
import dev.lockstep.estimator.MlpRegressionModel;
import dev.lockstep.estimator.MlpRegressor;
import dev.lockstep.launcher.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A program that uses Lockstep as programs of its users do, with the public API alone. It is compiled for every Spark line
 * from its source, and prints a line for everything that must be the same on all of them.
 */
public final class LineProgram {

    private static final String IRIS = "iris";
    private static final String DIABETES = "diabetes";

    private final SparkSession spark;
    private final Path data;

    LineProgram(SparkSession spark, Path data) {
        this.spark = spark;
        this.data = data;
    }

    /** @param arguments the folder of the data, that of all lines, and the name of this one, whose run is in it */
    public static void main(String[] arguments) throws Throwable {
        SparkSession spark = SparkSession.builder().appName("lines").getOrCreate();
        LineProgram program = new LineProgram(spark, Path.of(arguments[0]));
        Path lines = Path.of(arguments[1]);
        Path own = lines.resolve(arguments[2]);
        program.crossValidate(own);
        program.regress(own);
        program.everyArithmetic();
        program.predictions(lines).forEach((model, predictions) -> say("predictions of " + model, predictions));
        program.commands(own);
        unreadable(own);
    }

    private static void say(String what, Object value) {
        System.out.println("= " + what + ": " + value);
    }

    private Dataset<Row> table(String set, String part) {
        return spark.read()
                .option("header", true)
                .option("inferSchema", true)
                .csv(data.resolve(set).resolve(part + ".csv").toString());
    }

    private static VectorAssembler assembler(String... columns) {
        return new VectorAssembler().setInputCols(columns).setOutputCol("features");
    }

    private void crossValidate(Path own) throws IOException {
        MlpClassifier network = new MlpClassifier()
                .setLabelCol("class")
                .setHiddenLayers(16)
                .setEpochs(20)
                .setBatchSize(32)
                .setSeed(42);
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StringIndexer().setInputCol("label").setOutputCol("class"),
            assembler("sepal_length", "sepal_width", "petal_length", "petal_width"),
            network
        });
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(network.learningRate(), new double[] {0.00001, 0.01})
                .build();
        CrossValidatorModel validated = new CrossValidator()
                .setEstimator(pipeline)
                .setEstimatorParamMaps(grid)
                .setEvaluator(new MulticlassClassificationEvaluator()
                        .setLabelCol("class")
                        .setMetricName("accuracy"))
                .setNumFolds(2)
                .setParallelism(2)
                .fit(table(IRIS, "train"));
        validated.write().overwrite().save(own.resolve("validated").toString());
        PipelineModel best = (PipelineModel)
                CrossValidatorModel.load(own.resolve("validated").toString()).bestModel();
        best.write().overwrite().save(own.resolve(IRIS).toString());
        pipeline.write().overwrite().save(own.resolve("pipeline").toString());
        MlpClassifier loaded = (MlpClassifier)
                Pipeline.load(own.resolve("pipeline").toString()).getStages()[2];
        MlpClassificationModel model = (MlpClassificationModel) best.stages()[2];
        say("params of a loaded estimator", loaded.getEpochs() + " epochs, seed " + loaded.getSeed());
        say("learning rate of the best model", model.getLearningRate());
        say("weights of the best model", model.weightsSha256());
    }

    private void regress(Path own) throws IOException {
        Dataset<Row> train = assembler("age", "bmi", "bp", "s1").transform(table(DIABETES, "train"));
        MlpRegressionModel model = new MlpRegressor()
                .setLabelCol("target")
                .setScaleLabel("standard")
                .setHiddenLayers(8)
                .setEpochs(5)
                .setBatchSize(32)
                .setEnsemble(2)
                .fit(train);
        model.write().overwrite().save(own.resolve(DIABETES).toString());
        say("weights of a regression", model.weightsSha256());
        say("history of a regression", model.summary().history().get(4).trainLoss());
    }

    /** Every arithmetic that a plan can choose, with mini-batches and with Breeze's minimizers. */
    private void everyArithmetic() {
        Dataset<Row> table = table("digits", "train");
        String[] columns = Stream.of(table.columns())
                .filter(column -> column.startsWith("pixel"))
                .toArray(String[]::new);
        Dataset<Row> digits = assembler(columns)
                .transform(table)
                .withColumnRenamed("digit", "label")
                .cache();
        for (String blas : List.of("java", "vector", "native")) {
            MlpClassifier network = new MlpClassifier()
                    .setHiddenLayers(40, 20)
                    .setActivation("relu", "tanh")
                    .setDropout(0.1)
                    .setEpochs(3)
                    .setBatchSize(100)
                    .setBlas(blas);
            say(blas + " with adam", weights(network, digits));
            network.setDropout(0.0)
                    .setBatchSize(MlpClassifier.FULL_BATCH)
                    .setOptimizer("lbfgs")
                    .setEpochs(8);
            say(blas + " with lbfgs", weights(network, digits));
            say(blas + " with lbfgs and an l1 penalty", weights(network.setL1(0.001), digits));
        }
    }

    private static String weights(MlpClassifier network, Dataset<Row> rows) {
        MlpClassificationModel model = network.fit(rows);
        return model.weightsSha256() + " after " + model.summary().steps() + " steps";
    }

    /** The predictions of every model that any line has saved in its folder. */
    Map<String, String> predictions(Path lines) throws IOException {
        Map<String, String> predictions = new TreeMap<>();
        try (Stream<Path> folders = Files.list(lines)) {
            for (Path folder : folders.sorted().toList()) {
                String line = " of " + folder.getFileName();
                if (Files.exists(folder.resolve(DIABETES))) {
                    Dataset<Row> patients = assembler("age", "bmi", "bp", "s1").transform(table(DIABETES, "test"));
                    predictions.put(
                            DIABETES + line,
                            digest(MlpRegressionModel.load(
                                            folder.resolve(DIABETES).toString())
                                    .transform(patients)
                                    .select("prediction")));
                    predictions.put(
                            IRIS + line,
                            digest(PipelineModel.load(folder.resolve(IRIS).toString())
                                    .transform(table(IRIS, "test"))
                                    .select("probability", "prediction")));
                }
                if (Files.exists(folder.resolve("run"))) {
                    predictions.put(
                            "digits" + line,
                            digest(PipelineModel.load(
                                            folder.resolve("run/model").toString())
                                    .transform(table("digits", "test"))
                                    .select("probability", "predictedLabel")));
                }
            }
        }
        return predictions;
    }

    /** How many rows there are, and a hash of all their digits. */
    private static String digest(Dataset<Row> rows) {
        List<String> lines = rows.collectAsList().stream().map(Row::toString).toList();
        return lines.size() + " rows, "
                + Integer.toHexString(String.join("\n", lines).hashCode());
    }

    /** What a command does with its own run. */
    private void commands(Path own) throws Throwable {
        String run = own.resolve("run").toString();
        String test = data.resolve("digits/test.csv").toString();
        Main.main(new String[] {"evaluate", run, "--data", test, "--output", own + "/evaluated.json", "--overwrite"});
        Main.main(new String[] {"predict", run, "--data", test, "--output", own + "/predicted.csv", "--overwrite"});
        Main.main(new String[] {"export", run, "--format", "onnx", "--output", own + "/digits.onnx", "--overwrite"});
    }

    /** A command whose data cannot be read ends this process, with its exit code. */
    private static void unreadable(Path own) throws Throwable {
        Path rows = Files.writeString(own.resolveSibling("rows.csv.gz"), "a,label\n1,0\n");
        Path plan = Files.writeString(own.resolve("unreadable.yaml"), """
                data: {train: {path: %s}, label: label}
                network: {hidden: [{units: 3}]}
                loss: mse
                output: %s
                """.formatted(rows, own.resolve("unreadable")));
        Main.main(new String[] {"train", plan.toString()});
    }
}
