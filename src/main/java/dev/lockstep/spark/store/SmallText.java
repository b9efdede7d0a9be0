package dev.lockstep.spark.store;

import dev.lockstep.plan.PlanException;
import dev.lockstep.spark.internals.HadoopConfiguration;
import dev.lockstep.spark.internals.ShippedFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * The text of a small local file, of one shipped by {@code --files}, or of a file on any Hadoop file system if given as an
 * address such as {@code hdfs://host/plan.yaml}.
 */
public final class SmallText {

    private static final int LARGEST = 1 << 20;
    private static final Pattern ADDRESS = Pattern.compile("(?i)(file:|[a-z][a-z0-9+.-]+:/).*");
    private static final Pattern FILE = Pattern.compile("(?i)file:.*");

    private SmallText() {}

    /**
     * @param what the kind of file in messages, such as {@code the plan}
     * @throws PlanException if it cannot be read
     */
    public static String of(String file, String what) {
        try (InputStream in = openLocalOrShipped(file, what)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new PlanException(file + ": " + what + " must be at most 1 MiB of text but is more");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (PlanException e) {
            throw e;
        } catch (NoSuchFileException | FileNotFoundException | InvalidPathException e) {
            throw new PlanException(file + ": no such file", e);
        } catch (AccessDeniedException | AccessControlException e) {
            throw new PlanException(file + ": " + what + " must be readable but is not", e);
        } catch (CharacterCodingException e) {
            throw new PlanException(file + ": " + what + " must be text in UTF-8 but is not", e);
        } catch (IOException | RuntimeException e) { // File systems differ in what they throw for a wrong address.
            throw new PlanException(file + ": " + what + " cannot be read: " + Reason.of(e), e);
        }
    }

    private static InputStream openLocalOrShipped(String file, String what) throws IOException {
        Optional<String> shipped = ADDRESS.matcher(file).matches() || Files.exists(java.nio.file.Path.of(file))
                ? Optional.empty()
                : ShippedFiles.address(file);
        try {
            return open(shipped.orElse(file), what);
        } catch (NoSuchFileException | FileNotFoundException e) {
            if (shipped.isPresent()) {
                throw new PlanException(
                        file + ": no such file; --files names " + shipped.get()
                                + ", which the driver's machine does not have",
                        e);
            }
            throw e;
        }
    }

    private static InputStream open(String file, String what) throws IOException {
        if (!ADDRESS.matcher(file).matches()) {
            return openLocal(java.nio.file.Path.of(file), file, what);
        }
        Path path = new Path(file);
        if (FILE.matcher(file).matches()) {
            return openLocal(java.nio.file.Path.of(path.toUri().getPath()), file, what);
        }
        Configuration configuration = HadoopConfiguration.current();
        FileSystem files = path.getFileSystem(configuration);
        requireFile(files.getFileStatus(path).isDirectory(), file, what);
        return files.open(path);
    }

    private static InputStream openLocal(java.nio.file.Path path, String file, String what) throws IOException {
        requireFile(Files.isDirectory(path), file, what);
        return Files.newInputStream(path);
    }

    private static void requireFile(boolean folder, String file, String what) {
        if (folder) {
            throw new PlanException(file + ": " + what + " must be a file but is a folder");
        }
    }
}
