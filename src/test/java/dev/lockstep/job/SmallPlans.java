package dev.lockstep.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Plans that train for seconds on a few hundred rows, written into a folder with their data. */
public enum SmallPlans {
    ADAM_WITH_DROPOUT_AND_EARLY_STOPPING("""
            data: {train: {path: %1$s}, validation: {fraction: 0.2}, label: y}
            network: {hidden: [{units: 16, activation: tanh, dropout: 0.2}]}
            loss: cross_entropy
            optimizer: adam
            learningRate: 0.03
            training: {epochs: 60, batchSize: 32, shards: 4, earlyStopping: {metric: loss, patience: 2}}
            checkpoint: {everySteps: 3, everyEpochs: 2}
            math: {blas: java}
            output: %2$s
            """),
    MOMENTUM_WITH_DROPOUT_AND_PLATEAU("""
            data: {train: {path: %1$s}, validation: {fraction: 0.2}, label: x0, scaleLabel: standard}
            network: {hidden: [{units: 16, activation: relu, dropout: 0.3}]}
            loss: mse
            optimizer: {name: momentum, nesterov: true}
            learningRate: {name: plateau, initial: 0.05, factor: 0.3, patience: 1}
            training: {epochs: 12, batchSize: 24, shards: 3}
            math: {blas: java}
            output: %2$s
            """),
    ENSEMBLE_WITH_DROPOUT_AND_EARLY_STOPPING("""
            data: {train: {path: %1$s}, validation: {fraction: 0.2}, label: y}
            network: {hidden: [{units: 16, activation: tanh, dropout: 0.2}]}
            loss: cross_entropy
            learningRate: 0.03
            training: {ensemble: 3, epochs: 60, batchSize: 32, shards: 4, earlyStopping: {metric: loss, patience: 2}}
            checkpoint: {everySteps: 3, everyEpochs: 2}
            math: {blas: java}
            output: %2$s
            """),
    LBFGS_WITH_EARLY_STOPPING("""
            data: {train: {path: %1$s}, validation: {fraction: 0.2}, label: y}
            network: {hidden: [{units: 8, activation: tanh}]}
            loss: cross_entropy
            penalty: {l2: 0.0001}
            optimizer: {name: lbfgs, memory: 4}
            training: {epochs: 60, shards: 4, earlyStopping: {metric: loss, patience: 6}}
            math: {blas: java}
            output: %2$s
            """);

    private static final int ROWS = 400;
    private static final int FEATURES = 5;

    private final String text;

    SmallPlans(String text) {
        this.text = text;
    }

    /** Writes the plan and its data; the run goes to {@code output}. */
    public Path write(Path folder, String output) throws IOException {
        Path data = folder.resolve("rows.csv");
        if (!Files.exists(data)) {
            Files.writeString(data, rows(ROWS));
        }
        return Files.writeString(folder.resolve(name() + ".yaml"), String.format(text, data, output));
    }

    /** The rows, in a folder of several files with a header each. */
    public static Path split(Path folder, int files) throws IOException {
        Path split = Files.createDirectories(folder.resolve("split"));
        List<String> lines = rows(ROWS).lines().toList();
        for (int file = 0; file < files; file++) {
            List<String> part = new ArrayList<>(lines.subList(0, 1));
            part.addAll(lines.subList(1 + ROWS * file / files, 1 + ROWS * (file + 1) / files));
            Files.write(split.resolve(file + ".csv"), part);
        }
        return split;
    }

    /** Three classes, cut out of the plane by noisy curves. */
    public static String rows(int count) {
        Random random = new Random(7);
        StringBuilder rows = new StringBuilder("x0,x1,x2,x3,x4,y\n");
        for (int i = 0; i < count; i++) {
            double[] x = random.doubles(FEATURES, -2, 2).toArray();
            double height = Math.sin(2 * x[0]) + x[1] * x[2] + 0.5 * random.nextGaussian();
            for (double value : x) {
                rows.append(value).append(',');
            }
            rows.append(height < -0.7 ? 0 : height < 0.7 ? 1 : 2).append('\n');
        }
        return rows.toString();
    }
}
