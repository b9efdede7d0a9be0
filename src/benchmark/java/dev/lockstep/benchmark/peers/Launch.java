package dev.lockstep.benchmark.peers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How a process is started. */
record Launch(List<String> command, Map<String, String> environment) {

    /** Settings with which each library prints the kernels it has chosen. */
    private static final Map<String, String> TALKING =
            Map.of("MKL_VERBOSE", "1", "ONEDNN_VERBOSE", "1", "OPENBLAS_VERBOSE", "2");

    /** The Java of this process, with options, which include the class and its arguments. */
    static Launch java(List<Path> classPath, List<String> options, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.addAll(options);
        return new Launch(command, environment);
    }

    Peer start() {
        return Peer.start(command, environment);
    }

    /** All that it prints if it is asked nothing, and its libraries are to say what they do. */
    List<String> said() {
        Map<String, String> talking = new HashMap<>(environment);
        talking.putAll(TALKING);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(talking);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.asList(all.split("\n", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
