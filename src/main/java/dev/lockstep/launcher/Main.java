package dev.lockstep.launcher;

import java.lang.reflect.InvocationTargetException;

/**
 * The main class. Spark 3.5 also runs on Java 8 and 11, where Lockstep's other classes cannot be loaded; this one can, and
 * says what is needed.
 */
public final class Main {

    private static final int NEEDED = 17;
    private static final int WRONG_COMMAND = 2;
    private static final String COMMANDS = "dev.lockstep.job.Lockstep";

    private Main() {}

    public static void main(String[] arguments) throws Throwable {
        String problem = problem(System.getProperty("java.specification.version"), System.getProperty("java.home"));
        if (!problem.isEmpty()) {
            System.err.println("error: " + problem);
            System.exit(WRONG_COMMAND);
        }
        try {
            Class.forName(COMMANDS).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /**
     * Why this Java cannot run Lockstep, and what to do; empty if it can.
     *
     * @param specification such as 1.8, 11 or 17
     */
    static String problem(String specification, String home) {
        String release = specification.startsWith("1.") ? specification.substring(2) : specification;
        if (Integer.parseInt(release) >= NEEDED) {
            return "";
        }
        return "Lockstep needs Java " + NEEDED + " or newer but the driver runs on Java " + release + " (" + home
                + "); the table \"Java 17\" in docs/spark-lines.md shows how Databricks, EMR, Dataproc and YARN provide"
                + " it, for driver and executors";
    }
}
