package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Page;
import dev.lockstep.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table "to add" of {@code CONTRIBUTING.md} names what exists, and has a row for every catalog. */
class ContributingPageTest {

    private static final String TABLE = "to add";
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]+");
    private static final Pattern CATALOG = Pattern.compile("new Catalog<\\w+>\\(");

    private static final Page PAGE = Page.of("CONTRIBUTING.md");
    private static final List<Map<String, String>> ROWS = PAGE.rows(TABLE);

    @Test
    void everyTypeAndFileOfTheTableExists() throws IOException {
        Set<String> types =
                sources("src").stream().map(ContributingPageTest::type).collect(Collectors.toSet());
        types.add("Param");
        List<String> missing = new ArrayList<>();
        for (Map<String, String> row : ROWS) {
            for (String code : Page.codes(String.join(" ", row.values()))) {
                boolean exists = TYPE.matcher(code).matches()
                        ? types.contains(code)
                        : !code.contains("/") || Files.exists(Project.path(code));
                if (!exists) {
                    missing.add(row.get(TABLE) + ": " + code);
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyCatalogHasARow() throws IOException {
        Set<String> catalogs = new TreeSet<>();
        for (Path source : sources("src/main/java")) {
            if (CATALOG.matcher(Files.readString(source)).find()) {
                catalogs.add(type(source));
            }
        }
        assertTrue(catalogs.size() >= 6, catalogs::toString);
        Set<String> registered = ROWS.stream()
                .filter(row -> row.get("document it in").contains("`docs/catalogue.md`"))
                .flatMap(row -> Page.codes(row.get("register it in")).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(catalogs, registered);
    }

    @Test
    void aKeyACommandAndARoomHaveTheirRows() {
        List<String> rows = ROWS.stream().map(row -> row.get(TABLE)).toList();
        assertTrue(rows.containsAll(List.of("a plan key", "a param", "a command", "a room")), rows::toString);
    }

    @Test
    void everyLinkLeadsToAFile() {
        for (String page : List.of("CONTRIBUTING.md", "README.md")) {
            for (Path link : Page.of(page).links(Project.path(""))) {
                assertTrue(Files.exists(link), link.toString());
            }
        }
    }

    private static List<Path> sources(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Project.path(folder))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String type(Path source) {
        return source.getFileName().toString().replaceFirst("\\.java$", "");
    }
}
