package dev.lockstep.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Scaling;
import dev.lockstep.format.ModelDescription.Hidden;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Losses;
import dev.lockstep.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model's file says all that it is. */
class SavedModelTest {

    private static final ModelDescription DESCRIPTION = new ModelDescription(
            3,
            List.of(
                    new Hidden(2, Activations.CATALOG.choose("elu", Map.of("alpha", 0.3)), 0.25, 2.5),
                    new Hidden(4, Activations.CATALOG.choose("prelu"), 0, Double.POSITIVE_INFINITY)),
            2,
            Activations.CATALOG.choose("softplus"),
            Losses.CATALOG.choose("huber", Map.of("delta", 2)),
            new ModelDescription.Scaled(true, true),
            new ModelDescription.Names(List.of("a", "b", "ç\""), List.of("y", "z"), List.of()));

    private static SavedModel model(ModelDescription description) {
        Network network = description.network();
        float[] parameters = new float[network.parameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (i * 7 % 11 - 5) / 4f;
        }
        return SavedModel.of(
                description,
                new Weights(
                        network,
                        parameters,
                        Optional.of(new Scaling(new double[] {1, 2, 3}, new double[] {4, 5, 6})),
                        Optional.of(new Scaling(new double[] {-1, 0.1}, new double[] {0.5, 3}))));
    }

    @Test
    void aDescriptionComesBackFromItsJson() {
        assertEquals(DESCRIPTION, ModelDescription.parse(DESCRIPTION.toJson()));
    }

    @Test
    void aModelComesBackFromItsFileAlone() {
        SavedModel model = model(DESCRIPTION);
        SavedModel back =
                SavedModel.of(SafeTensors.read(model.toFile(Map.of("run", "r")).toBytes()));
        assertEquals(DESCRIPTION, back.description());
        assertEquals(model.network().network(), back.network().network());
        assertArrayEquals(model.network().parameters(), back.network().parameters());
        assertArrayEquals(model.network().constants(), back.network().constants());
    }

    /** A file of version 1: it must be read for ever. Made by the model of these tests. */
    @Test
    void aFileOfVersion1IsRead() throws IOException {
        byte[] bytes = Files.readAllBytes(Project.path("src", "test", "resources", "released", "model-1.safetensors"));
        SavedModel back = SavedModel.of(SafeTensors.read(bytes));
        assertEquals(DESCRIPTION, back.description());
        assertArrayEquals(
                model(DESCRIPTION).network().parameters(), back.network().parameters());
        assertArrayEquals(
                model(DESCRIPTION).network().constants(), back.network().constants());
    }

    @Test
    void otherReadersOfWeightsReadItToo() {
        SafeTensors file = model(DESCRIPTION).toFile(Map.of());
        assertArrayEquals(model(DESCRIPTION).network().parameters(), Weights.parameters(file, DESCRIPTION.network()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"version\":1|\"version\":2|has the format version 2 but this Lockstep reads up to 1",
                "\"version\":1|\"version\":\"1\"|version must be a whole number from 1 but is \"1\"",
                "lockstep-mlp|other|format must be lockstep-mlp but is \"other\"",
                "\"elu\"|\"ulu\"|activation: name: unknown activation \"ulu\"; did you mean elu?",
                "\"alpha\":0.3|\"alpha\":-1|activation: alpha must be a positive number but is -1",
                "\"units\":2|\"units\":0|units must be a whole number from 1 but is 0",
                "\"dropout\":0.25|\"dropout\":1.5|dropout must be in [0, 1) but is 1.5",
                "\"inputs\":3|\"input\":3|inputs must be a whole number from 1 but is missing",
                "\"inputs\":3|\"inputs\":4|tensor layers.0.weight must be F32 [2, 4] but is F32 [2, 3]",
                "\"inputs\":3|\"inputs\":300000000|the tensors must have 600000028 parameters according to the description",
                "\"units\":4|\"units\":2000000000|the model's description is of no network",
                "\"scaledOutputs\":true|\"scaledOutputs\":false|the tensors output.mean and output.scale must not exist",
                "\"labels\":|\"labels\":7,\"l\":|labels must be a list but is 7",
                "{\"format\"|[{\"format\"|must be JSON but is not"
            })
    void aDescriptionThatIsNotOneIsRefused(String from, String to, String message) {
        SafeTensors file = model(DESCRIPTION).toFile(Map.of());
        Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
        String json = metadata.get(SavedModel.DESCRIPTION);
        assertTrue(json.contains(from), json);
        metadata.put(SavedModel.DESCRIPTION, json.replace(from, to));
        metadata.remove("contentSha256");
        SafeTensors changed = new SafeTensors(file.tensors(), metadata);
        String found = assertThrows(FormatException.class, () -> SavedModel.of(changed))
                .getMessage();
        assertTrue(found.contains(message), found);
    }

    /** The names in the description count as well as those in other texts. */
    @Test
    void whatWouldBeTooLongToBeReadIsRefusedBeforeItsWeightsAreThere() {
        Map<String, String> almostAll = Map.of("table", "x".repeat(100_000_000 - 100));
        SafeTensors.requireRoom(almostAll);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> model(DESCRIPTION).requireRoom(almostAll))
                .getMessage();
        assertTrue(message.contains("must have at most 100,000,000 bytes but has 100,000,"), message);
    }

    @Test
    void aFileWithoutADescriptionIsRefused() {
        assertThrows(FormatException.class, () -> SavedModel.of(new SafeTensors(List.of(), Map.of())));
    }
}
