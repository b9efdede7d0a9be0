package dev.lockstep.tracking.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.catalog.Golden;
import dev.lockstep.tracking.tensorboard.Events.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Events and records have the bytes that TensorBoard's own package writes. */
class EventsTest {

    private static final Golden GOLDEN = Golden.file("tensorboard-events.json");

    private static byte[] scalars() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("train/loss", 0.125);
        values.put("validation/accuracy", 0.0);
        values.put("validation/größe", 1e-300);
        values.put("learningRate", 0.1);
        return Events.scalars(1764339001.125, 2_147_483_648_000L, values);
    }

    private static byte[] histograms() {
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        histograms.put("layers.0/weight", Histogram.of(List.of(new float[] {3, -1, 0, Float.NaN}), 0, 4));
        histograms.put("layers.0/bias", Histogram.of(List.of(new float[] {7, 0}, new float[] {7, 0}), 1, 1));
        return Events.histograms(1764339002.0, 23, histograms);
    }

    private static void assertBytes(String name, byte[] bytes) {
        assertEquals(GOLDEN.text(name), HexFormat.of().formatHex(bytes));
    }

    @Test
    void eventsHaveTheBytesOfTensorBoard() {
        assertBytes("version", Events.version(1764339000.25));
        assertBytes("start", Events.start(1764339000.5, 0));
        assertBytes("startLater", Events.start(1764339000.5, 24));
        assertBytes("scalars", scalars());
        assertBytes("histograms", histograms());
    }

    private static byte[] file() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Records.append(out, Events.version(1764339000.25));
        Records.append(out, Events.start(1764339000.5, 0));
        Records.append(out, scalars());
        Records.append(out, histograms());
        return out.toByteArray();
    }

    @Test
    void recordsHaveTheBytesOfTensorBoard() {
        assertBytes("file", file());
    }

    private static List<Events.Read> read(byte[] bytes) throws IOException {
        List<Events.Read> events = new ArrayList<>();
        InputStream in = new ByteArrayInputStream(bytes);
        for (Optional<byte[]> data = Records.next(in); data.isPresent(); data = Records.next(in)) {
            events.add(Events.read(data.get()));
        }
        return events;
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        assertEquals(
                List.of(
                        new Events.Read(Kind.VERSION, 0),
                        new Events.Read(Kind.START, 0),
                        new Events.Read(Kind.SCALARS, 2_147_483_648_000L),
                        new Events.Read(Kind.HISTOGRAMS, 23)),
                read(file()));
    }

    @Test
    void aFileIsReadUpToWhereItIsCutOrDamaged() throws IOException {
        byte[] whole = file();
        int events = read(whole).size();
        int last = 0;
        for (int cut = 0; cut < whole.length; cut++) {
            int found = read(Arrays.copyOf(whole, cut)).size();
            assertTrue(found < events && (found == last || found == last + 1), found + " events of " + cut + " bytes");
            last = found;
        }
        assertEquals(events - 1, last);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            assertTrue(read(damaged).size() < events, "bit 0 of byte " + i + " is not noticed");
        }
    }
}
