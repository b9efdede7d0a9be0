package dev.lockstep.spark.internals;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.util.RpcUtils;
import scala.concurrent.Await;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** A task's reference to an endpoint of the driver. */
public final class DriverReference {

    private static final FiniteDuration SLICE = new FiniteDuration(200, TimeUnit.MILLISECONDS);

    private final RpcEndpointRef reference;

    private DriverReference(RpcEndpointRef reference) {
        this.reference = reference;
    }

    /** @param name of the {@link DriverEndpoint} */
    public static DriverReference to(String name) {
        SparkEnv environment = SparkEnv.get();
        return new DriverReference(RpcUtils.makeDriverRef(name, environment.conf(), environment.rpcEnv()));
    }

    /** A pending request. */
    public interface Answer {

        /**
         * Waits for the reply.
         *
         * @param meanwhile called at least every 200 ms; an exception ends the wait
         * @throws TimeoutException if there was no reply in time: ask again
         */
        Object await(Runnable meanwhile) throws TimeoutException, InterruptedException;
    }

    /** Sends a request without waiting. */
    public Answer ask(Object message, Duration timeout) {
        FiniteDuration limit = new FiniteDuration(timeout.toMillis(), TimeUnit.MILLISECONDS);
        ClassTag<Object> anything = ClassTag$.MODULE$.Object();
        Future<Object> future = reference.ask(message, new RpcTimeout(limit, "training.residentTimeout"), anything);
        return meanwhile -> await(future, meanwhile);
    }

    private static Object await(Future<Object> future, Runnable meanwhile)
            throws TimeoutException, InterruptedException {
        while (!future.isCompleted()) {
            try {
                Await.ready(future, SLICE);
            } catch (TimeoutException e) {
                meanwhile.run();
            }
        }
        return future.value().get().get();
    }

    /** Sends a message without a reply. */
    public void tell(Object message) {
        reference.send(message);
    }
}
