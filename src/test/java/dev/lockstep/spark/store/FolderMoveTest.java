package dev.lockstep.spark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderMoveTest {

    private static final Configuration CONFIGURATION = new Configuration();

    @TempDir
    Path folder;

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectory(folder.resolve("a"));
        Files.writeString(folder.resolve("a/x"), "1");
    }

    private org.apache.hadoop.fs.Path at(String name) {
        return new org.apache.hadoop.fs.Path(folder.resolve(name).toString());
    }

    private static FolderMove rename() throws IOException {
        return new FolderMove(FileSystem.getLocal(CONFIGURATION).getRaw(), CONFIGURATION);
    }

    @Test
    void aFolderGetsItsNewName() throws IOException {
        rename().move(at("a"), at("b"));
        assertFalse(Files.exists(folder.resolve("a")));
        assertEquals("1", Files.readString(folder.resolve("b/x")));
    }

    @Test
    void whatHasTheNameStays() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        Files.writeString(folder.resolve("file"), "2");
        for (String there : new String[] {"empty", "file"}) {
            assertThrows(FileAlreadyExistsException.class, () -> rename().move(at("a"), at(there)));
        }
        assertEquals("1", Files.readString(folder.resolve("a/x")));
        assertEquals("2", Files.readString(folder.resolve("file")));
        assertFalse(Files.exists(folder.resolve("empty/a")));
    }
}
