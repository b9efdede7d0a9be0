package dev.lockstep.spark.engine.resident;

import dev.lockstep.data.Step;
import dev.lockstep.gradient.GradientBytes;
import dev.lockstep.gradient.GradientSum;
import dev.lockstep.math.SumTree;
import dev.lockstep.spark.engine.Share;
import dev.lockstep.spark.engine.TaskGuard;
import dev.lockstep.spark.internals.RpcBytes;
import dev.lockstep.spark.shard.PartialSums;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The messages between resident tasks and the driver in other processes, as little-endian bytes, because Spark's RPC
 * cannot deserialize classes of the application's jar.
 */
final class ResidentMessages {

    /** The kind of a message, followed by the identity of the task. */
    enum Kind {
        /** Asks whether the driver is in this process. Reply: the rendezvous itself if so, otherwise empty. */
        HELLO,
        /** Asks for work. Reply: a header and the first chunk of the parameters, or the end. */
        ASK,
        /** A chunk of partial sums. Reply: as for ASK after the last one, otherwise empty. */
        SHARE,
        /** Asks for a chunk of the parameters of a step. Reply: empty if the step is over. */
        WEIGHTS,
        /** Heartbeat. No reply. */
        ALIVE,
        /** Refusal. No reply. */
        REFUSAL
    }

    private static final int ADDRESS_BYTES = 1 + 2 * Integer.BYTES + Long.BYTES;
    /** The bytes of SHARE before the chunk. */
    static final int SHARE_BYTES = ADDRESS_BYTES + Long.BYTES + 2 * Integer.BYTES;

    private static final int LEAVE_BYTES = 1;
    private static final int HEADER_BYTES = 2 * Integer.BYTES + 3 * Long.BYTES;

    private final Rendezvous.Caller caller;

    ResidentMessages(Rendezvous.Caller caller) {
        this.caller = caller;
    }

    /** Reads the identity of the task, after the kind. */
    static Rendezvous.Caller caller(ByteBuffer message) {
        return new Rendezvous.Caller(message.getInt(), message.getLong(), message.getInt());
    }

    /** The step and the number of parameters. */
    record Header(Step step, int parameters) {}

    static ByteBuffer buffer(byte[] bytes) {
        return buffer(ByteBuffer.wrap(bytes));
    }

    static ByteBuffer buffer(ByteBuffer bytes) {
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    byte[] of(Kind kind) {
        return begin(kind, 0).array();
    }

    /** Begins a SHARE, to be followed by the chunk. */
    ByteBuffer share(ByteBuffer to, long step, int chunk, int chunks) {
        return begin(Kind.SHARE, to).putLong(step).putInt(chunk).putInt(chunks);
    }

    byte[] weights(long step, int chunk) {
        return begin(Kind.WEIGHTS, Long.BYTES + Integer.BYTES)
                .putLong(step)
                .putInt(chunk)
                .array();
    }

    byte[] refusal(TaskGuard.Refusal refusal) {
        byte[] reason = refusal.reason().getBytes(StandardCharsets.UTF_8);
        return begin(Kind.REFUSAL, 1 + reason.length)
                .put((byte) (refusal.isOfData() ? 1 : 0))
                .put(reason)
                .array();
    }

    static TaskGuard.Refusal refusal(ByteBuffer message) {
        boolean ofData = message.get() == 1;
        byte[] reason = new byte[message.remaining()];
        message.get(reason);
        return new TaskGuard.Refusal(ofData, new String(reason, StandardCharsets.UTF_8));
    }

    private ByteBuffer begin(Kind kind, int more) {
        return begin(kind, ByteBuffer.allocate(ADDRESS_BYTES + more));
    }

    private ByteBuffer begin(Kind kind, ByteBuffer to) {
        return to.order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) kind.ordinal())
                .putInt(caller.partition())
                .putLong(caller.attempt())
                .putInt(caller.stageAttempt());
    }

    /** The reply to ASK: a header and the first chunk. */
    static RpcBytes assignment(Assignment assignment, int chunkFloats) {
        if (assignment.isEnd() || assignment.isToLeave()) {
            return RpcBytes.ofLength(assignment.isEnd() ? 0 : LEAVE_BYTES);
        }
        Step step = assignment.step();
        float[] parameters = assignment.parameters();
        int floats = Math.min(parameters.length, chunkFloats);
        RpcBytes reply = RpcBytes.ofLength(HEADER_BYTES + floats * Float.BYTES);
        reply.content()
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(step.epoch())
                .putLong(step.number())
                .putLong(step.from())
                .putLong(step.to())
                .putInt(parameters.length)
                .asFloatBuffer()
                .put(parameters, 0, floats);
        return reply;
    }

    /** The end or leave assignment in a reply to ASK; null if it is a step. */
    static Assignment withoutStep(ByteBuffer answer) {
        if (answer.remaining() > LEAVE_BYTES) {
            return null;
        }
        return answer.hasRemaining() ? Assignment.LEAVE : Assignment.END;
    }

    static Header header(ByteBuffer answer) {
        Step step = new Step(answer.getInt(), answer.getLong(), answer.getLong(), answer.getLong());
        return new Header(step, answer.getInt());
    }

    /** The reply to WEIGHTS. */
    static RpcBytes chunk(float[] parameters, int chunk, int chunkFloats) {
        int from = chunk * chunkFloats;
        int floats = Math.min(parameters.length - from, chunkFloats);
        RpcBytes reply = RpcBytes.ofLength(floats * Float.BYTES);
        reply.content().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(parameters, from, floats);
        return reply;
    }

    /** Reads the rest of a reply into {@code to[at ..]} and returns the end. */
    static int readFloats(ByteBuffer answer, float[] to, int at) {
        int floats = answer.remaining() / Float.BYTES;
        answer.asFloatBuffer().get(to, at, floats);
        return at + floats;
    }

    /** The number of bytes of {@link #write}. */
    static int length(Share<GradientSum> share) {
        long size = Long.BYTES + Integer.BYTES;
        for (PartialSums.Partial<GradientSum> partial : share.sums().list()) {
            size += 2 * Integer.BYTES + 1;
            size += partial.sum() == null ? 0 : GradientBytes.length(partial.sum());
        }
        return Math.toIntExact(size);
    }

    static void write(Share<GradientSum> share, ByteBuffer to) {
        List<PartialSums.Partial<GradientSum>> partials = share.sums().list();
        to.putLong(share.computeNanos()).putInt(partials.size());
        for (PartialSums.Partial<GradientSum> partial : partials) {
            GradientSum sum = partial.sum();
            to.putInt(partial.node().level()).putInt(partial.node().index()).put((byte) (sum == null ? 0 : 1));
            if (sum != null) {
                GradientBytes.write(sum, to);
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    static Share<GradientSum> share(ByteBuffer bytes) {
        long computeNanos = bytes.getLong();
        int count = bytes.getInt();
        PartialSums<GradientSum> sums = new PartialSums<>(count);
        for (int i = 0; i < count; i++) {
            SumTree.Node node = new SumTree.Node(bytes.getInt(), bytes.getInt());
            sums.set(i, node, bytes.get() == 0 ? null : GradientBytes.read(bytes));
        }
        return Share.of(sums, computeNanos);
    }
}
