package dev.lockstep.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a plan's file. */
final class PlanText {

    private static final int LARGEST = 1 << 20;

    private PlanText() {}

    /** @throws PlanException saying why there is no text */
    static String of(String file) {
        try {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new PlanException(file + ": the plan must be a file but is a folder");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(LARGEST + 1);
                if (bytes.length > LARGEST) {
                    throw new PlanException(file + ": the plan must be at most 1 MiB of text but is more");
                }
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            }
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new PlanException(file + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new PlanException(file + ": the plan must be readable but is not", e);
        } catch (CharacterCodingException e) {
            throw new PlanException(file + ": the plan must be text in UTF-8 but is not", e);
        } catch (IOException e) {
            throw new PlanException(file + ": the plan cannot be read: " + e.getMessage(), e);
        }
    }

    /** What a plan is called that does not say so: {@code digits} in {@code conf/digits.yaml}. */
    static String name(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name;
    }
}
