package dev.lockstep.tracking.tensorboard;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The messages of an event file: {@code Event}, with a {@code Summary} or a {@code SessionLog} in it.
 *
 * <p>Reference: TensorFlow, {@code tensorflow/core/util/event.proto} and {@code framework/summary.proto}. The classes that
 * TensorFlow publishes for them come with all of its other messages.
 */
final class Events {

    /** The version that makes TensorBoard regard {@link #start}. */
    private static final String VERSION = "brain.Event:2";

    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;

    private static final int STATUS = 1;
    private static final int START = 1;

    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int HISTO = 5;

    private static final int MIN = 1;
    private static final int MAX = 2;
    private static final int NUM = 3;
    private static final int SUM = 4;
    private static final int SUM_SQUARES = 5;
    private static final int BUCKET_LIMIT = 6;
    private static final int BUCKET = 7;

    private Events() {}

    /** What an event is. */
    enum Kind {
        VERSION,
        START,
        SCALARS,
        HISTOGRAMS,
        OTHER
    }

    /** An event that was read. */
    record Read(Kind kind, long step) {}

    /** A part of a message. */
    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    /** The first event of a file. */
    static byte[] version(double wallTime) {
        return message(out -> {
            writeHeader(out, wallTime, 0);
            out.writeString(FILE_VERSION, VERSION);
        });
    }

    /** Says that a run starts again: events of earlier files from this step on do not count. */
    static byte[] start(double wallTime, long step) {
        return message(out -> {
            writeHeader(out, wallTime, step);
            out.writeByteArray(SESSION_LOG, message(log -> log.writeEnum(STATUS, START)));
        });
    }

    static byte[] scalars(double wallTime, long step, Map<String, Double> values) {
        return summary(wallTime, step, out -> {
            for (Map.Entry<String, Double> value : values.entrySet()) {
                out.writeByteArray(VALUE, message(one -> {
                    one.writeString(TAG, value.getKey());
                    one.writeFloat(SIMPLE_VALUE, value.getValue().floatValue());
                }));
            }
        });
    }

    static byte[] histograms(double wallTime, long step, Map<String, Histogram> values) {
        return summary(wallTime, step, out -> {
            for (Map.Entry<String, Histogram> value : values.entrySet()) {
                out.writeByteArray(VALUE, message(one -> {
                    one.writeString(TAG, value.getKey());
                    one.writeByteArray(HISTO, message(value.getValue()));
                }));
            }
        });
    }

    private static byte[] summary(double wallTime, long step, Fields values) {
        return message(out -> {
            writeHeader(out, wallTime, step);
            out.writeByteArray(SUMMARY, message(values));
        });
    }

    private static byte[] message(Histogram histogram) {
        return message(out -> {
            writeNumber(out, MIN, histogram.min());
            writeNumber(out, MAX, histogram.max());
            writeNumber(out, NUM, histogram.count());
            writeNumber(out, SUM, histogram.sum());
            writeNumber(out, SUM_SQUARES, histogram.sumOfSquares());
            writePacked(out, BUCKET_LIMIT, histogram.limits());
            writePacked(out, BUCKET, histogram.counts());
        });
    }

    private static void writeHeader(CodedOutputStream out, double wallTime, long step) throws IOException {
        writeNumber(out, WALL_TIME, wallTime);
        if (step != 0) {
            out.writeInt64(STEP, step);
        }
    }

    /** As protobuf does, leaves out what is 0. */
    private static void writeNumber(CodedOutputStream out, int field, double number) throws IOException {
        if (Double.doubleToRawLongBits(number) != 0) {
            out.writeDouble(field, number);
        }
    }

    private static void writePacked(CodedOutputStream out, int field, double[] numbers) throws IOException {
        out.writeByteArray(field, message(packed -> {
            for (double number : numbers) {
                packed.writeDoubleNoTag(number);
            }
        }));
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // Arrays do not fail.
        }
        return bytes.toByteArray();
    }

    /** @throws IOException if the data are not an event */
    static Read read(byte[] event) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(event);
        Kind kind = Kind.OTHER;
        long step = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case STEP -> step = in.readInt64();
                case FILE_VERSION -> {
                    kind = Kind.VERSION;
                    in.skipField(tag);
                }
                case SESSION_LOG -> {
                    kind = Kind.START;
                    in.skipField(tag);
                }
                case SUMMARY -> kind = kindOfSummary(in.readByteArray());
                default -> in.skipField(tag);
            }
        }
        return new Read(kind, step);
    }

    /** That of its first value. */
    private static Kind kindOfSummary(byte[] summary) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(summary);
        if (in.readTag() == 0) {
            return Kind.OTHER;
        }
        CodedInputStream value = CodedInputStream.newInstance(in.readByteArray());
        for (int tag = value.readTag(); tag != 0; tag = value.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case SIMPLE_VALUE -> {
                    return Kind.SCALARS;
                }
                case HISTO -> {
                    return Kind.HISTOGRAMS;
                }
                default -> value.skipField(tag);
            }
        }
        return Kind.OTHER;
    }
}
