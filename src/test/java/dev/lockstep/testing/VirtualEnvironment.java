package dev.lockstep.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** The Python of this machine with the packages of a file, in {@code target}. Made once for the file. */
public final class VirtualEnvironment {

    private static final Path FOLDER = Project.path("target", "python");

    private final Path interpreter;

    private VirtualEnvironment(Path folder) {
        this.interpreter = folder.resolve("bin/python");
    }

    /** @param requirements packages, as pip reads them */
    public static VirtualEnvironment of(Path requirements) throws IOException, InterruptedException {
        String name = requirements.getParent().getFileName() + "-"
                + Integer.toHexString(Files.readString(requirements).hashCode());
        Path folder = Files.createDirectories(FOLDER).resolve(name);
        VirtualEnvironment made = new VirtualEnvironment(folder);
        Path complete = folder.resolve("complete");
        try (FileChannel file = FileChannel.open(
                        FOLDER.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && !Files.exists(complete)) {
                FileUtils.deleteDirectory(folder.toFile());
                call(List.of("python3", "-m", "venv", folder.toString()));
                String python = made.interpreter.toString();
                call(List.of(python, "-m", "pip", "install", "--quiet", "-r", requirements.toString()));
                Files.createFile(complete);
            }
        }
        return made;
    }

    /** Runs a script that must end well, and returns what it prints. */
    public String run(Path script, String... arguments) throws IOException, InterruptedException {
        return call(command(script.toString(), arguments));
    }

    /** Starts a module of the environment. */
    public Process start(String module, Path log, String... arguments) throws IOException {
        return new ProcessBuilder(command(
                        "-m",
                        Stream.concat(Stream.of(module), Stream.of(arguments)).toArray(String[]::new)))
                .directory(log.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private List<String> command(String first, String... arguments) {
        return Stream.concat(Stream.of(interpreter.toString(), first), Stream.of(arguments))
                .toList();
    }

    private static String call(List<String> command) throws IOException, InterruptedException {
        Script.Result result = Script.run(Map.of(), command, FOLDER);
        if (result.code() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + result);
        }
        return result.out();
    }
}
