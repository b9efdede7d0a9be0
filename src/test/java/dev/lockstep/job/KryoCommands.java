package dev.lockstep.job;

import dev.lockstep.run.CommandSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A process whose Spark session, made by a command, refuses to send what is not registered: runs commands, prints their codes. */
public final class KryoCommands {

    private static final String ROWS =
            "data: {train: FOLDER/rows.csv, validation: {fraction: 0.2}, test: FOLDER/rows.csv, ";
    private static final String SPARSE = "data: {train: FOLDER/rows.svm, label: label, storage: sparse, ";
    private static final String SMALL = "training: {epochs: 1, shards: 3";

    /** Plans that send each kind of thing at least once. */
    private static final Map<String, String> PLANS = new TreeMap<>(Map.of(
            "classes",
            ROWS + "label: y, features: [a, b, c], categorical: [c], missing: mean}\n"
                    + "loss: cross_entropy\nnetwork: {hidden: [{units: 3, activation: prelu}]}\n" + SMALL
                    + ", earlyStopping: {metric: area_under_roc}}\n",
            "jobs",
            ROWS + "label: y, features: [a, b]}\nloss: cross_entropy\n" + SMALL + ", engine: job}\n",
            "numbers",
            ROWS
                    + "label: t, features: [a, b], scaleLabel: standard, scale: robust, encode: piecewise_linear}\nloss: mse\n"
                    + SMALL + "}\n",
            "labels",
            ROWS + "label: [y, u], features: [a, b]}\nloss: binary_cross_entropy\n" + SMALL + "}\n",
            "lbfgs",
            ROWS + "label: y, features: [a, b]}\noptimizer: lbfgs\nloss: cross_entropy\n" + SMALL + "}\n",
            "sparse",
            SPARSE + "scale: none}\nloss: cross_entropy\n" + SMALL + "}\n",
            "sparsejobs",
            SPARSE + "scale: none}\nloss: cross_entropy\n" + SMALL + ", engine: job}\n"));

    /** Those whose runs are scored as others are. */
    private static final Set<String> NOT_SCORED = Set.of("jobs", "lbfgs", "sparsejobs");

    private KryoCommands() {}

    public static void main(String[] arguments) throws IOException {
        Map.of(
                        "spark.master", "local[2]",
                        "spark.ui.enabled", "false",
                        "spark.driver.host", "localhost",
                        "spark.driver.bindAddress", "127.0.0.1",
                        "spark.sql.shuffle.partitions", "2",
                        "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
                        "spark.kryo.registrationRequired", "true")
                .forEach(System::setProperty);
        Path folder = Path.of(arguments[0]);
        writeRows(folder);
        // Later commands find the session that the first makes.
        try (CommandSession session = CommandSession.open("kryo")) {
            System.out.println(session.spark().conf().get("spark.kryo.registrator"));
            System.out.println(
                    "redacts " + session.spark().sparkContext().conf().get("spark.redaction.regex"));
            for (Map.Entry<String, String> plan : PLANS.entrySet()) {
                runAll(folder, plan.getKey(), plan.getValue());
            }
        }
    }

    private static void writeRows(Path folder) throws IOException {
        StringBuilder csv = new StringBuilder("a,b,c,y,t,u\n");
        StringBuilder svm = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            csv.append("%d,%d,%s,%d,%s,%d%n".formatted(i, i * 7 % 5, "xyz".charAt(i % 3), i % 2, i * 0.5, i / 3 % 2));
            svm.append("%d %d:1 %d:%d%n".formatted(i % 3, 1 + i % 30, 31 + i % 9, i + 1));
        }
        Files.writeString(folder.resolve("rows.csv"), csv);
        Files.writeString(folder.resolve("rows.svm"), svm);
        Files.writeString(folder.resolve("bad.csv"), csv + "x,1,x,1,2,0\n");
    }

    private static void runAll(Path folder, String name, String text) throws IOException {
        String output = folder.resolve("run-" + name).toString();
        Path plan = Files.writeString(
                folder.resolve(name + ".yaml"), text.replace("FOLDER", folder.toString()) + "output: " + output + "\n");
        String data = folder.resolve(text.startsWith(SPARSE) ? "rows.svm" : "rows.csv")
                .toString();
        run(name, "train", plan.toString());
        if (NOT_SCORED.contains(name)) {
            return;
        }
        run(name, "evaluate", output, "--data", data);
        run(name, "predict", output, "--data", data, "--output", output + "-predicted");
        if (name.equals("classes")) {
            String bad = folder.resolve("bad.csv").toString();
            run(name, "train", plan.toString(), "--set", "data.train=" + bad, "--set", "output=" + output + "-bad");
            run(name, "predict", output, "--data", bad, "--output", output + "-none");
        }
    }

    private static void run(String name, String... arguments) {
        int code = Lockstep.run(new PrintWriter(System.out, true), new PrintWriter(System.out, true), arguments);
        System.out.println("code of " + String.join(" ", List.of(name, arguments[0])) + ": " + code);
    }
}
