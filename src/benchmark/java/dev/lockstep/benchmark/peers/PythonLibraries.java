package dev.lockstep.benchmark.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The libraries of Python that train such networks, where this machine has them.
 *
 * @param pythons which Python has a library, by the name of its module
 * @param missing the libraries that none has
 */
public record PythonLibraries(Map<String, String> pythons, List<String> missing) {

    /** For where there is nobody to compare with. */
    public static final PythonLibraries NONE = new PythonLibraries(Map.of(), List.of());

    private static final List<String> MODULES = List.of("torch", "sklearn");
    /** The first of the path may be one without packages. */
    private static final List<String> COMMANDS = List.of("python3", "/usr/bin/python3");

    private static final int SECONDS_TO_IMPORT = 60;

    public static PythonLibraries find() {
        Map<String, String> pythons = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (String module : MODULES) {
            COMMANDS.stream()
                    .filter(python -> has(python, module))
                    .findFirst()
                    .ifPresentOrElse(python -> pythons.put(module, python), () -> missing.add(module));
        }
        return new PythonLibraries(pythons, missing);
    }

    private static boolean has(String python, String module) {
        try {
            Process process = new ProcessBuilder(python, "-c", "import " + module)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(SECONDS_TO_IMPORT, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
