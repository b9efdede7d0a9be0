package dev.lockstep.spark.engine.resident;

import dev.lockstep.gradient.GradientSum;
import dev.lockstep.spark.engine.Share;
import dev.lockstep.spark.engine.TaskGuard;
import dev.lockstep.spark.engine.resident.ResidentMessages.Kind;
import dev.lockstep.spark.internals.DriverReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The connection to a driver in another process, over Spark's RPC. Requests without a reply in time are repeated. */
final class RpcLink implements DriverLink {

    private final DriverReference driver;
    private final ResidentMessages messages;
    private final Duration timeout;
    private final int chunkBytes;
    private final Runnable requireAlive;
    private float[] parameters = new float[0];

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
        return assignment(messages.of(Kind.ASK));
    }

    @Override
    public Next bring(long step, Share<GradientSum> share) throws InterruptedException {
        byte[] bytes = ResidentMessages.bytes(share);
        int chunks = Math.max(1, (bytes.length + chunkBytes - 1) / chunkBytes);
        for (int chunk = 0; chunk < chunks - 1; chunk++) {
            answer(messages.share(step, chunk, chunks, bytes, chunkBytes));
        }
        return assignment(messages.share(step, chunks - 1, chunks, bytes, chunkBytes));
    }

    @Override
    public void refuse(TaskGuard.Refusal refusal) {
        driver.tell(messages.refusal(refusal));
    }

    @Override
    public void showLife() {
        driver.tell(messages.of(Kind.ALIVE));
    }

    private Next assignment(byte[] message) {
        DriverReference.Answer first = driver.ask(message, timeout);
        return () -> {
            ByteBuffer answer = answer(message, first);
            while (true) {
                Assignment withoutStep = ResidentMessages.withoutStep(answer);
                if (withoutStep != null) {
                    return withoutStep;
                }
                ResidentMessages.Header header = ResidentMessages.header(answer);
                if (parameters.length != header.parameters()) {
                    parameters = new float[header.parameters()];
                }
                if (read(header, answer)) {
                    return new Assignment(header.step(), parameters);
                }
                answer = answer(messages.of(Kind.ASK));
            }
        };
    }

    /** Reads the parameters in chunks; false if the step was over before all had arrived. */
    private boolean read(ResidentMessages.Header header, ByteBuffer first) throws InterruptedException {
        int at = ResidentMessages.readFloats(first, parameters, 0);
        for (int chunk = 1; at < parameters.length; chunk++) {
            ByteBuffer next = answer(messages.weights(header.step().number(), chunk));
            if (!next.hasRemaining()) {
                return false;
            }
            at = ResidentMessages.readFloats(next, parameters, at);
        }
        return true;
    }

    private ByteBuffer answer(byte[] message) throws InterruptedException {
        return answer(message, driver.ask(message, timeout));
    }

    private ByteBuffer answer(byte[] message, DriverReference.Answer first) throws InterruptedException {
        DriverReference.Answer answer = first;
        while (true) {
            try {
                return ResidentMessages.buffer((byte[]) answer.await(requireAlive));
            } catch (TimeoutException e) {
                requireAlive.run();
                answer = driver.ask(message, timeout);
            }
        }
    }
}
