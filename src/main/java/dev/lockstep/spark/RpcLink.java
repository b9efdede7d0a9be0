package dev.lockstep.spark;

import dev.lockstep.objective.GradientSum;
import dev.lockstep.spark.ResidentMessages.Kind;
import dev.lockstep.spark.rpc.DriverReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The way to a driver in another process, over Spark's RPC. What is not answered in time is asked again. */
final class RpcLink implements DriverLink {

    private final DriverReference driver;
    private final ResidentMessages messages;
    private final Duration timeout;
    private final int chunkBytes;
    private float[] parameters = new float[0];

    RpcLink(DriverReference driver, ResidentMessages messages, Duration timeout, int chunkBytes) {
        this.driver = driver;
        this.messages = messages;
        this.timeout = timeout;
        this.chunkBytes = chunkBytes;
    }

    @Override
    public Next ask() {
        return assignment(messages.of(Kind.ASK));
    }

    @Override
    public Next bring(long step, Share<GradientSum> share) {
        byte[] bytes = ResidentMessages.bytes(share);
        int chunks = Math.max(1, (bytes.length + chunkBytes - 1) / chunkBytes);
        for (int chunk = 0; chunk < chunks - 1; chunk++) {
            byte[] message = messages.share(step, chunk, chunks, bytes, chunkBytes);
            try {
                answer(message, driver.ask(message, timeout), () -> {});
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while a share was sent", e);
            }
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
        return meanwhile -> {
            ByteBuffer answer = answer(message, first, meanwhile);
            while (true) {
                Assignment withoutStep = ResidentMessages.withoutStep(answer);
                if (withoutStep != null) {
                    return withoutStep;
                }
                ResidentMessages.Header header = ResidentMessages.header(answer);
                if (parameters.length != header.parameters()) {
                    parameters = new float[header.parameters()];
                }
                if (read(header, answer, meanwhile)) {
                    return new Assignment(header.step(), parameters);
                }
                byte[] again = messages.of(Kind.ASK);
                answer = answer(again, driver.ask(again, timeout), meanwhile);
            }
        };
    }

    /** Reads the parameters, chunk by chunk; false if the step was over before all had come. */
    private boolean read(ResidentMessages.Header header, ByteBuffer first, Runnable meanwhile)
            throws InterruptedException {
        int at = ResidentMessages.readFloats(first, parameters, 0);
        for (int chunk = 1; at < parameters.length; chunk++) {
            byte[] question = messages.weights(header.step().number(), chunk);
            ByteBuffer next = answer(question, driver.ask(question, timeout), meanwhile);
            if (!next.hasRemaining()) {
                return false;
            }
            at = ResidentMessages.readFloats(next, parameters, at);
        }
        return true;
    }

    private ByteBuffer answer(byte[] message, DriverReference.Answer first, Runnable meanwhile)
            throws InterruptedException {
        DriverReference.Answer answer = first;
        while (true) {
            try {
                return ResidentMessages.buffer((byte[]) answer.await(meanwhile));
            } catch (TimeoutException e) {
                meanwhile.run();
                answer = driver.ask(message, timeout);
            }
        }
    }
}
