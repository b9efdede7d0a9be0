package dev.lockstep.spark.ingest.row;

import dev.lockstep.data.RawRow;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * A checked row as bytes for later passes: features that are numbers as read from the source, so that their text is
 * parsed once; categories, labels and the weight as the cells they were, because their meaning depends on all rows.
 */
final class KeptRow {

    /** The kinds of rows, in their first byte. */
    private static final byte USED = 0;

    private static final byte DROPPED = 1;
    private static final byte BAD = 2;

    /** The types of cells. */
    private static final byte NULL = 0;

    private static final byte TEXT = 1;
    private static final byte DOUBLE = 2;
    private static final byte FLOAT = 3;
    private static final byte WHOLE = 4;
    private static final byte DECIMAL = 5;
    private static final byte BOOLEAN = 6;
    private static final byte DATE = 7;
    private static final byte DAY = 8;

    /** The place and the value of an element. */
    private static final int ENTRY_BYTES = Integer.BYTES + Double.BYTES;

    private KeptRow() {}

    static byte[] dropped() {
        return new byte[] {DROPPED};
    }

    static byte[] bad(String problem) {
        byte[] text = problem.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + text.length).put(BAD).put(text).array();
    }

    /**
     * A row that is used: its categories and other cells, then its numbers.
     *
     * @param read its features
     * @param cells the number of cells after the features
     */
    static byte[] of(Row row, Columns.Feature[] features, RawRow read, int cells) {
        byte[] others = cells(row, features, cells);
        int most = 1 + others.length + Double.BYTES * features.length;
        boolean vectors = false;
        for (Columns.Feature feature : features) {
            vectors |= feature.width() != 1;
        }
        most = vectors ? Math.addExact(most, Math.multiplyExact(ENTRY_BYTES, read.count())) : most;
        ByteBuffer to = ByteBuffer.allocate(most).put(USED).put(others);
        int entry = 0;
        int start = 0;
        for (Columns.Feature feature : features) {
            int end = start + feature.width();
            int after = entry;
            while (after < read.count() && read.index(after) < end) {
                after++;
            }
            if (!feature.categorical()) {
                writeNumbers(read, entry, after, start, feature.width(), to);
            }
            entry = after;
            start = end;
        }
        return to.hasRemaining() ? Arrays.copyOf(to.array(), to.position()) : to.array();
    }

    private static byte[] cells(Row row, Columns.Feature[] features, int cells) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(bytes);
        try {
            for (int i = 0; i < features.length + cells; i++) {
                if (i >= features.length || features[i].categorical()) {
                    writeCell(row.get(i), to);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes the entries {@code [from, to)} of a column: its number, or the non-zero elements of its vector. */
    private static void writeNumbers(RawRow read, int from, int to, int start, int width, ByteBuffer out) {
        if (width == 1) {
            out.putDouble(to > from ? read.value(from) : 0);
            return;
        }
        out.putInt(to - from);
        for (int i = from; i < to; i++) {
            out.putInt(read.index(i) - start).putDouble(read.value(i));
        }
    }

    private static void writeCell(Object cell, DataOutputStream to) throws IOException {
        if (cell == null) {
            to.writeByte(NULL);
        } else if (cell instanceof String text) {
            writeText(TEXT, text, to);
        } else if (cell instanceof BigDecimal number) {
            writeText(DECIMAL, number.toString(), to);
        } else if (cell instanceof Double number) {
            to.writeByte(DOUBLE);
            to.writeDouble(number);
        } else if (cell instanceof Float number) {
            to.writeByte(FLOAT);
            to.writeFloat(number);
        } else if (cell instanceof Boolean flag) {
            to.writeByte(BOOLEAN);
            to.writeBoolean(flag);
        } else if (cell instanceof Date date) {
            writeLong(DATE, date.getTime(), to);
        } else if (cell instanceof LocalDate day) {
            writeLong(DAY, day.toEpochDay(), to);
        } else {
            writeLong(WHOLE, ((Number) cell).longValue(), to);
        }
    }

    private static void writeLong(byte type, long value, DataOutputStream to) throws IOException {
        to.writeByte(type);
        to.writeLong(value);
    }

    private static void writeText(byte type, String text, DataOutputStream to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeByte(type);
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    static boolean isDropped(byte[] kept) {
        return kept[0] == DROPPED;
    }

    /**
     * What a row holds, at its cells.
     *
     * @throws CellException if it is bad
     */
    static ByteBuffer open(byte[] kept) {
        if (kept[0] == BAD) {
            throw CellException.ofRow(new String(kept, 1, kept.length - 1, StandardCharsets.UTF_8));
        }
        return ByteBuffer.wrap(kept, 1, kept.length - 1);
    }

    /** The row's cells: null for each feature that is not a category, and the other cells. */
    static Row readCells(ByteBuffer from, Columns.Feature[] features, int cells) {
        Object[] row = new Object[features.length + cells];
        for (int i = 0; i < row.length; i++) {
            row[i] = i >= features.length || features[i].categorical() ? readCell(from) : null;
        }
        return RowFactory.create(row);
    }

    /** Reads the features of an opened row, of which the categories are cells. */
    static void readFeatures(ByteBuffer from, Row cells, FeatureReader reader, RawRow to) {
        Columns.Feature[] features = reader.columnsRead();
        to.begin(reader.width());
        int at = 0;
        for (int i = 0; i < features.length; i++) {
            if (features[i].categorical()) {
                reader.readCategory(i, at, cells.get(i), to);
            } else {
                readNumbers(from, at, features[i].width(), to);
            }
            at += features[i].width();
        }
        reader.requireKnown(cells, to);
    }

    /** Adds a column's number, or the non-zero elements of its vector, as the features from {@code at} on. */
    private static void readNumbers(ByteBuffer from, int at, int width, RawRow to) {
        if (width == 1) {
            to.add(at, from.getDouble());
            return;
        }
        int count = from.getInt();
        for (int i = 0; i < count; i++) {
            to.add(at + from.getInt(), from.getDouble());
        }
    }

    private static Object readCell(ByteBuffer from) {
        return switch (from.get()) {
            case NULL -> null;
            case TEXT -> readText(from);
            case DOUBLE -> from.getDouble();
            case FLOAT -> from.getFloat();
            case WHOLE -> from.getLong();
            case DECIMAL -> new BigDecimal(readText(from));
            case BOOLEAN -> from.get() != 0;
            case DATE -> new Date(from.getLong());
            default -> LocalDate.ofEpochDay(from.getLong());
        };
    }

    private static String readText(ByteBuffer from) {
        byte[] bytes = new byte[from.getInt()];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
