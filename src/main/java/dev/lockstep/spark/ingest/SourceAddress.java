package dev.lockstep.spark.ingest;

import dev.lockstep.spark.store.Address;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;

/** The locations that a source's path or pattern covers: existing ones, and those that would match. */
public final class SourceAddress {

    private final List<Address> there = new ArrayList<>();
    private Optional<Pattern> pattern = Optional.empty();

    private SourceAddress() {}

    /**
     * A file or a folder.
     *
     * @throws IllegalArgumentException if it is not a path
     * @throws IOException if its file system cannot be used
     */
    public static SourceAddress ofPath(String path, Configuration configuration) throws IOException {
        SourceAddress source = new SourceAddress();
        source.there.add(Address.of(path, configuration));
        return source;
    }

    /** A path that Spark reads, possibly a pattern; throws as {@link #ofPath}. */
    public static SourceAddress ofPattern(String path, Configuration configuration) throws IOException {
        Path whole = new Path(path);
        if (!isPattern(path)) {
            return ofPath(path, configuration);
        }
        SourceAddress source = new SourceAddress();
        source.pattern = Optional.of(Pattern.of(whole, configuration));
        FileStatus[] found = whole.getFileSystem(configuration).globStatus(whole);
        for (FileStatus file : found == null ? new FileStatus[0] : found) {
            source.there.add(Address.of(file.getPath(), configuration));
        }
        return source;
    }

    /** The same rule as in Spark. */
    private static boolean isPattern(String path) {
        return path.matches(".*[{}\\[\\]*?\\\\].*");
    }

    /** How an output overlaps the source, such as {@code is inside /data}; empty if it does not. */
    public Optional<String> meeting(Address output) {
        for (Address source : there) {
            if (source.is(output)) {
                return Optional.of("is the same place as " + source);
            }
            if (source.holds(output)) {
                return Optional.of("is inside " + source);
            }
            if (output.holds(source)) {
                return Optional.of("contains " + source);
            }
        }
        return pattern.filter(names -> names.matches(output)).map(names -> "matches the pattern");
    }

    /**
     * A pattern below a folder.
     *
     * @param names one per level, from the first level with a pattern
     */
    private record Pattern(Address folder, List<String> names) {

        static Pattern of(Path pattern, Configuration configuration) throws IOException {
            List<String> names = new ArrayList<>();
            Path folder = pattern;
            int patterns = 0;
            for (Path at = pattern; at != null && !at.getName().isEmpty(); at = at.getParent()) {
                names.add(0, at.getName());
                if (isPattern(at.getName())) {
                    patterns = names.size();
                    folder = at.getParent();
                }
            }
            List<String> last = List.copyOf(names.subList(names.size() - patterns, names.size()));
            Path above = folder == null ? new Path(".") : folder;
            return new Pattern(Address.of(above, configuration), last);
        }

        /** Whether the output, or a folder that contains it, matches. */
        boolean matches(Address output) {
            if (!folder.holds(output)) {
                return false;
            }
            int depth = folder.path().depth();
            List<String> below = Arrays.stream(output.path().toUri().getPath().split("/"))
                    .filter(name -> !name.isEmpty())
                    .skip(depth)
                    .toList();
            if (below.size() < names.size()) {
                return false;
            }
            for (int i = 0; i < names.size(); i++) {
                if (!accepts(names.get(i), below.get(i))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean accepts(String pattern, String name) {
            try {
                return new GlobFilter(pattern).accept(new Path("/", name));
            } catch (IOException | IllegalArgumentException e) {
                // Spark reports what is wrong with it; nothing matches it.
                return false;
            }
        }
    }
}
