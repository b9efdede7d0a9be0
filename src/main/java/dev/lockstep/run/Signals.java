package dev.lockstep.run;

import dev.lockstep.catalog.EnvironmentException;
import java.lang.reflect.Proxy;

/**
 * Handles signals through {@code sun.misc.Signal}, by reflection because the compiler warns of direct use. A shutdown
 * hook would race those of Spark.
 */
final class Signals {

    private Signals() {}

    /** Runs an action on its own thread for every signal of a kind, such as {@code TERM}. */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
        } catch (ReflectiveOperationException e) {
            throw new EnvironmentException("this Java has no way to handle the signal " + name, e);
        }
    }
}
