package dev.lockstep.job;

import org.apache.spark.sql.SparkSession;

/** The Spark session of one command: the process's own if there is one, which stays, else a new one, which ends with the command. */
final class CommandSession implements AutoCloseable {

    private final SparkSession session;
    private final boolean created;

    private CommandSession(SparkSession session, boolean created) {
        this.session = session;
        this.created = created;
    }

    /** @param name of the application, where it is a new one */
    static CommandSession open(String name) {
        boolean created = SparkSession.getDefaultSession().isEmpty();
        return new CommandSession(SparkSession.builder().appName(name).getOrCreate(), created);
    }

    SparkSession spark() {
        return session;
    }

    @Override
    public void close() {
        if (created) {
            session.stop();
        }
    }
}
