package dev.lockstep.spark.store;

import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The process that holds a lease, as far as the lease's text says. Process numbers mean something only within one boot of
 * one machine and one PID namespace of it (a container has its own), and to a user who sees all processes asked for: all
 * of that is in the text. Start times are in the kernel's ticks since boot, which no setting of a clock moves.
 *
 * @param id of the lease, not of the process
 */
public record LeaseHolder(String id, Map<String, String> place, long pid, String started) {

    private static final String HOST = "host";
    private static final List<String> PLACE = List.of(HOST, "user", "boot", "pidNamespace");
    private static final Path PROC = Path.of("/proc");
    /** The start time among the fields of {@code /proc/<pid>/stat} behind the process's name. */
    private static final int START = 19;

    public LeaseHolder {
        place = Map.copyOf(place);
    }

    /** This process. */
    public static LeaseHolder here(String id) {
        Map<String, String> place = new LinkedHashMap<>();
        place.put(HOST, host());
        place.put("user", System.getProperty("user.name", ""));
        place.put("boot", bootId());
        place.put("pidNamespace", pidNamespace());
        long pid = ProcessHandle.current().pid();
        return new LeaseHolder(id, place, pid, startOf(pid));
    }

    /** The holder in a lease's text, which may be anything. */
    static LeaseHolder of(String text) {
        Map<String, String> fields = Json.texts(text);
        Map<String, String> place = new LinkedHashMap<>();
        PLACE.forEach(key -> place.put(key, fields.getOrDefault(key, "")));
        String pid = fields.getOrDefault("pid", "");
        return new LeaseHolder(
                fields.getOrDefault("id", ""),
                place,
                pid.matches("\\d{1,18}") ? Long.parseLong(pid) : 0,
                fields.getOrDefault("started", ""));
    }

    public String text(long beat) {
        Keys keys = new Keys().with("id", id);
        PLACE.forEach(key -> keys.with(key, place.get(key)));
        return Json.pretty(keys.with("pid", pid)
                .with("started", started)
                .with("beat", beat)
                .map());
    }

    /** Whether it is certain that the process is no more; where that cannot be known, as outside Linux, it is not. */
    boolean isCertainlyDead() {
        boolean comparable = pid > 0 && !started.isEmpty() && !place.containsValue("");
        return comparable && place.equals(here(id).place()) && !started.equals(startOf(pid));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    private static String bootId() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String pidNamespace() {
        try {
            return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** When a process started, in ticks since boot; empty if there is none. */
    private static String startOf(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            // The process's name stands in brackets, and may have some of its own.
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START];
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return pid > 0 ? "process " + pid + " on " + place.get(HOST) : "unknown";
    }
}
