package dev.lockstep.spark.published;

import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The content of the file {@value #FILE}: the current version, and all else that changes with a switch, so that one
 * replaced file switches everything.
 *
 * @param since when the version became current
 * @param previous the version that was current before
 * @param left when each other version was current last
 */
public record Pointer(
        VersionName version, Instant since, Optional<VersionName> previous, Map<VersionName, Instant> left) {

    static final String FILE = "current";

    private static final String FORMAT = "lockstep-current-1";
    private static final String PREVIOUS = "previous";

    public Pointer {
        left = Map.copyOf(left);
    }

    /** The first switch. */
    static Pointer first(VersionName version, Instant now) {
        return new Pointer(version, now, Optional.empty(), Map.of());
    }

    /**
     * A switch to another version.
     *
     * @param there the versions that exist
     */
    Pointer to(VersionName next, Instant now, Set<VersionName> there) {
        Map<VersionName, Instant> before = new TreeMap<>(left);
        before.put(version, now);
        before.remove(next);
        before.keySet().retainAll(there);
        return new Pointer(next, now, Optional.of(version), before);
    }

    /** Whether a version is or was current. */
    public boolean wasEver(VersionName other) {
        return version.equals(other) || left.containsKey(other);
    }

    String text() {
        return Json.pretty(new Keys()
                .with("format", FORMAT)
                .with("version", version.toString())
                .with("model", model(version))
                .with("since", since.toString())
                .with(PREVIOUS, previous.map(VersionName::toString).orElse(null))
                .with(
                        "left",
                        new TreeMap<>(left)
                                .entrySet().stream()
                                        .map(one -> one.getKey() + " " + one.getValue())
                                        .toList())
                .map());
    }

    /** The path of a version's Spark ML model, from the published folder. */
    static String model(VersionName version) {
        return PublishedFolder.VERSIONS + "/" + version + "/" + VersionFolder.MODEL;
    }

    /** Empty if the text is not, or is not all of, such a file. */
    static Optional<Pointer> parse(String text) {
        Map<String, String> fields = Json.texts(text);
        if (!FORMAT.equals(fields.get("format"))) {
            return Optional.empty();
        }
        try {
            Map<VersionName, Instant> left = new TreeMap<>();
            for (String one : Json.list(text, "left")) {
                List<String> parts = List.of(one.split(" ", 2));
                left.put(VersionName.parse(parts.get(0)).orElseThrow(), Instant.parse(parts.get(1)));
            }
            return Optional.of(new Pointer(
                    VersionName.parse(fields.getOrDefault("version", "")).orElseThrow(),
                    Instant.parse(fields.getOrDefault("since", "")),
                    VersionName.parse(String.valueOf(fields.get(PREVIOUS))),
                    left));
        } catch (DateTimeException | NoSuchElementException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
