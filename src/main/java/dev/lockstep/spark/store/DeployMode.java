package dev.lockstep.spark.store;

import dev.lockstep.plan.PlanException;
import java.util.regex.Pattern;

/** Whether the driver runs on the local machine (client) or on a machine of the cluster (cluster deploy mode). */
public enum DeployMode {
    CLIENT {
        @Override
        public String hint(String message) {
            return "";
        }

        @Override
        void requireLasting(String name, String output, String scheme) {}
    },

    CLUSTER {
        @Override
        public String hint(String message) {
            return message.contains("no such file")
                    ? "in cluster deploy mode the driver runs on another machine: give full addresses of files, such"
                            + " as hdfs://host/plan.yaml, or ship a plan with -- --files conf/plan.yaml and name it"
                            + " plan.yaml"
                    : "";
        }

        @Override
        void requireLasting(String name, String output, String scheme) {
            if (scheme.equals("file") && !ADDRESS.matcher(output).lookingAt()) {
                throw new PlanException(name + " must be a full address in cluster deploy mode, such as"
                        + " hdfs://host/runs/x, but is " + output
                        + ", a folder on the driver's machine that is lost with the driver");
            }
        }
    };

    private static final Pattern ADDRESS = Pattern.compile("/|[A-Za-z][A-Za-z0-9+.-]*:");

    public static DeployMode current() {
        return of(System.getProperty("spark.submit.deployMode", "client"));
    }

    static DeployMode of(String name) {
        return name.equals("cluster") ? CLUSTER : CLIENT;
    }

    /** An explanation to append to a message; empty if there is none. */
    public abstract String hint(String message);

    /**
     * @param name the name of the output in messages
     * @param scheme of the file system that it is on
     * @throws PlanException if the output would be lost with the driver
     */
    abstract void requireLasting(String name, String output, String scheme);
}
