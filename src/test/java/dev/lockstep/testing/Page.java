package dev.lockstep.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation: prose, tables, commands, files of code and what they print. */
public final class Page {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern FILE = Pattern.compile("`(\\w+\\.(?:java|scala|py|yaml))`");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final String text;

    private Page(String text) {
        this.text = text;
    }

    /** @param name such as {@code docs/library.md} */
    public static Page of(String name) {
        return new Page(Script.page(name));
    }

    /** The code of the page, by the name of the file that stands in front of it last. */
    public Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        for (MatchResult block : blocks()) {
            if (!block.group(1).equals("text")) {
                List<String> named = FILE.matcher(text.substring(0, block.start()))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
                if (files.put(named.get(named.size() - 1), block.group(2)) != null) {
                    throw new IllegalStateException("two blocks are " + named.get(named.size() - 1));
                }
            }
        }
        return files;
    }

    /** The first block in such a language. */
    public String block(String language) {
        return blocks().stream()
                .filter(block -> block.group(1).equals(language))
                .findFirst()
                .orElseThrow()
                .group(2);
    }

    /** What the page says is printed. */
    public List<String> printed() {
        return blocks().stream()
                .filter(block -> block.group(1).equals("text"))
                .flatMap(block -> block.group(2).lines())
                .toList();
    }

    /** The lines that stand four spaces in, outside of blocks. */
    public List<String> commands() {
        return prose().lines()
                .filter(line -> line.startsWith("    "))
                .map(String::strip)
                .toList();
    }

    /** The rows of all tables with such a first head: cells by the column's head. */
    public List<Map<String, String>> rows(String firstHead) {
        List<Map<String, String>> rows = new ArrayList<>();
        List<String> heads = List.of();
        for (String line : text.lines().toList()) {
            List<String> cells = line.startsWith("|") ? cells(line) : List.of();
            if (cells.isEmpty() || heads.isEmpty()) {
                heads = cells;
            } else if (heads.get(0).equals(firstHead) && !cells.get(0).startsWith("---")) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < heads.size(); i++) {
                    row.put(heads.get(i), cells.get(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    /** What stands in code letters. */
    public static List<String> codes(String text) {
        return CODE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** The files that the page links to. */
    public List<Path> links(Path folder) {
        return Pattern.compile("]\\(([^)#:]+)[^)]*\\)")
                .matcher(prose())
                .results()
                .map(found -> folder.resolve(found.group(1)))
                .toList();
    }

    private String prose() {
        return BLOCK.matcher(text).replaceAll("");
    }

    private List<MatchResult> blocks() {
        return BLOCK.matcher(text).results().toList();
    }
}
