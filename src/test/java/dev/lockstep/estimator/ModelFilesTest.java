package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.data.DataException;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.SavedModel;
import dev.lockstep.network.Activations;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import dev.lockstep.objective.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models on disk. */
class ModelFilesTest {

    private static final Dataset<Row> ROWS = Vectored.of(Vectored.CLUSTERS.part(0, 2))
            .selectExpr("*", "double(y > 0) yes", "y + 1 amount")
            .cache();
    private static final MlpClassificationModel MODEL =
            Vectored.classifier().setEpochs(1).fit(ROWS);

    @TempDir
    Path folder;

    static Collection<String> activations() {
        return Activations.CATALOG.names();
    }

    static Collection<String> losses() {
        return Losses.CATALOG.names();
    }

    @ParameterizedTest
    @MethodSource("activations")
    void everyActivationComesBack(String name) throws IOException {
        Object words = other(Activations.CATALOG, name);
        String path = folder.resolve(name).toString();
        MlpClassificationModel model = Vectored.classifier()
                .setEpochs(1)
                .setHiddenLayers(3, 4)
                .setActivation("tanh", dev.lockstep.format.Json.line(words))
                .fit(ROWS);
        model.save(path);
        MlpClassificationModel loaded = MlpClassificationModel.load(path);
        assertEquals(model.weightsSha256(), loaded.weightsSha256());
        assertEquals(model.description(), loaded.description());
        assertEquals(
                model.transform(ROWS).collectAsList(), loaded.transform(ROWS).collectAsList());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void everyLossComesBack(String name) throws IOException {
        String words = dev.lockstep.format.Json.line(other(Losses.CATALOG, name));
        String path = folder.resolve(name).toString();
        Loss loss = Losses.CATALOG.choose(name).value();
        if (loss.task() == Task.REGRESSION) {
            MlpRegressionModel model = Vectored.regressor()
                    .setLabelCol("amount")
                    .setScaleLabel(loss.hasLogLink() ? "none" : "standard")
                    .setLoss(words)
                    .fit(ROWS);
            model.save(path);
            MlpRegressionModel loaded = MlpRegressionModel.load(path);
            assertEquals(model.weightsSha256(), loaded.weightsSha256());
            assertEquals(
                    model.transform(ROWS).collectAsList(),
                    loaded.transform(ROWS).collectAsList());
            return;
        }
        MlpClassificationModel model = Vectored.classifier()
                .setEpochs(1)
                .setLabelCol("yes")
                .setLoss(words)
                .fit(ROWS);
        model.save(path);
        MlpClassificationModel loaded = MlpClassificationModel.load(path);
        assertEquals(model.weightsSha256(), loaded.weightsSha256());
        assertEquals(
                model.transform(ROWS).collectAsList(), loaded.transform(ROWS).collectAsList());
    }

    /** The name with arguments that are not the usual ones. */
    private static Object other(Catalog<?> catalog, String name) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        catalog.parameters(name)
                .forEach(parameter ->
                        arguments.put(parameter.name(), parameter.name().equals("power") ? 1.375 : 0.375));
        return catalog.choose(name, arguments).words();
    }

    @Test
    void theFileAloneIsTheModel() throws IOException {
        Path file = saved("alone");
        SavedModel alone = SavedModel.of(SafeTensors.read(Files.readAllBytes(file)));
        assertEquals(MODEL.description(), alone.description().toJson());
        assertEquals(List.of("y"), alone.description().names().labels());
        assertEquals(List.of("0", "1", "2"), alone.description().names().classes());
        assertTrue(alone.description().scaling().inputs());
        assertArrayEquals(
                new int[] {4, 3},
                new int[] {alone.network().inputs(), alone.network().outputs()});
        assertEquals(
                List.of("model.safetensors"),
                List.of(folder.resolve("alone/data").toFile().list()));
    }

    @Test
    void aFileOfANewerVersionSaysSo() throws IOException {
        Path file = saved("newer");
        change(file, "\\\"version\\\":1", "\\\"version\\\":4");
        assertTrue(refusal("newer").contains("has the format version 4 but this Lockstep reads up to 3"));
    }

    @Test
    void aDamagedFileSaysSo() throws IOException {
        Path weight = saved("weight");
        byte[] bytes = Files.readAllBytes(weight);
        bytes[bytes.length - 3] ^= 1;
        Files.write(weight, bytes);
        assertTrue(refusal("weight").contains("the file is damaged"));
        Path text = saved("text");
        change(text, "\\\"dropout\\\":0.0", "\\\"dropout\\\":0.5");
        assertTrue(refusal("text").contains("it is damaged or was edited"));
        Path shorter = saved("shorter");
        Files.write(shorter, java.util.Arrays.copyOf(Files.readAllBytes(shorter), 500));
        assertTrue(refusal("shorter").contains("the file ends"));
        Path activation = saved("activation");
        change(activation, "\\\"relu\\\"", "\\\"rulu\\\"");
        assertTrue(refusal("activation").contains("unknown activation \"rulu\"; did you mean relu?"));
        Files.delete(saved("gone"));
        assertTrue(refusal("gone").contains("cannot be read"));
    }

    @Test
    void aFolderOfAnotherClassIsRefused() throws IOException {
        saved("classes");
        assertThrows(
                IllegalArgumentException.class,
                () -> MlpRegressionModel.load(folder.resolve("classes").toString()));
    }

    private Path saved(String name) throws IOException {
        MODEL.save(folder.resolve(name).toString());
        return folder.resolve(name).resolve("data/model.safetensors");
    }

    private static void change(Path file, String from, String to) throws IOException {
        String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertTrue(text.contains(from));
        Files.writeString(file, text.replace(from, to), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private String refusal(String name) {
        String message = assertThrows(
                        DataException.class,
                        () -> MlpClassificationModel.load(folder.resolve(name).toString()))
                .getMessage();
        assertTrue(message.contains(name), message);
        return message;
    }
}
