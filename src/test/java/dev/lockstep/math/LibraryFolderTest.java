package dev.lockstep.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFolderTest {

    private static final String CACHE = "org.bytedeco.javacpp.cachedir";
    private static final String HOME = "user.home";

    private final String cache = System.clearProperty(CACHE);
    private final String home = System.getProperty(HOME);

    @AfterEach
    void putBack() {
        System.setProperty(HOME, home);
        if (cache == null) {
            System.clearProperty(CACHE);
        } else {
            System.setProperty(CACHE, cache);
        }
    }

    @Test
    void itIsInTheHome(@TempDir Path folder) throws IOException {
        System.setProperty(HOME, folder.toString());
        LibraryFolder.choose();
        assertEquals(folder.resolve(".javacpp/cache").toString(), System.getProperty(CACHE));
    }

    /** Java's home of a user whom the list of users does not have. */
    @Test
    void withoutAHomeItIsANewOneThatNobodyElseCanRead() throws IOException {
        System.setProperty(HOME, "?");
        LibraryFolder.choose();
        Path chosen = Path.of(System.getProperty(CACHE));
        assertTrue(Files.isDirectory(chosen), chosen.toString());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(chosen)));
    }

    @Test
    void whatTheUserChoseStays() throws IOException {
        System.setProperty(CACHE, "/chosen");
        LibraryFolder.choose();
        assertEquals("/chosen", System.getProperty(CACHE));
    }
}
