package dev.lockstep.spark.engine.resident;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientBytes;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.math.Loops;
import dev.lockstep.math.SumTree;
import dev.lockstep.spark.engine.Share;
import dev.lockstep.spark.engine.SparseSums;
import dev.lockstep.spark.engine.TaskGuard;
import dev.lockstep.spark.shard.PartialSums;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidentMessagesTest {

    private static final Step STEP = new Step(3, 1L << 40, 1L << 33, (1L << 33) + 7);
    private static final Rendezvous.Caller CALLER = new Rendezvous.Caller(5, 77, 2);
    private static final float[] PARAMETERS = {1, -0f, Float.MIN_VALUE, Float.MAX_VALUE, 0.1f, Float.NaN, 7};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void parametersArriveInChunksToTheBit(int chunkFloats) {
        ByteBuffer first =
                ResidentMessages.buffer(ResidentMessages.assignment(new Assignment(STEP, PARAMETERS), chunkFloats)
                        .content());
        ResidentMessages.Header header = ResidentMessages.header(first);
        assertEquals(new ResidentMessages.Header(STEP, PARAMETERS.length), header);
        float[] read = new float[PARAMETERS.length];
        int at = ResidentMessages.readFloats(first, read, 0);
        for (int chunk = 1; at < read.length; chunk++) {
            ByteBuffer next =
                    ResidentMessages.chunk(PARAMETERS, chunk, chunkFloats).content();
            at = ResidentMessages.readFloats(ResidentMessages.buffer(next), read, at);
        }
        assertArrayEquals(bits(PARAMETERS), bits(read));
    }

    @Test
    void theEndAndLeavingArriveAsWhatTheyAre() {
        for (Assignment assignment : List.of(Assignment.END, Assignment.LEAVE)) {
            ByteBuffer answer = ResidentMessages.buffer(
                    ResidentMessages.assignment(assignment, 5).content());
            assertSame(assignment, ResidentMessages.withoutStep(answer));
        }
        assertNull(ResidentMessages.withoutStep(ResidentMessages.buffer(
                ResidentMessages.assignment(new Assignment(STEP, PARAMETERS), 1).content())));
    }

    @Test
    void aShareArrivesToTheBit() {
        PartialSums<GradientSum> sums = new PartialSums<>(3);
        sums.set(0, new SumTree.Node(2, 1), new GradientSum(0.1, 3, PARAMETERS));
        sums.set(1, new SumTree.Node(0, 8), null);
        sums.set(2, new SumTree.Node(1, 5), new GradientSum(-0.0, 1e-300, new float[] {2}));
        Share<GradientSum> read = ResidentMessages.share(ResidentMessages.buffer(bytes(Share.of(sums, 12345))));
        assertEquals(12345, read.computeNanos());
        List<PartialSums.Partial<GradientSum>> partials = read.sums().list();
        assertEquals(
                List.of(new SumTree.Node(2, 1), new SumTree.Node(0, 8), new SumTree.Node(1, 5)),
                partials.stream().map(PartialSums.Partial::node).toList());
        assertEquals(0.1, partials.get(0).sum().lossSum());
        assertEquals(3, partials.get(0).sum().weightSum());
        assertArrayEquals(bits(PARAMETERS), bits(partials.get(0).sum().gradient()));
        assertNull(partials.get(1).sum());
        assertEquals(-0.0, partials.get(2).sum().lossSum());
    }

    /** A share of sparse rows takes the bytes of the columns that it has, and arrives over any chunks. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, 1 << 20})
    void aShareOfSparseRowsArrivesToTheBit(int chunkBytes) {
        GradientSum some = SparseSums.of(2, 3);
        GradientSum all = SparseSums.of(100, 3);
        assertFalse(some.isComplete());
        assertTrue(all.isComplete());
        PartialSums<GradientSum> sums = new PartialSums<>(2);
        sums.set(0, new SumTree.Node(0, 1), some);
        sums.set(1, new SumTree.Node(0, 2), all);
        byte[] bytes = bytes(Share.of(sums, 1));
        assertTrue(GradientBytes.length(some) * 10 < GradientBytes.length(all));
        assertTrue(bytes.length < GradientBytes.length(some) + GradientBytes.length(all) + 100);
        List<PartialSums.Partial<GradientSum>> read =
                ResidentMessages.share(sent(bytes, chunkBytes)).sums().list();
        for (int i = 0; i < 2; i++) {
            GradientSum expected = i == 0 ? some : all;
            GradientSum arrived = read.get(i).sum();
            assertEquals(expected.isComplete(), arrived.isComplete());
            assertArrayEquals(
                    bits(expected.complete(Loops.PLAIN).gradient()),
                    bits(arrived.complete(Loops.PLAIN).gradient()));
        }
    }

    private static byte[] bytes(Share<GradientSum> share) {
        ByteBuffer bytes = ResidentMessages.buffer(new byte[ResidentMessages.length(share)]);
        ResidentMessages.write(share, bytes);
        assertEquals(0, bytes.remaining());
        return bytes.array();
    }

    /** What the driver puts together from the chunks of a share. */
    private static ByteBuffer sent(byte[] bytes, int chunkBytes) {
        ResidentMessages messages = new ResidentMessages(CALLER);
        int chunks = (bytes.length + chunkBytes - 1) / chunkBytes;
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (int chunk = 0; chunk < chunks; chunk++) {
            int from = chunk * chunkBytes;
            int length = Math.min(chunkBytes, bytes.length - from);
            ByteBuffer message = ByteBuffer.allocate(ResidentMessages.SHARE_BYTES + length);
            messages.share(message, 3, chunk, chunks).put(bytes, from, length).flip();
            assertEquals(ResidentMessages.Kind.SHARE.ordinal(), message.get());
            assertEquals(CALLER, ResidentMessages.caller(message));
            assertEquals(3, message.getLong());
            assertEquals(chunk, message.getInt());
            assertEquals(chunks, message.getInt());
            together.write(message.array(), message.position(), message.remaining());
        }
        return ResidentMessages.buffer(together.toByteArray());
    }

    @Test
    void aRefusalArrivesWithItsReason() {
        ByteBuffer message = ResidentMessages.buffer(
                new ResidentMessages(CALLER).refusal(new TaskGuard.Refusal(true, "the data changed: é")));
        assertEquals(ResidentMessages.Kind.REFUSAL.ordinal(), message.get());
        assertEquals(CALLER, ResidentMessages.caller(message));
        TaskGuard.Refusal refusal = ResidentMessages.refusal(message);
        assertTrue(refusal.isOfData());
        assertEquals("the data changed: é", refusal.reason());
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
