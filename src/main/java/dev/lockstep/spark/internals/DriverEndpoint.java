package dev.lockstep.spark.internals;

import org.apache.spark.SparkContext;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpoint;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * The driver's end of messages from tasks. They go over Spark's own RPC: no port of ours, and encrypted and authenticated
 * as Spark is. In local mode they stay in memory.
 *
 * <p>Whoever opens it closes it.
 */
public final class DriverEndpoint implements AutoCloseable {

    /** What the driver does with messages; called on Spark's RPC threads, which must not wait. */
    public interface Receiver {

        /** A question: a {@code byte[]}, or from a task in this process any object. */
        void asked(Object message, Reply reply);

        /** A message without an answer. */
        void told(Object message);
    }

    /** The way back to who asked, once, now or later, from any thread. */
    public interface Reply {

        /** Whether the answer stays in this process, so that any object may be one; else it must be a {@code byte[]}. */
        boolean isLocal();

        void send(Object answer);
    }

    private final RpcEnv environment;
    private final RpcEndpointRef reference;

    private DriverEndpoint(RpcEnv environment, RpcEndpointRef reference) {
        this.environment = environment;
        this.reference = reference;
    }

    /** @param name must be unused in the context */
    public static DriverEndpoint open(SparkContext context, String name, Receiver receiver) {
        RpcEnv environment = context.env().rpcEnv();
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
