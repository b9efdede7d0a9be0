package dev.lockstep.spark.internals;

import java.lang.reflect.Field;
import org.apache.spark.SparkContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpoint;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.netty.RemoteNettyRpcCallContext;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * The driver's endpoint for messages from tasks, over Spark's own RPC: no extra port, encrypted and authenticated as
 * Spark is. In local mode, messages stay in memory.
 *
 * <p>The caller of open closes it.
 */
public final class DriverEndpoint implements AutoCloseable {

    /** Handles messages; called on Spark's RPC threads, which must not block. */
    public interface Receiver {

        /** A request: a {@code byte[]}, or any object from a task in this process. */
        void asked(Object message, Reply reply);

        /** A message without a reply. */
        void told(Object message);
    }

    /** Sends the reply, once, at any time, from any thread. */
    public interface Reply {

        /**
         * Whether the reply stays in this process, so that it may be any object; otherwise it must be a {@code byte[]}.
         */
        boolean isLocal();

        void send(Object answer);

        /** Sends bytes, around Java serialization if this Spark allows it. The same bytes may be sent in several replies. */
        void send(RpcBytes answer);
    }

    /** Where a reply to another process takes its bytes; null if this Spark has no such field. */
    private static final Field CALLBACK = field();

    private final RpcEnv environment;
    private final RpcEndpointRef reference;

    private DriverEndpoint(RpcEnv environment, RpcEndpointRef reference) {
        this.environment = environment;
        this.reference = reference;
    }

    /** @param name must be unused in the context */
    public static DriverEndpoint open(SparkContext context, String name, Receiver receiver) {
        return open(context.env().rpcEnv(), name, receiver);
    }

    static DriverEndpoint open(RpcEnv environment, String name, Receiver receiver) {
        return new DriverEndpoint(environment, environment.setupEndpoint(name, new Endpoint(environment, receiver)));
    }

    @Override
    public void close() {
        environment.stop(reference);
    }

    private static final class Endpoint implements RpcEndpoint {

        private final RpcEnv environment;
        private final Receiver receiver;

        Endpoint(RpcEnv environment, Receiver receiver) {
            this.environment = environment;
            this.receiver = receiver;
        }

        @Override
        public RpcEnv rpcEnv() {
            return environment;
        }

        @Override
        public PartialFunction<Object, BoxedUnit> receive() {
            return new Total() {
                @Override
                void take(Object message) {
                    receiver.told(message);
                }
            };
        }

        @Override
        public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext call) {
            RpcAddress here = environment.address();
            return new Total() {
                @Override
                void take(Object message) {
                    receiver.asked(message, new Answer(call, here.equals(call.senderAddress())));
                }
            };
        }
    }

    private record Answer(RpcCallContext call, boolean isLocal) implements Reply {

        @Override
        public void send(Object answer) {
            call.reply(answer);
        }

        @Override
        public void send(RpcBytes answer) {
            RpcResponseCallback callback = isLocal ? null : callback();
            if (callback == null) {
                call.reply(answer.array());
            } else {
                callback.onSuccess(answer.message());
            }
        }

        private RpcResponseCallback callback() {
            try {
                return CALLBACK != null && CALLBACK.getDeclaringClass().isInstance(call)
                        ? (RpcResponseCallback) CALLBACK.get(call)
                        : null;
            } catch (IllegalAccessException | ClassCastException e) {
                return null;
            }
        }
    }

    private static Field field() {
        try {
            Field field = RemoteNettyRpcCallContext.class.getDeclaredField("callback");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    /** A function that takes every message. */
    private abstract static class Total extends AbstractPartialFunction<Object, BoxedUnit> {

        abstract void take(Object message);

        @Override
        public boolean isDefinedAt(Object message) {
            return true;
        }

        @Override
        public BoxedUnit apply(Object message) {
            take(message);
            return BoxedUnit.UNIT;
        }
    }
}
