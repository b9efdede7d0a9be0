package dev.lockstep.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import scala.jdk.javaapi.CollectionConverters;
import scala.tools.nsc.GenericRunnerSettings;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.shell.ILoop;
import scala.tools.nsc.interpreter.shell.ShellConfig;

/**
 * What {@code spark-shell} is: Scala's shell in a process of {@code spark-submit}, with a session. Spark's own class for
 * it is in an installation of Spark, and in no Maven repository that we can count on.
 */
public final class ScalaShell {

    private static final String SESSION = """
            @transient val spark = org.apache.spark.sql.SparkSession.builder().getOrCreate()
            @transient val sc = spark.sparkContext
            import org.apache.spark.SparkContext._
            import spark.implicits._
            import spark.sql
            import org.apache.spark.sql.functions._
            """;

    private ScalaShell() {}

    /** @param arguments such as {@code -i script.scala} */
    public static void main(String[] arguments) throws IOException {
        Path classes = Files.createTempDirectory("shell");
        Path session = Files.writeString(classes.resolve("session.scala"), SESSION);
        System.setProperty("spark.repl.class.outputDir", classes.toString());
        List<String> options = new ArrayList<>(List.of("-usejavacp", "-Yrepl-class-based", "-Yrepl-outdir"));
        options.addAll(List.of(classes.toString(), "-classpath", jars(), "-i", session.toString()));
        options.addAll(List.of(arguments));
        Settings settings = new GenericRunnerSettings(wrong -> {
            throw new IllegalArgumentException(wrong);
        });
        settings.processArguments(CollectionConverters.asScala(options).toList(), true);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        new ILoop(ShellConfig.apply(settings), in, out).run(settings);
    }

    /** Those of {@code --jars}. */
    private static String jars() {
        List<String> paths = new ArrayList<>();
        for (String jar : System.getProperty("spark.jars", "").split(",")) {
            if (!jar.isEmpty()) {
                paths.add(Path.of(URI.create(jar)).toString());
            }
        }
        return String.join(File.pathSeparator, paths);
    }
}
