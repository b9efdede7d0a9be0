package dev.lockstep.format;

import dev.lockstep.catalog.Violation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A safetensors file: the length of a JSON header, the header, the numbers, all little-endian and without gaps.
 *
 * <p>Reference: Hugging Face, "Safetensors", https://github.com/huggingface/safetensors#format.
 *
 * @param tensors doubles first, so that every number is aligned; otherwise in the given order
 * @param metadata texts about the file
 */
public record SafeTensors(List<Tensor> tensors, Map<String, String> metadata) {

    private static final int LONGEST_HEADER = StrictJson.LONGEST;

    private static final int ALIGNMENT = 8;

    public SafeTensors {
        List<Tensor> ordered = new ArrayList<>(tensors);
        ordered.sort(Comparator.comparingInt(tensor -> -tensor.type().bytes()));
        tensors = List.copyOf(ordered);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        requireNames(tensors);
        requireUnicode(tensors, metadata);
    }

    public Optional<Tensor> tensor(String name) {
        return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    }

    /**
     * Writes the file in pieces: needs memory for the header only. Leaves the stream open.
     *
     * @throws IllegalArgumentException if the header would be too long to be read; nothing is written then
     */
    public void writeTo(OutputStream out) throws IOException {
        out.write(head(TensorHeader.of(this)));
        for (Tensor tensor : tensors) {
            if (tensor instanceof Tensor.Floats floats) {
                LittleEndian.write(floats.values(), out);
            } else if (tensor instanceof Tensor.Doubles doubles) {
                LittleEndian.write(doubles.values(), out);
            }
        }
    }

    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** @throws FormatException if the bytes are not exactly one valid file */
    public static SafeTensors read(byte[] bytes) {
        try {
            return read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads to the end of a stream and leaves it open.
     *
     * @throws FormatException if the bytes are not exactly one valid file
     * @throws IOException if the stream fails
     */
    public static SafeTensors read(InputStream in) throws IOException {
        return read(in, header -> {});
    }

    /** @param check of the header, before memory is allocated for the numbers */
    static SafeTensors read(InputStream in, Consumer<TensorHeader> check) throws IOException {
        TensorHeader header = header(in);
        check.accept(header);
        List<Tensor> tensors = new ArrayList<>();
        for (TensorHeader.Entry entry : header.entries()) {
            tensors.add(tensor(entry, in));
        }
        if (in.read() >= 0) {
            throw new FormatException(
                    "the file must end after " + header.dataBytes() + " bytes of numbers but is longer");
        }
        try {
            return new SafeTensors(tensors, header.metadata());
        } catch (IllegalArgumentException e) {
            throw new FormatException(e.getMessage(), e);
        }
    }

    /** The header's length and the header, padded with spaces so that the numbers are aligned. */
    private static byte[] head(TensorHeader header) {
        byte[] json = header.json().getBytes(StandardCharsets.UTF_8);
        requireLength(json.length);
        int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer head = ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(length).put(json).put(" ".repeat(length - json.length).getBytes(StandardCharsets.UTF_8));
        return head.array();
    }

    /**
     * Refuses metadata that would make the header too long, before a training whose weights it would accompany.
     *
     * @throws IllegalArgumentException stating the length
     */
    static void requireRoom(Map<String, String> metadata) {
        requireLength(new TensorHeader(metadata, List.of()).json().getBytes(StandardCharsets.UTF_8).length);
    }

    private static void requireLength(int bytes) {
        if (bytes > LONGEST_HEADER) {
            throw new Violation(
                    "",
                    String.format(
                            "the header of a safetensors file, with the names of columns, categories and classes, must have at"
                                    + " most %,d bytes but has %,d",
                            LONGEST_HEADER, bytes));
        }
    }

    private static TensorHeader header(InputStream in) throws IOException {
        byte[] start = in.readNBytes(Long.BYTES);
        if (start.length < Long.BYTES) {
            throw new FormatException(
                    "the file must start with the header's length in 8 bytes but has " + start.length + " bytes");
        }
        long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > LONGEST_HEADER) {
            throw new FormatException("a safetensors file must start with its header's length, from 2 to "
                    + LONGEST_HEADER + " bytes, but starts with " + Long.toUnsignedString(length));
        }
        byte[] json = in.readNBytes((int) length);
        if (json.length < length) {
            throw new FormatException(
                    "the header must have " + length + " bytes but the file ends after " + json.length + " of them");
        }
        return TensorHeader.parse(json);
    }

    private static Tensor tensor(TensorHeader.Entry entry, InputStream in) throws IOException {
        try {
            return switch (entry.type()) {
                case F32 ->
                    new Tensor.Floats(
                            entry.name(), entry.shape(), FloatBuffer.wrap(LittleEndian.readFloats(in, entry.count())));
                case F64 ->
                    new Tensor.Doubles(
                            entry.name(),
                            entry.shape(),
                            DoubleBuffer.wrap(LittleEndian.readDoubles(in, entry.count())));
            };
        } catch (EOFException e) {
            throw new FormatException(
                    "tensor " + entry.name() + " must have " + (entry.end() - entry.begin())
                            + " bytes but the file ends before",
                    e);
        }
    }

    private static void requireNames(List<Tensor> tensors) {
        Set<String> names = new HashSet<>(Set.of(TensorHeader.METADATA));
        for (Tensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new Violation(
                        "",
                        "a tensor's name must be its own and not " + TensorHeader.METADATA + " but is "
                                + tensor.name());
            }
        }
    }

    private static void requireUnicode(List<Tensor> tensors, Map<String, String> metadata) {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        List<String> texts = new ArrayList<>(tensors.stream().map(Tensor::name).toList());
        metadata.forEach((key, value) -> texts.addAll(List.of(key, value)));
        for (String text : texts) {
            if (!encoder.canEncode(CharBuffer.wrap(text))) {
                throw new Violation("", "names and metadata must be Unicode but one is " + text);
            }
        }
    }
}
