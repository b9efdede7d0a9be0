package dev.lockstep.job;

import dev.lockstep.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder with a run, rows, a plan, and files of people who know nothing of Lockstep. */
final class Places {

    private static final Path RELEASED = Project.path("src", "test", "resources", "released");
    private static final String PLAN = """
            data: {train: {path: %1$s/data/rows.csv}, label: income, features: [age, hours], missing: mean}
            loss: cross_entropy
            training: {epochs: 1, shards: 2}
            math: {blas: java}
            output: %1$s/new
            """;

    private Places() {}

    /** Lays them out. */
    static void in(Path folder) throws IOException {
        copy(RELEASED.resolve("run-1"), folder.resolve("run"));
        Files.createDirectories(folder.resolve("data/deep"));
        Files.copy(RELEASED.resolve("run-1-rows.csv"), folder.resolve("rows.csv"));
        Files.copy(RELEASED.resolve("run-1-rows.csv"), folder.resolve("data/rows.csv"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("rows-link.csv"), folder.resolve("rows.csv"));
        Files.createSymbolicLink(folder.resolve("run-link"), folder.resolve("run"));
        Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("absent"));
        Files.writeString(folder.resolve("file"), "precious");
        Files.createDirectories(folder.resolve("empty"));
        Files.createDirectories(folder.resolve("mine"));
        Files.writeString(folder.resolve("mine/precious.txt"), "precious");
        Files.createDirectories(folder.resolve("spark"));
        Files.writeString(folder.resolve("spark/_SUCCESS"), "");
        Files.writeString(folder.resolve("spark/part-00000-7d6e4a3a-c000.csv"), "a,prediction\n1,2\n");
        Files.writeString(folder.resolve("theirs.json"), "{\"run\": \"mine\", \"rows\": 3}\n");
        Files.writeString(folder.resolve("theirs.onnx"), "precious");
        Files.writeString(folder.resolve("plan.yaml"), String.format(PLAN, folder));
        Files.createDirectories(folder.resolve("plans"));
        Files.copy(folder.resolve("plan.yaml"), folder.resolve("plans/plan.yaml"));
        Files.copy(folder.resolve("plan.yaml"), folder.resolve("plans/other.yaml"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
