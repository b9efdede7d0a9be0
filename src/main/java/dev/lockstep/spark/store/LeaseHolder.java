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
 * The process that holds a lease, according to the text of the lease. Process ids are valid only within one boot of a
 * machine, one PID namespace (containers have their own) and one user, so the text contains all of these. Start times
 * are kernel ticks since boot, which do not change with the clock.
 *
 * @param id of the lease, not of the process
 */
public record LeaseHolder(String id, Map<String, String> place, long pid, String started) {

    private static final String HOST = "host";
    private static final List<String> PLACE = List.of(HOST, "user", "boot", "pidNamespace");
    private static final Path PROC = Path.of("/proc");
    /** The index of the start time among the fields of {@code /proc/<pid>/stat} after the process name. */
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

    /** Parses the text of a lease, which may be invalid. */
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

    /** Whether the process is known to be dead; false if that cannot be determined, as outside Linux. */
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

    /** The start time of a process, in ticks since boot; empty if it does not exist. */
    private static String startOf(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            // The process name is in parentheses, and may contain parentheses.
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
