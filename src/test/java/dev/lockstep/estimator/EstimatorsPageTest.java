package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page {@code docs/estimators.md}: its code runs, its table is what the estimators have. */
class EstimatorsPageTest {

    private static final String PAGE = Script.page("docs/estimators.md");

    @Test
    void theCodeOfThePageRuns(@TempDir Path folder) throws IOException {
        Dataset<Row> rows = Vectored.iris();
        String path = folder.resolve("model").toString();
        // The page's code, from here
        MlpClassifier classifier = new MlpClassifier()
                .setFeaturesCol("features")
                .setLabelCol("label")
                .setHiddenLayers(32, 16)
                .setActivation("relu")
                .setDropout(0.1)
                .setOptimizer("{name: adam, beta1: 0.85}")
                .setLearningRate(0.01)
                .setSchedule("{name: cosine, over: 20}")
                .setEpochs(20)
                .setBatchSize(32);
        MlpClassificationModel model = classifier.fit(rows);
        model.transform(rows).select("probability", "prediction").show(5);
        model.write().overwrite().save(path);
        MlpClassificationModel loaded = MlpClassificationModel.load(path);
        // to here
        assertEquals(model.weightsSha256(), loaded.weightsSha256());
        long right = loaded.transform(rows).filter("prediction = label").count();
        assertTrue(right > 0.9 * rows.count(), "" + right);
        String source = Files.readString(
                Project.path("src", "test", "java", "dev", "lockstep", "estimator", "EstimatorsPageTest.java"));
        String code = source.split("// The page's code, from here\n", 2)[1].split("        // to here", 2)[0];
        assertTrue(PAGE.contains("```java\n" + code.replaceAll("(?m)^        ", "") + "```"), code);
    }

    @Test
    void theTableIsWhatTheEstimatorsHave() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (Params params : new Params[] {new MlpClassifier(), new MlpRegressor()}) {
            String of = params instanceof MlpClassifier ? "classifier" : "regressor";
            for (Param<?> param : params.params()) {
                String row = "| `" + param.name() + "` | %s | " + shown(params, param) + " | " + param.doc() + " |";
                String known = rows.get(param.name());
                boolean both = known != null
                        && known.replaceFirst("\\| \\w+ \\|", "| %s |").equals(row);
                String key = known == null || both ? param.name() : param.name() + " of " + of;
                rows.put(key, String.format(row, both ? "both" : of));
            }
        }
        String table = rows.values().stream().map(row -> row + "\n").collect(Collectors.joining());
        String head = "| meaning |\n|---|---|---|---|\n";
        if (Boolean.getBoolean("lockstep.write")) {
            Files.writeString(
                    Project.path("docs", "estimators.md"), PAGE.substring(0, PAGE.indexOf(head)) + head + table);
        }
        assertTrue(PAGE.endsWith(head + table), "write the table anew with -Dlockstep.write=true");
    }

    private static <T> String shown(Params params, Param<T> param) {
        if (!params.hasDefault(param)) {
            return "undefined";
        }
        Object value = params.getOrDefault(param);
        String text = value instanceof int[] wholes
                ? Arrays.toString(wholes)
                : value instanceof double[] numbers
                        ? Arrays.toString(numbers)
                        : value instanceof String[] words ? String.join(", ", words) : String.valueOf(value);
        return "`" + text.replaceAll("\\.0\\b", "") + "`";
    }
}
