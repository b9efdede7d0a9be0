package dev.lockstep.spark.internals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.rpc.netty.NettyRpcEndpointRef;
import org.apache.spark.rpc.netty.NettyRpcEnv;
import org.apache.spark.rpc.netty.RequestMessage;
import org.apache.spark.rpc.netty.RpcFailure;
import org.apache.spark.util.RpcUtils;
import scala.concurrent.Await;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A task's reference to an endpoint of the driver. {@link RpcBytes} use the connection of Spark's RPC without Java
 * serialization, which copies large arrays several times. If this version of Spark does not allow that, they are
 * serialized.
 */
public final class DriverReference {

    private static final long SLICE_MILLIS = 200;
    private static final ClassTag<Object> ANYTHING = ClassTag$.MODULE$.Object();

    private final RpcEnv environment;
    private final RpcEndpointRef reference;
    /** What is sent before the length of an array; null if arrays must be serialized. */
    private final byte[] before;

    DriverReference(RpcEnv environment, RpcEndpointRef reference) {
        this.environment = environment;
        this.reference = reference;
        this.before = before(environment, reference);
    }

    /** @param name of the {@link DriverEndpoint} */
    public static DriverReference to(String name) {
        SparkEnv spark = SparkEnv.get();
        RpcEnv environment = spark.rpcEnv();
        return new DriverReference(environment, RpcUtils.makeDriverRef(name, spark.conf(), environment));
    }

    private static byte[] before(RpcEnv environment, RpcEndpointRef reference) {
        try {
            if (environment instanceof NettyRpcEnv netty && reference instanceof NettyRpcEndpointRef to) {
                ByteBuffer empty = new RequestMessage(netty.address(), to, new byte[0]).serialize(netty);
                byte[] bytes = new byte[empty.remaining() - Integer.BYTES];
                empty.get(bytes);
                return bytes;
            }
            return null;
        } catch (LinkageError e) {
            return null;
        }
    }

    /**
     * A pending request.
     *
     * @param <T> the type of the reply
     */
    public interface Answer<T> {

        /**
         * Waits for the reply.
         *
         * @param meanwhile called at least every 200 ms; an exception ends the wait
         * @throws TimeoutException if there was no reply in time: ask again
         */
        T await(Runnable meanwhile) throws TimeoutException, InterruptedException;
    }

    /** A request, to be filled and sent by {@link #ask(RpcBytes, Duration, Function)}. */
    public RpcBytes ofLength(int length) {
        return before == null ? RpcBytes.ofLength(length) : new RpcBytes(before, length);
    }

    /** Sends a request without waiting. */
    public Answer<Object> ask(Object message, Duration timeout) {
        FiniteDuration limit = new FiniteDuration(timeout.toMillis(), TimeUnit.MILLISECONDS);
        Future<Object> future = reference.ask(message, new RpcTimeout(limit, "training.residentTimeout"), ANYTHING);
        return meanwhile -> await(future, meanwhile);
    }

    private static Object await(Future<Object> future, Runnable meanwhile)
            throws TimeoutException, InterruptedException {
        FiniteDuration slice = new FiniteDuration(SLICE_MILLIS, TimeUnit.MILLISECONDS);
        while (!future.isCompleted()) {
            try {
                Await.ready(future, slice);
            } catch (TimeoutException e) {
                meanwhile.run();
            }
        }
        return future.value().get().get();
    }

    /**
     * Sends a request for bytes without waiting.
     *
     * @param reader reads the reply, on any thread; not called after the wait has ended
     */
    public <T> Answer<T> ask(RpcBytes message, Duration timeout, Function<ByteBuffer, T> reader) {
        if (before == null) {
            Answer<Object> answer = ask(message.array(), timeout);
            return meanwhile -> reader.apply(ByteBuffer.wrap((byte[]) answer.await(meanwhile)));
        }
        NettyRpcEnv netty = (NettyRpcEnv) environment;
        TransportClient client = netty.createClient(reference.address());
        Reply<T> reply = new Reply<>(netty, client, System.nanoTime() + timeout.toNanos(), reader);
        reply.request = client.sendRpc(message.message(), reply);
        return reply;
    }

    /** Sends a message without a reply. */
    public void tell(Object message) {
        reference.send(message);
    }

    /** A pending reply, read on the network's thread. */
    private static final class Reply<T> implements Answer<T>, RpcResponseCallback {

        private final NettyRpcEnv environment;
        private final TransportClient client;
        private final long deadline;
        private final Function<ByteBuffer, T> reader;
        private long request;
        private boolean isOver;
        private T read;
        private Throwable failure;

        Reply(NettyRpcEnv environment, TransportClient client, long deadline, Function<ByteBuffer, T> reader) {
            this.environment = environment;
            this.client = client;
            this.deadline = deadline;
            this.reader = reader;
        }

        @Override
        public synchronized void onSuccess(ByteBuffer response) {
            if (isOver) {
                return;
            }
            try {
                ByteBuffer content = RpcBytes.contentOf(response);
                if (content == null) {
                    Object other = environment.deserialize(client, response, ANYTHING);
                    failure = other instanceof RpcFailure failed ? failed.e() : new IOException("no bytes: " + other);
                } else {
                    read = reader.apply(content);
                }
            } catch (RuntimeException | LinkageError e) {
                failure = e;
            }
            isOver = true;
            notifyAll();
        }

        @Override
        public synchronized void onFailure(Throwable cause) {
            failure = cause;
            isOver = true;
            notifyAll();
        }

        @Override
        public synchronized T await(Runnable meanwhile) throws TimeoutException, InterruptedException {
            try {
                while (!isOver) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        client.removeRpcRequest(request);
                        throw new TimeoutException("no reply from the driver");
                    }
                    wait(Math.max(1, Math.min(SLICE_MILLIS, TimeUnit.NANOSECONDS.toMillis(left))));
                    if (!isOver) {
                        meanwhile.run();
                    }
                }
            } finally {
                isOver = true;
            }
            if (failure != null) {
                throw new IllegalStateException("the driver did not answer: " + failure.getMessage(), failure);
            }
            return read;
        }
    }
}
