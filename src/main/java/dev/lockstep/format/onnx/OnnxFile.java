package dev.lockstep.format.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.lockstep.catalog.Violation;
import dev.lockstep.format.SafeTensors;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.TableDescription;
import dev.lockstep.format.Tensor;
import dev.lockstep.format.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A model as an ONNX file: rows as they are go in, any number at once; labels, probabilities or numbers come out.
 *
 * <p>Reference: ONNX intermediate representation, https://onnx.ai/onnx/repo-docs/IR.html.
 */
public final class OnnxFile {

    /** What runtimes since 2020 read. */
    private static final int REPRESENTATION = 7;

    private static final int OPERATORS = 13;
    private static final int LEARNING_OPERATORS = 2;
    private static final String PRODUCER = "lockstep";
    private static final String DOMAIN = "dev.lockstep";

    /** A protobuf file has less than 2 GiB; names and the graph need some. */
    private static final long LARGEST = 1_900_000_000;

    private final ModelProto model;

    private OnnxFile(ModelProto model) {
        this.model = model;
    }

    /**
     * Makes the graph and computes it for a few rows, as the model does. Holds a copy of the parameters.
     *
     * @throws IllegalArgumentException if the model cannot be an ONNX file
     * @throws IllegalStateException if the graph does not compute what the model computes
     */
    public static OnnxFile of(Exported what, Numbers numbers) {
        requireNoHash(what);
        ModelProto model = model(what, numbers);
        new SelfCheck(what, numbers).run(model);
        return new OnnxFile(model);
    }

    /** Whether a file begins with what those that are written here say of themselves. */
    public static boolean isLockstep(InputStream file) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(file);
        boolean made = false;
        try {
            // In the order of their numbers, the graph behind them all.
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(tag);
                if (field == ModelProto.PRODUCER_NAME_FIELD_NUMBER) {
                    made = in.readString().equals(PRODUCER);
                } else if (field == ModelProto.DOMAIN_FIELD_NUMBER) {
                    return made && in.readString().equals(DOMAIN);
                } else if (field >= ModelProto.GRAPH_FIELD_NUMBER || !in.skipField(tag)) {
                    return false;
                }
            }
            return false;
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    public void writeTo(OutputStream out) throws IOException {
        model.writeTo(out);
    }

    public byte[] toBytes() {
        return model.toByteArray();
    }

    private static ModelProto model(Exported what, Numbers numbers) {
        SavedModel saved = what.model();
        SafeTensors tensors = saved.toFile(Map.of());
        requireRoom(tensors);
        GraphBuilder graph = new GraphBuilder("lockstep", tensors, PredictionNodes.NAMES);
        String inputs = new InputNodes(graph, what, numbers).add();
        List<String> raw = IntStream.range(0, saved.description().members())
                .mapToObj(member -> new LayerNodes(graph, saved.description(), member)
                        .add(saved.network().network().layers(), inputs))
                .toList();
        new PredictionNodes(graph, what, numbers).add(new MeanNodes(graph, what).add(raw));
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(REPRESENTATION)
                .addOpsetImport(operators("", OPERATORS))
                .setProducerName(PRODUCER)
                .setDomain(DOMAIN)
                .setModelVersion(1)
                .setGraph(graph.graph());
        if (graph.needsMachineLearning()) {
            model.addOpsetImport(operators(GraphBuilder.MACHINE_LEARNING, LEARNING_OPERATORS));
        }
        metadata(what, tensors)
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        ModelProto built = model.build();
        if (built.getSerializedSize() < 0) {
            throw new Violation("", "an ONNX file must have less than 2 GiB; use the model's safetensors file");
        }
        return built;
    }

    private static void requireNoHash(Exported what) {
        what.table().flatMap(TableDescription::hashed).ifPresent(column -> {
            throw new Violation(
                    "",
                    "an ONNX file must not have hashed categories but column " + column.name()
                            + " has: ONNX has no hash of texts; use the run's model/, or its weights.safetensors");
        });
    }

    private static void requireRoom(SafeTensors tensors) {
        long bytes = tensors.tensors().stream()
                .mapToLong(
                        tensor -> Tensor.count(tensor.shape()) * tensor.type().bytes())
                .sum();
        if (bytes > LARGEST) {
            throw new Violation(
                    "",
                    "an ONNX file must have at most " + LARGEST + " bytes of numbers but this network has " + bytes
                            + "; its safetensors file may have any");
        }
    }

    private static OperatorSetIdProto operators(String domain, int version) {
        return OperatorSetIdProto.newBuilder()
                .setDomain(domain)
                .setVersion(version)
                .build();
    }

    /** What was given, and what the model's own file says of the network and its fingerprint. */
    private static Map<String, String> metadata(Exported what, SafeTensors tensors) {
        Map<String, String> all = new LinkedHashMap<>(what.metadata());
        for (String key : List.of(SavedModel.DESCRIPTION, Weights.FINGERPRINT)) {
            all.put(key, tensors.metadata().get(key));
        }
        return all;
    }
}
