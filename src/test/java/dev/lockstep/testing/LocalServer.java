package dev.lockstep.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of a Python package on a port of its own, ended with all processes that it started. */
public final class LocalServer implements AutoCloseable {

    private static final long MINUTES = 3;
    private static final long LOOK_MILLIS = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final int port;

    /**
     * Starts it and waits until it answers.
     *
     * @param health a path that it answers
     * @param arguments besides {@code --host} and {@code --port}
     */
    public LocalServer(VirtualEnvironment python, Path folder, String module, String health, List<String> arguments)
            throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        log = Files.createDirectories(folder).resolve("server.log");
        process = python.start(
                module,
                log,
                Stream.concat(arguments.stream(), Stream.of("--host", "127.0.0.1", "--port", "" + port))
                        .toArray(String[]::new));
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        while (!has(health)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IllegalStateException(module + " did not start: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Whether it answers to a request. */
    public boolean has(String path) throws InterruptedException {
        try {
            return response(path).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public String uri() {
        return "http://127.0.0.1:" + port;
    }

    /** What it answers to a request. */
    public String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = response(path);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private HttpResponse<String> response(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(uri() + path))
                        .timeout(Duration.ofMinutes(1))
                        .build(),
                BodyHandlers.ofString());
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }
}
