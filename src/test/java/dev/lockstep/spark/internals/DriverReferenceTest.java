package dev.lockstep.spark.internals;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcEnv$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.Option;

/** Two RPC environments with a socket between them. */
@Timeout(120)
class DriverReferenceTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Runnable NOTHING = () -> {};

    /** The settings of a cluster's connections. */
    private enum Security {
        NONE,
        AUTHENTICATION,
        ENCRYPTION;

        SparkConf conf() {
            return new SparkConf(false)
                    .set("spark.authenticate", String.valueOf(this != NONE))
                    .set("spark.authenticate.secret", "a secret")
                    .set("spark.network.crypto.enabled", String.valueOf(this == ENCRYPTION))
                    .set("spark.network.crypto.cipher", "AES/GCM/NoPadding");
        }
    }

    /** Replies when the test wants. */
    private static final class Driver implements DriverEndpoint.Receiver {

        private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        private final BlockingQueue<DriverEndpoint.Reply> replies = new LinkedBlockingQueue<>();

        @Override
        public void asked(Object message, DriverEndpoint.Reply reply) {
            if (((byte[]) message).length == 0) {
                throw new IllegalStateException("an empty message");
            }
            messages.add((byte[]) message);
            replies.add(reply);
        }

        @Override
        public void told(Object message) {
            throw new AssertionError();
        }

        DriverEndpoint.Reply reply() throws InterruptedException {
            return replies.poll(60, TimeUnit.SECONDS);
        }
    }

    private interface Check {
        void on(Driver driver, DriverReference reference) throws Exception;
    }

    private static void between(Security security, Check check) throws Exception {
        SparkConf conf = security.conf();
        SecurityManager manager = new SecurityManager(conf, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE());
        RpcEnv here = RpcEnv$.MODULE$.create("driver", "127.0.0.1", 0, conf, manager, false);
        RpcEnv there = RpcEnv$.MODULE$.create("task", "127.0.0.1", 0, conf, manager, true);
        Driver driver = new Driver();
        try (DriverEndpoint endpoint = DriverEndpoint.open(here, "endpoint", driver)) {
            check.on(driver, new DriverReference(there, there.setupEndpointRef(here.address(), "endpoint")));
        } finally {
            there.shutdown();
            here.shutdown();
        }
    }

    private static RpcBytes filled(RpcBytes bytes, int seed) {
        ByteBuffer content = bytes.content();
        for (int i = 0; i < bytes.length(); i++) {
            content.put(i, (byte) (seed + i * 31 + (i >> 8)));
        }
        return bytes;
    }

    private static byte[] read(ByteBuffer reply) {
        byte[] bytes = new byte[reply.remaining()];
        reply.get(bytes);
        return bytes;
    }

    /** The same reply is sent again and again, and the array of the message is reused. */
    @ParameterizedTest
    @EnumSource
    void bytesArriveInBothDirections(Security security) throws Exception {
        between(security, (driver, reference) -> {
            RpcBytes shared = filled(RpcBytes.ofLength(3_000_001), 7);
            RpcBytes message = reference.ofLength(2_000_003);
            for (int round = 0; round < 3; round++) {
                filled(message, round);
                DriverReference.Answer<byte[]> answer = reference.ask(message, LONG, DriverReferenceTest::read);
                DriverEndpoint.Reply reply = driver.reply();
                assertFalse(reply.isLocal());
                assertArrayEquals(message.array(), driver.messages.remove());
                reply.send(shared);
                assertArrayEquals(shared.array(), answer.await(NOTHING));
            }
        });
    }

    @Test
    void aReplyMayComeFromJavaSerialization() throws Exception {
        between(Security.NONE, (driver, reference) -> {
            DriverReference.Answer<byte[]> answer =
                    reference.ask(reference.ofLength(1), LONG, DriverReferenceTest::read);
            driver.reply().send(new byte[] {1, 2, 3});
            assertArrayEquals(new byte[] {1, 2, 3}, answer.await(NOTHING));
        });
    }

    @Test
    void aReplyThatComesTooLateIsNotRead() throws Exception {
        between(Security.NONE, (driver, reference) -> {
            List<ByteBuffer> read = new CopyOnWriteArrayList<>();
            DriverReference.Answer<Boolean> late =
                    reference.ask(reference.ofLength(1), Duration.ofMillis(300), read::add);
            assertThrows(TimeoutException.class, () -> late.await(NOTHING));
            DriverReference.Answer<byte[]> next = reference.ask(reference.ofLength(2), LONG, DriverReferenceTest::read);
            driver.reply().send(RpcBytes.ofLength(5));
            driver.reply().send(RpcBytes.ofLength(6));
            assertEquals(6, next.await(NOTHING).length);
            assertEquals(List.of(), read);
        });
    }

    @Test
    void anErrorOfTheDriverIsTold() throws Exception {
        between(Security.NONE, (driver, reference) -> {
            DriverReference.Answer<byte[]> answer =
                    reference.ask(reference.ofLength(0), LONG, DriverReferenceTest::read);
            String message = assertThrows(IllegalStateException.class, () -> answer.await(NOTHING))
                    .getMessage();
            assertEquals("the driver did not answer: an empty message", message);
        });
    }

    /** What is sent around Java serialization is what it writes. */
    @Test
    void theFormIsThatOfJavaSerialization() throws IOException {
        RpcBytes bytes = filled(RpcBytes.ofLength(1_234), 5);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(expected)) {
            out.writeObject(bytes.array());
        }
        assertArrayEquals(expected.toByteArray(), read(bytes.message()));
    }
}
