package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the page of promises says, it names a test, which must be there. */
class LockstepPageTest {

    private static final Path PROJECT = Path.of(System.getProperty("lockstep.basedir", ""));
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final int AT_LEAST = 15;
    private static final String PAGE = Script.page("docs/lockstep.md");

    @Test
    void everyPromiseHasItsTest() throws IOException {
        Map<String, Path> tests = new HashMap<>();
        try (Stream<Path> files = Files.walk(PROJECT.resolve("src/test/java"))) {
            files.forEach(file -> tests.put(file.getFileName().toString(), file));
        }
        List<String> missing = new ArrayList<>();
        Matcher named = TEST.matcher(PAGE);
        int count = 0;
        while (named.find()) {
            count++;
            Path file = tests.get(named.group(1) + ".java");
            if (file == null || !Files.readString(file).contains("void " + named.group(2) + "(")) {
                missing.add(named.group());
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(count >= AT_LEAST, "only " + count + " tests are named");
    }

    @Test
    void everyRowItemAndParagraphNamesATest() {
        List<String> promises = Pattern.compile("\\n\\n|\\n(?=[|-] ?)")
                .splitAsStream(PAGE)
                .map(String::strip)
                .filter(text -> !text.isEmpty() && !text.startsWith("#") && !text.startsWith("jobs/"))
                .filter(text -> !text.startsWith("|---") && !text.endsWith("| test |"))
                .toList();
        assertTrue(promises.size() >= AT_LEAST, promises::toString);
        assertEquals(
                List.of(),
                promises.stream().filter(text -> !TEST.matcher(text).find()).toList());
    }
}
