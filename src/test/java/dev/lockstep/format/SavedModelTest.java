package dev.lockstep.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Scaling;
import dev.lockstep.data.column.Curve;
import dev.lockstep.format.ModelDescription.Hidden;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Losses;
import dev.lockstep.testing.Project;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

    private static SavedModel ensemble(int members) {
        SavedModel one = model(DESCRIPTION);
        int count = one.network().parameters().length;
        float[] parameters = new float[members * count];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = i / 8f;
        }
        return SavedModel.of(
                DESCRIPTION.ofMembers(members),
                new Weights(
                        one.network().network(),
                        parameters,
                        Optional.of(one.network().inputScaling()),
                        Optional.of(one.network().outputScaling())));
    }

    @Test
    void anEnsembleComesBackFromItsFileAlone() {
        SavedModel model = ensemble(3);
        SafeTensors file = SafeTensors.read(model.toFile(Map.of()).toBytes());
        assertTrue(file.tensor("members.2.layers.1.slope").isPresent());
        assertTrue(file.tensor("layers.0.weight").isEmpty());
        assertTrue(model.description().toJson().contains("\"version\":3,\"members\":3,"));
        SavedModel back = SavedModel.of(file);
        assertEquals(model.description(), back.description());
        assertEquals(3, back.network().members());
        assertArrayEquals(model.network().parameters(), back.network().parameters());
        assertArrayEquals(model.network().constants(), back.network().constants());
        assertEquals(
                Fingerprint.sha256(model.network().parameters()),
                file.metadata().get("weightsSha256"));
    }

    @Test
    void aMissingMemberIsNamed() {
        SafeTensors file = ensemble(2).toFile(Map.of());
        List<Tensor> fewer = new ArrayList<>(file.tensors());
        fewer.removeIf(tensor -> tensor.name().equals("members.1.layers.0.bias"));
        fewer.add(new Tensor.Floats("more", List.of(9L), java.nio.FloatBuffer.wrap(new float[9])));
        SafeTensors changed = new SafeTensors(fewer, file.metadata());
        assertEquals(
                "tensor members.1.layers.0.bias must be F32 [2] but is missing",
                assertThrows(FormatException.class, () -> SavedModel.of(changed))
                        .getMessage());
    }

    static Stream<Curve> curves() {
        return Stream.of(
                Curve.limits(new double[] {3, Double.POSITIVE_INFINITY, 3}),
                Curve.knots(new double[] {0, -1, -2, 0, 5, 2, 2, 4, 1}));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void aCurveOfInputsComesBackToo(Curve curve) {
        SavedModel model = curved(curve, true);
        SavedModel back = SavedModel.of(SafeTensors.read(model.toFile(Map.of()).toBytes()));
        assertEquals(curve, back.network().inputScaling().curve());
        assertArrayEquals(model.network().constants(), back.network().constants());
        assertTrue(back.description().toJson().contains("\"version\":2"));
        assertEquals(
                back.description(), ModelDescription.parse(back.description().toJson()));
    }

    @Test
    void aCurveThatTheDescriptionDoesNotHaveIsRefused() {
        SafeTensors file = curved(Curve.limits(new double[] {3, 3, 3}), false).toFile(Map.of());
        assertEquals(
                "one of the tensors input.limit and input.knots must not exist but does",
                assertThrows(FormatException.class, () -> SavedModel.of(file)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,1,2, 0,1,3 | must ascend by input, below 3, and place but row 1 does not",
                "1,1,2, 0,2,3 | must ascend by input, below 3, and place but row 1 does not",
                "3,1,2, 4,2,3 | must ascend by input, below 3, and place but row 0 does not"
            })
    void knotsThatAreNoneAreRefused(String numbers, String message) {
        double[] knots =
                Stream.of(numbers.split(",")).mapToDouble(Double::parseDouble).toArray();
        SafeTensors file = curved(Curve.limits(new double[] {3, 3, 3}), true).toFile(Map.of());
        List<Tensor> tensors = new ArrayList<>(file.tensors());
        tensors.removeIf(tensor -> tensor.name().equals("input.limit"));
        tensors.add(new Tensor.Doubles("input.knots", List.of(2L, 3L), DoubleBuffer.wrap(knots)));
        Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
        metadata.remove("contentSha256");
        SafeTensors changed = new SafeTensors(tensors, metadata);
        String found = assertThrows(FormatException.class, () -> SavedModel.of(changed))
                .getMessage();
        assertTrue(found.contains(message), found);
    }

    @Test
    void rowsOfUnitLengthAreKeptAndMustNotBeCentred() {
        SavedModel uncentred = unit(new double[3]);
        String json = uncentred.description().toJson();
        assertTrue(json.contains("\"version\":2") && json.contains("\"unitRows\":true"), json);
        SavedModel back = SavedModel.of(uncentred.toFile(Map.of()));
        assertEquals(uncentred.description(), back.description());
        assertTrue(back.network().hasUnitRows());
        SafeTensors centred = unit(new double[] {0, 1, 0}).toFile(Map.of());
        assertEquals(
                "the tensor input.mean must be 0 because rows have unit length but is not",
                assertThrows(FormatException.class, () -> SavedModel.of(centred))
                        .getMessage());
    }

    private static SavedModel unit(double[] means) {
        SavedModel plain = model(DESCRIPTION);
        ModelDescription description = new ModelDescription(
                3,
                DESCRIPTION.hidden(),
                2,
                DESCRIPTION.outputActivation(),
                DESCRIPTION.loss(),
                new ModelDescription.Scaled(true, false, true, true),
                DESCRIPTION.names());
        return SavedModel.of(
                description,
                new Weights(
                        plain.network().network(),
                        plain.network().parameters(),
                        Optional.of(new Scaling(means, new double[] {1, 2, 4})),
                        Optional.of(plain.network().outputScaling())));
    }

    private static SavedModel curved(Curve curve, boolean described) {
        SavedModel plain = model(DESCRIPTION);
        Scaling affine = plain.network().inputScaling();
        ModelDescription description = new ModelDescription(
                3,
                DESCRIPTION.hidden(),
                2,
                DESCRIPTION.outputActivation(),
                DESCRIPTION.loss(),
                new ModelDescription.Scaled(true, described, false, true),
                DESCRIPTION.names());
        return SavedModel.of(
                description,
                new Weights(
                        plain.network().network(),
                        plain.network().parameters(),
                        Optional.of(new Scaling(affine.mean(), affine.scale(), curve)),
                        Optional.of(plain.network().outputScaling())));
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
                "\"version\":1|\"version\":4|has the format version 4 but this Lockstep reads up to 3",
                "\"version\":1|\"version\":3,\"members\":0|members must be a whole number from 1 but is 0",
                "\"version\":1|\"version\":3,\"members\":100000000|the tensors must have 3400000000 parameters according to",
                "\"scaledInputs\":true|\"scaledInputs\":true,\"curvedInputs\":true|one of the tensors input.limit and input.knots must exist",
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
