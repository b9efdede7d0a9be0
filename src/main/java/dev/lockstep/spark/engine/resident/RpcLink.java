package dev.lockstep.spark.engine.resident;

import dev.lockstep.gradient.GradientSum;
import dev.lockstep.spark.engine.Share;
import dev.lockstep.spark.engine.TaskGuard;
import dev.lockstep.spark.engine.resident.ResidentMessages.Kind;
import dev.lockstep.spark.internals.DriverReference;
import dev.lockstep.spark.internals.RpcBytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The connection to a driver in another process, over Spark's RPC. Requests without a reply in time are repeated. */
final class RpcLink implements DriverLink {

    private final DriverReference driver;
    private final ResidentMessages messages;
    private final Duration timeout;
    private final int chunkBytes;
    private final Runnable requireAlive;
    private float[] parameters = new float[0];
    /** The message with the sums, to be reused. */
    private RpcBytes sums;

    /** @param requireAlive called while waiting; an exception ends the wait */
    RpcLink(
            DriverReference driver,
            ResidentMessages messages,
            ResidentTask.Connection connection,
            Runnable requireAlive) {
        this.driver = driver;
        this.messages = messages;
        this.timeout = connection.timeout();
        this.chunkBytes = connection.chunkBytes();
        this.requireAlive = requireAlive;
    }

    @Override
    public Next ask() {
        return assignment(message(messages.of(Kind.ASK)));
    }

    @Override
    public Next bring(long step, Share<GradientSum> share) throws InterruptedException {
        int length = ResidentMessages.length(share);
        if (length <= chunkBytes) {
            if (sums == null || sums.length() != ResidentMessages.SHARE_BYTES + length) {
                sums = driver.ofLength(ResidentMessages.SHARE_BYTES + length);
            }
            ResidentMessages.write(share, messages.share(sums.content(), step, 0, 1));
            return assignment(sums);
        }
        ByteBuffer bytes = ResidentMessages.buffer(new byte[length]);
        ResidentMessages.write(share, bytes);
        int chunks = (length + chunkBytes - 1) / chunkBytes;
        for (int chunk = 0; chunk < chunks - 1; chunk++) {
            answer(chunk(step, chunk, chunks, bytes), Function.identity());
        }
        return assignment(chunk(step, chunks - 1, chunks, bytes));
    }

    private RpcBytes chunk(long step, int chunk, int chunks, ByteBuffer bytes) {
        int from = chunk * chunkBytes;
        int length = Math.min(bytes.capacity() - from, chunkBytes);
        RpcBytes message = driver.ofLength(ResidentMessages.SHARE_BYTES + length);
        messages.share(message.content(), step, chunk, chunks).put(bytes.slice(from, length));
        return message;
    }

    @Override
    public void refuse(TaskGuard.Refusal refusal) {
        driver.tell(messages.refusal(refusal));
    }

    @Override
    public void showLife() {
        driver.tell(messages.of(Kind.ALIVE));
    }

    private Next assignment(RpcBytes message) {
        DriverReference.Answer<Assignment> first = driver.ask(message, timeout, this::read);
        return () -> {
            Assignment assignment = answer(message, first, this::read);
            while (assignment.step() != null && !hasRest(assignment.step().number())) {
                assignment = answer(message(messages.of(Kind.ASK)), this::read);
            }
            return assignment;
        };
    }

    /** Reads an assignment with its first chunk of the parameters. */
    private Assignment read(ByteBuffer reply) {
        ByteBuffer answer = ResidentMessages.buffer(reply);
        Assignment withoutStep = ResidentMessages.withoutStep(answer);
        if (withoutStep != null) {
            return withoutStep;
        }
        ResidentMessages.Header header = ResidentMessages.header(answer);
        if (parameters.length != header.parameters()) {
            parameters = new float[header.parameters()];
        }
        ResidentMessages.readFloats(answer, parameters, 0);
        return new Assignment(header.step(), parameters);
    }

    /** Reads the other chunks; false if the step was over before all had arrived. */
    private boolean hasRest(long step) throws InterruptedException {
        int chunkFloats = chunkBytes / Float.BYTES;
        for (int chunk = 1; chunk < (parameters.length + chunkFloats - 1) / chunkFloats; chunk++) {
            int from = chunk * chunkFloats;
            boolean isThere = answer(message(messages.weights(step, chunk)), reply -> {
                ByteBuffer floats = ResidentMessages.buffer(reply);
                return floats.hasRemaining() && ResidentMessages.readFloats(floats, parameters, from) > from;
            });
            if (!isThere) {
                return false;
            }
        }
        return true;
    }

    private RpcBytes message(byte[] content) {
        RpcBytes message = driver.ofLength(content.length);
        message.content().put(content);
        return message;
    }

    private <T> T answer(RpcBytes message, Function<ByteBuffer, T> reader) throws InterruptedException {
        return answer(message, driver.ask(message, timeout, reader), reader);
    }

    private <T> T answer(RpcBytes message, DriverReference.Answer<T> first, Function<ByteBuffer, T> reader)
            throws InterruptedException {
        DriverReference.Answer<T> answer = first;
        while (true) {
            try {
                return answer.await(requireAlive);
            } catch (TimeoutException e) {
                requireAlive.run();
                // The repeated message may arrive before the first one has been sent.
                sums = null;
                answer = driver.ask(message, timeout, reader);
            }
        }
    }
}
