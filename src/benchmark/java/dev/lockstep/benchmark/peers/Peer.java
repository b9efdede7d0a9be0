package dev.lockstep.benchmark.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Another process that trains the same when asked: a line of words in, a line of JSON out. It idles in between. */
public final class Peer implements AutoCloseable {

    private static final int MINUTES_UNTIL_IT_HANGS = 5;

    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private JsonNode hello;

    private Peer(Process process) {
        this.process = process;
        this.answers = process.inputReader();
        this.questions = process.outputWriter();
    }

    /** Starts a process, whose first line says who it is. */
    static Peer start(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        try {
            return new Peer(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it said of itself; waits until it has started. */
    public String said(String key) {
        if (hello == null) {
            hello = answer();
        }
        return hello.path(key).asText();
    }

    /** Its answer's numbers by name. */
    public Map<String, Double> ask(String question) {
        String name = said("name");
        try {
            questions.write(question + "\n");
            questions.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " is gone", e);
        }
        Map<String, Double> numbers = new HashMap<>();
        answer().fields()
                .forEachRemaining(
                        field -> numbers.put(field.getKey(), field.getValue().asDouble()));
        return numbers;
    }

    private JsonNode answer() {
        try {
            return CompletableFuture.supplyAsync(this::read)
                    .orTimeout(MINUTES_UNTIL_IT_HANGS, TimeUnit.MINUTES)
                    .join();
        } catch (CompletionException e) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    "the benchmark's process " + process.info().commandLine().orElse("") + " does not answer", e);
        }
    }

    private JsonNode read() {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith("{")) {
                    return new ObjectMapper().readTree(line);
                }
            }
            throw new IllegalStateException("it ended");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            questions.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
