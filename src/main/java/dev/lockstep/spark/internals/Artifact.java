package dev.lockstep.spark.internals;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The artifacts of Lockstep, and the Spark lines that each runs on: the table of {@code docs/spark-lines.md}. */
public enum Artifact {
    SPARK3("lockstep-spark3_2.12", 3, "2.12", List.of("3.5")),
    SPARK4("lockstep-spark4_2.13", 4, "2.13", List.of("4.0", "4.1", "4.2"));

    /** Versions of the lines that do not work. */
    private static final String REFUSED = "4.0.0";

    private static final Pattern VERSION = Pattern.compile("((\\d+)\\.\\d+)(\\.\\d+)?.*");

    private final String id;
    private final int spark;
    private final String scala;
    private final List<String> lines;

    Artifact(String id, int spark, String scala, List<String> lines) {
        this.id = id;
        this.spark = spark;
        this.scala = scala;
        this.lines = lines;
    }

    /** The artifact of this build. */
    public static Artifact current() {
        return LineApi.ARTIFACT;
    }

    /** The artifact's id in Maven repositories. */
    public String id() {
        return id;
    }

    /** The Scala version that it is built for. */
    public String scala() {
        return scala;
    }

    /** The Spark lines that it is tested on. */
    public List<String> lines() {
        return lines;
    }

    /** Why this artifact cannot run on a Spark, and what to use instead; empty if it can. */
    public Optional<String> problem(String sparkVersion, String scalaVersion) {
        Matcher version = VERSION.matcher(sparkVersion);
        if (!version.matches()) {
            return Optional.empty();
        }
        if ((version.group(1) + version.group(3)).equals(REFUSED)) {
            return Optional.of("Spark " + sparkVersion + " is not supported: it breaks every estimator that is not"
                    + " Spark's own (SPARK-52259); use Spark 4.0.1 or newer");
        }
        int major = Integer.parseInt(version.group(2));
        boolean otherScala = !scalaVersion.startsWith(scala + ".");
        boolean otherSpark = this == SPARK3 ? major > spark : major < spark;
        if (!otherScala && !otherSpark) {
            return Optional.empty();
        }
        return Optional.of(id + " is for Spark " + words() + " with Scala " + scala + " but this is Spark "
                + sparkVersion + " with Scala " + scalaVersion + "; " + remedy(major, scalaVersion));
    }

    private String words() {
        return this == SPARK3 ? lines.get(0) : Integer.toString(spark);
    }

    private static String remedy(int major, String scalaVersion) {
        for (Artifact artifact : values()) {
            if (artifact.spark == major) {
                return (scalaVersion.startsWith(artifact.scala + ".")
                                ? "use "
                                : "use a Spark with Scala " + artifact.scala + ", and ")
                        + artifact.id;
            }
        }
        return "use Spark " + SPARK3.words() + " with " + SPARK3.id + ", or Spark " + SPARK4.words() + " with "
                + SPARK4.id;
    }

    /** Says that a Spark is of a line that this artifact is not tested on; empty if it is tested. */
    public Optional<String> warning(String sparkVersion) {
        Matcher version = VERSION.matcher(sparkVersion);
        if (version.matches() && lines.contains(version.group(1))) {
            return Optional.empty();
        }
        return Optional.of("Lockstep is not tested on Spark " + sparkVersion + "; " + id + " is for Spark "
                + String.join(", ", lines));
    }
}
