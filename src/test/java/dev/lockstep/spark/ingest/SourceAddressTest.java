package dev.lockstep.spark.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.spark.store.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceAddressTest {

    private static final Configuration CONFIGURATION = new Configuration();

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void layOut() throws IOException {
        folder = temporary.toRealPath();
        Files.createDirectories(folder.resolve("data/deep"));
        Files.writeString(folder.resolve("data/a.csv"), "");
        Files.createDirectories(folder.resolve("other [1]"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("a-link.csv"), folder.resolve("data/a.csv"));
        Files.createSymbolicLink(folder.resolve("data/out"), folder.resolve("other [1]"));
        Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("absent"));
        Files.createSymbolicLink(folder.resolve("circle"), folder.resolve("circle"));
    }

    /** A source, an output, and how they meet; all in the folder $. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "$/data/a.csv, $/data/a.csv, is the same place as file:$/data/a.csv",
                "$/data, $/data/, is the same place as file:$/data",
                "file:$/data, $/data, is the same place as file:$/data",
                "file://$/data, $/data, is the same place as file:$/data",
                "$/data, $//data, is the same place as file:$/data",
                "$/data, $/x/../data, is the same place as file:$/data",
                "$/data, $/./data/., is the same place as file:$/data",
                "$/link, $/data, is the same place as file:$/data",
                "$/data, $/link, is the same place as file:$/data",
                "$/a-link.csv, $/data/a.csv, is the same place as file:$/data/a.csv",
                "$/data, $/data/new/deeper, is inside file:$/data",
                "$/data, $/link/new, is inside file:$/data",
                "$/link, $/data/new, is inside file:$/data",
                "$/data/a.csv, $/data, contains file:$/data/a.csv",
                "$/data/a.csv, $/link, contains file:$/data/a.csv",
                "$/data/a.csv, $, contains file:$/data/a.csv",
                "$/data/a.csv, /, contains file:$/data/a.csv",
                "$/data/out, $/other [1], is the same place as file:$/other [1]",
                "$/data/*.csv, $/data/a.csv, is the same place as file:$/data/a.csv",
                "$/data/*.csv, $/data, contains file:$/data/a.csv",
                "$/li*/a.csv, $/data/a.csv, is the same place as file:$/data/a.csv",
                "$/data/*.csv, $/data/new.csv, matches the pattern",
                "$/data/*.csv, $/data/new.csv/deeper, matches the pattern",
                "$/link/*.csv, $/data/new.csv, matches the pattern",
                "$/data/*.csv, $/link/new.csv, matches the pattern",
                "$/data/[m-o]ew?csv, $/data/new.csv, matches the pattern",
                "$/*/*.csv, $/data/new.csv, matches the pattern",
                "\"$/data/{new,b}.csv\", $/data/new.csv, matches the pattern",
                "$/data/*.csv, $/data/new.parquet,",
                "$/data/*.csv, $/new.csv,",
                "$/*/*.csv, $/new,",
                "$/data, $/data2,",
                "$/data, $/dat,",
                "$/data/a.csv, $/data/a.csv2,",
                "$/data/deep, $/other [1],",
                "$/absent, $/data,"
            })
    void whatIsOnePlaceIsKnownForOne(String source, String output, String meeting) throws IOException {
        String wanted = meeting == null ? "" : at(meeting);
        assertEquals(
                wanted,
                SourceAddress.ofPattern(at(source), CONFIGURATION)
                        .meeting(Address.of(at(output), CONFIGURATION))
                        .orElse(""));
    }

    private String at(String text) {
        return text.replace("$", folder.toString());
    }

    @Test
    void aPathOfOneFileIsNoPattern() throws IOException {
        Address output = Address.of(at("$/other [1]/new"), CONFIGURATION);
        assertEquals(
                "is inside file:" + folder + "/other [1]",
                SourceAddress.ofPath(at("$/other [1]"), CONFIGURATION)
                        .meeting(output)
                        .orElse(""));
    }

    @Test
    void aLinkThatLeadsNowhereIsNamed() {
        for (String path : new String[] {"$/nowhere", "$/nowhere/new", "$/circle"}) {
            String link = at(path.replace("/new", ""));
            IOException refusal = assertThrows(IOException.class, () -> Address.of(at(path), CONFIGURATION));
            assertTrue(refusal.getMessage().startsWith(link + " is a symbolic link to "), refusal.getMessage());
        }
    }
}
