package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Project;
import dev.lockstep.testing.Python;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * PySpark as pip installs it, with its own Spark, in an environment that has nothing else but the wheel: as a user begins.
 */
@Tag("full")
@EnabledIf("dev.lockstep.testing.Python#isThere")
class PySparkIT {

    private static final String TRAIN = """
            import sys
            import lockstep
            from pyspark.ml.feature import VectorAssembler

            spark = lockstep.builder().config("spark.ui.enabled", "false").master(sys.argv[2]).getOrCreate()
            flowers = spark.read.csv(sys.argv[1], header=True, inferSchema=True)
            inputs = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
            rows = VectorAssembler(inputCols=inputs, outputCol="features").transform(flowers)
            model = lockstep.MlpClassifier(hiddenLayers=8, epochs=5, seed=42, blas="java").fit(rows)
            print("weights", model.weightsSha256)
            print("rows", model.transform(rows).filter("prediction >= 0").count())
            """;

    @TempDir
    private static Path folder;

    private static Path python;
    private static Path distribution;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        Path environment = folder.resolve("venv");
        call(Map.of(), "python3", "-m", "venv", environment.toString());
        python = environment.resolve("bin/python");
        String spark = Files.readString(Project.path("src", "test", "python", "spark.txt"))
                .strip();
        pip("install", spark.replace("==", "[ml]=="), "pandas<3", Python.wheel().toString());
        Files.writeString(folder.resolve("train.py"), TRAIN);
        String found =
                call(Map.of(), python.toString(), "-c", "import os, pyspark; print(os.path.dirname(pyspark.__file__))");
        distribution = Path.of(found.strip());
    }

    @Test
    void theWheelTrainsTheSameBitsOnOneCoreAndOnTwo() throws IOException, InterruptedException {
        assertEquals(train("local[1]"), train("local[2]"));
    }

    @Test
    void theJarAloneBringsThePackageToSparkSubmit() throws IOException, InterruptedException {
        Path bare = folder.resolve("bare");
        Files.createDirectories(bare);
        String jar = System.getProperty("lockstep.jar");
        Files.writeString(bare.resolve("use.py"), """
                from pyspark.sql import SparkSession

                spark = SparkSession.builder.getOrCreate()
                import lockstep

                print("from", lockstep.__file__, lockstep.MlpClassifier(epochs=3).getEpochs())
                """);
        pip("uninstall", "--yes", distributionName());
        try {
            String out = call(
                    Map.of("PYSPARK_PYTHON", python.toString()),
                    distribution.resolve("bin/spark-submit").toString(),
                    "--jars",
                    jar,
                    "--py-files",
                    jar,
                    bare.resolve("use.py").toString());
            assertTrue(
                    Pattern.compile("from .*\\.jar/lockstep/__init__\\.py 3")
                            .matcher(out)
                            .find(),
                    out);
        } finally {
            pip("install", "--no-deps", Python.wheel().toString());
        }
    }

    private static void pip(String command, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(python.toString(), "-m", "pip", command, "--quiet"));
        all.addAll(List.of(arguments));
        call(Map.of(), all.toArray(String[]::new));
    }

    private static String distributionName() throws IOException {
        return Python.wheel().getFileName().toString().split("-", 2)[0];
    }

    private static String train(String master) throws IOException, InterruptedException {
        String rows = Project.path("data", "iris", "train.csv").toString();
        String out = call(Map.of(), python.toString(), "train.py", rows, master);
        assertTrue(out.contains("rows 120\n"), out);
        return out.lines()
                .filter(line -> line.startsWith("weights "))
                .findFirst()
                .orElseThrow();
    }

    private static String call(Map<String, String> settings, String... command)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        Script.Result result = Script.run(environment, List.of(command), folder);
        assertEquals(0, result.code(), () -> String.join(" ", command) + ": " + result);
        return result.out();
    }
}
