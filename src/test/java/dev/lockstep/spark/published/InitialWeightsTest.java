package dev.lockstep.spark.published;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.DataException;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.Weights;
import dev.lockstep.format.onnx.Exported;
import dev.lockstep.format.onnx.Numbers;
import dev.lockstep.format.onnx.OnnxFile;
import dev.lockstep.format.onnx.OnnxModels;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.scoring.TrainedNetwork;
import dev.lockstep.spark.store.RunFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitialWeightsTest {

    private static final float[] PARAMETERS = {1, 2, 3};
    private static final Network NETWORK = Network.of(2, List.of(), 1, Activations.IDENTITY);
    private static final String STAGE = "stages/1_mlpClassifier_0a/data/model.safetensors";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"weights.safetensors", "data/model.safetensors", STAGE})
    void aFolderIsARunsAModelsOrAPipelines(String name) throws IOException {
        Files.createDirectories(folder.resolve("stages/0_tableFeatures_0a/data"));
        write(name, PARAMETERS);
        assertArrayEquals(PARAMETERS, read(folder));
        assertArrayEquals(PARAMETERS, read(folder.resolve(name)));
    }

    /** A run has its network twice. */
    @Test
    void aRunsOwnWeightsAreTaken() throws IOException {
        write("weights.safetensors", PARAMETERS);
        write("model/" + STAGE, new float[] {4, 5, 6});
        assertArrayEquals(PARAMETERS, read(folder));
        assertArrayEquals(new float[] {4, 5, 6}, read(folder.resolve("model")));
    }

    @Test
    void aFolderMayHaveAnyName() throws IOException {
        write("a {b} [c]* ?\\d/" + STAGE, PARAMETERS);
        assertArrayEquals(PARAMETERS, read(folder.resolve("a {b} [c]* ?\\d")));
    }

    @Test
    void aFolderWithoutANetworkIsRefusedSayingWhatWasLookedFor() throws IOException {
        String wanted = "network.initializeFrom must be a file, or a folder with one of weights.safetensors,"
                + " data/model.safetensors and stages/*/data/model.safetensors, but " + folder + " has ";
        assertRefused(wanted + "none", folder);
        Files.createDirectories(folder.resolve("stages"));
        assertRefused(wanted + "none", folder);
        write(STAGE, PARAMETERS);
        write(STAGE.replace("1_", "2_"), PARAMETERS);
        assertRefused(wanted + "2 models", folder);
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        Path absent = folder.resolve("absent");
        assertRefused(
                "network.initializeFrom cannot be read: " + absent + ": File " + absent + " does not exist", absent);
        assertStartsWith("network.initializeFrom cannot be read: nowhere:///x: No FileSystem", "nowhere:///x");
        assertStartsWith("network.initializeFrom must be a path but is a b:c:d: ", "a b:c:d");
    }

    /** It would be waited for without end. */
    @Test
    @Timeout(60)
    void aPipeIsRefused() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe.safetensors");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertRefused("network.initializeFrom cannot be read: " + pipe + ": it is a device or a pipe", pipe);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            value = {
                "nothing | the file must start with the header's length in 8 bytes but has 0 bytes",
                "a,b | the file must start with the header's length in 8 bytes but has 3 bytes",
                "a text file | a safetensors file must start with its header's length, from 2 to 100000000 bytes,"
                        + " but starts with 7359009851570397281",
            })
    void aFileOfAnotherKindIsRefused(String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("x.safetensors"), text == null ? "" : text);
        assertRefused("network.initializeFrom (" + file + "): " + message, file);
    }

    /** As long as a run writes for many columns, categories and classes with long names. */
    @Test
    void aLongHeaderOfNamesIsRead() throws IOException {
        SafeTensors file = new Weights(NETWORK, PARAMETERS, Optional.empty(), Optional.empty())
                .tensors(Map.of("table", "x".repeat(20_000_000)));
        assertArrayEquals(PARAMETERS, read(Files.write(folder.resolve("x.safetensors"), file.toBytes())));
    }

    /** In front of 10 GB, of which nothing may be read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10000000000 | {} | a safetensors file must start with its header's length, from 2 to 100000000 bytes,"
                        + " but starts with 10000000000",
                "0 | {\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,268435456],\"data_offsets\":[0,1073741824]},"
                        + "\"0.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[1073741824,1073741828]}}"
                        + "| tensor \"0.weight\" must be F32 [1, 2] for layer 1 of 1 but is F32 [1, 268435456]",
                "0 | {\"wte.weight\":{\"dtype\":\"F32\",\"shape\":[268435456],\"data_offsets\":[0,1073741824]}}"
                        + "| tensors must be named <number>.weight and <number>.bias, each once and after one prefix,"
                        + " but one is \"wte.weight\"; the network needs 0.weight [1, 2], 0.bias [1];"
                        + " the file has \"wte.weight\" [268435456]",
                "0 | {\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,1073741824]}}"
                        + "| data_offsets of tensor 0.weight must be [0, 8] for its shape [1, 2] but is [0, 1073741824]",
                "0 | {\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                        + "\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,16]}}"
                        + "| the header must be JSON but at character 73: Duplicate field '0.weight'",
                "0 | {\"0.weight\":{\"dtype\":\"I64\",\"shape\":[1,2],\"data_offsets\":[0,16]}}"
                        + "| dtype of tensor 0.weight must be F32 or F64 but is \"I64\"",
                "0 | {\"0.weight\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[0,4]}}"
                        + "| dtype of tensor 0.weight must be F32 or F64 but is \"F16\"; save the network after .float()",
                "0 | {\"0.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
                        + "\"0.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}"
                        + "| the file must end after 12 bytes of numbers but is longer",
            })
    void aHostileFileIsRefusedByItsHeader(long length, String header, String message) throws IOException {
        Path path = folder.resolve("x.safetensors");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length == 0 ? header.length() : length)
                    .array());
            file.write(header.getBytes(StandardCharsets.US_ASCII));
            file.setLength(10_000_000_100L);
        }
        assertRefused("network.initializeFrom (" + path + "): " + message, path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prelu-cross_entropy-in-3", "swish-mse-inout-2", "gelu-hinge-plain-1"})
    void anExportedModelIsTaken(String name) throws IOException {
        TrainedNetwork model = OnnxModels.all().get(name).network();
        assertArrayEquals(
                model.parameters(),
                InitialWeights.read(exported(name).toString(), model.network(), new Configuration()));
    }

    @Test
    void anExportedModelOfAnotherNetworkIsRefused() throws IOException {
        Path file = exported("swish-mse-inout-2");
        assertRefused(
                "network.initializeFrom (" + file
                        + "): tensor \"input.mean\" must be [2] for this network but is F64 [7]",
                file);
        Path other = exported("swish-mse-plain-2");
        assertStartsWith(
                "network.initializeFrom (" + other
                        + "): the tensors must be of 1 layers but are of 3; the network needs"
                        + " 0.weight [1, 2], 0.bias [1]; the file has \"layers.0.weight\" [6, 7]",
                other.toString());
    }

    @Test
    void anExportedModelThatIsDamagedIsRefused() throws IOException {
        TrainedNetwork model = OnnxModels.all().get("relu-mse-plain-2").network();
        Path file = exported("relu-mse-plain-2");
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("layers.0.weight", 200);
        bytes[at + 40] ^= 1;
        Files.write(file, bytes);
        String message = assertThrows(
                        DataException.class,
                        () -> InitialWeights.read(file.toString(), model.network(), new Configuration()))
                .getMessage();
        assertTrue(message.endsWith(": the file is damaged"), message);
    }

    private Path exported(String name) throws IOException {
        byte[] file = OnnxFile.of(Exported.of(OnnxModels.all().get(name)), Numbers.DOUBLE)
                .toBytes();
        return Files.write(folder.resolve(name + ".onnx"), file);
    }

    private void write(String name, float[] parameters) throws IOException {
        new RunFiles(folder.toString(), new Configuration())
                .writePlainly(
                        name,
                        new Weights(NETWORK, parameters, Optional.empty(), Optional.empty()).tensors(Map.of())
                                ::writeTo);
    }

    private static float[] read(Path from) {
        return InitialWeights.read(from.toString(), NETWORK, new Configuration());
    }

    private static void assertRefused(String message, Path from) {
        assertEquals(
                message, assertThrows(DataException.class, () -> read(from)).getMessage());
    }

    private static void assertStartsWith(String message, String from) {
        String found = assertThrows(DataException.class, () -> InitialWeights.read(from, NETWORK, new Configuration()))
                .getMessage();
        assertTrue(found.startsWith(message), found);
    }
}
