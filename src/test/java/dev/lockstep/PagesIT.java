package dev.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.job.InProcess;
import dev.lockstep.job.RunFolder;
import dev.lockstep.job.TrainProcess;
import dev.lockstep.testing.Browser;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import dev.lockstep.testing.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of runs and comparisons in a browser, at three widths, light and dark. Pictures go to target/pages. */
@Tag("full")
class PagesIT {

    private static final int[] WIDTHS = {390, 820, 1280};
    private static final String HOSTILE = "</script><img src=x onerror=document.title='hit'>";

    @TempDir
    static Path folder;

    private static final Map<String, Path> PAGES = new LinkedHashMap<>();

    @BeforeAll
    static void train() throws IOException {
        Path letters = Table.clusters(1300, 16, 26).csv(folder.resolve("letters.csv"));
        train("letters", 0, "{train: " + letters + ", label: y, test: {fraction: 0.2}}", "loss: cross_entropy", 5);
        Path numbers = Table.clusters(300, 4, 2).csv(folder.resolve("numbers.csv"));
        train("two", 0, "{train: " + numbers + ", label: [x0, x1], validation: {fraction: 0.2}}", "loss: mse", 5);
        train("long", 0, "{train: " + numbers + ", label: y}", "loss: cross_entropy", 5000);
        train("diverged", 4, "{train: " + numbers + ", label: y}", "loss: mse\noptimizer: sgd\nlearningRate: 1e30", 5);
        Path texts = Files.writeString(folder.resolve("texts.libsvm"), sparse(400, 60_000));
        train("texts", 0, "{train: {path: " + texts + ", format: libsvm}, label: label}", "loss: cross_entropy", 3);
        Path hostile = folder.resolve("hostile.csv");
        Files.writeString(
                hostile, Files.readString(numbers).replaceFirst("x0", HOSTILE).replaceAll("(?m),0$", "," + HOSTILE));
        train(
                "hostile",
                0,
                "{train: " + hostile + ", label: y, features: [\"" + HOSTILE + "\", x1]}",
                "name: \"" + HOSTILE + "\"\nloss: cross_entropy",
                2);
        Path comparison = folder.resolve("comparison.html");
        Script.Result compared = InProcess.run(
                "compare",
                folder + "/letters",
                folder + "/two",
                folder + "/long",
                folder + "/hostile",
                "--output",
                comparison.toString());
        assertEquals(0, compared.code(), compared::toString);
        PAGES.put("comparison", comparison);
    }

    private static void train(String name, int code, String data, String more, int epochs) throws IOException {
        Path plan = Files.writeString(
                folder.resolve(name + ".yaml"),
                "data: " + data + "\n" + more + "\ntraining: {epochs: " + epochs
                        + "}\ncheckpoint: {everyEpochs: 1000}\n" + "output: " + folder.resolve(name) + "\n");
        Script.Result result = InProcess.run("train", plan.toString());
        assertEquals(code, result.code(), result::toString);
        PAGES.put(name, folder.resolve(name).resolve("report.html"));
    }

    private static String sparse(int rows, int features) {
        Random random = new Random(3);
        StringBuilder lines = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            int label = row % 2;
            lines.append(label);
            int[] places = random.ints(20, 1, features).distinct().sorted().toArray();
            for (int place : places) {
                lines.append(' ').append(place).append(':').append(1 + label);
            }
            lines.append(' ').append(features).append(":1\n");
        }
        return lines.toString();
    }

    private static void forEachView(Browser browser, Runnable look) {
        for (Map.Entry<String, Path> page : PAGES.entrySet()) {
            for (int width : WIDTHS) {
                browser.open(page.getValue(), width);
                look.run();
                assertEquals(List.of(), browser.problems(), page.getKey() + " at " + width);
                assertEquals(List.of(), browser.requests(), page.getKey() + " at " + width);
                Object wide = browser.run("return document.documentElement.scrollWidth - window.innerWidth");
                assertTrue(((Number) wide).intValue() <= 0, page.getKey() + " is too wide at " + width);
            }
        }
    }

    @Test
    void everyPageOpensWithoutErrorsAndRequests() throws IOException, InterruptedException {
        for (boolean dark : new boolean[] {false, true}) {
            try (Browser browser = new Browser(dark)) {
                forEachView(browser, () -> {
                    long places = (Long) browser.run("return document.querySelectorAll('[data-chart]').length");
                    long drawn = (Long) browser.run("return document.querySelectorAll('[data-chart] canvas').length");
                    assertEquals(places, drawn);
                });
                for (Map.Entry<String, Path> page : PAGES.entrySet()) {
                    browser.open(page.getValue(), 1280);
                    browser.screenshot(Project.path("target", "pages", page.getKey() + (dark ? "-dark" : "") + ".png"));
                }
            }
        }
    }

    @Test
    void hostileNamesDoNothing() throws IOException, InterruptedException {
        try (Browser browser = new Browser(false)) {
            for (String page : List.of("hostile", "comparison")) {
                browser.open(PAGES.get(page), 820);
                assertEquals(0L, browser.run("return document.querySelectorAll('img').length"));
                assertTrue(!browser.run("return document.title").equals("hit"));
            }
            browser.open(PAGES.get("hostile"), 820);
            assertEquals(HOSTILE, browser.run("return document.querySelector('h1').textContent"));
            for (String place : List.of("#classes", ".plan")) {
                Object text = browser.run("return document.querySelector('" + place + "').textContent");
                assertTrue(text.toString().contains("<img src=x"), place + ": " + text);
            }
        }
    }

    @Test
    void theNumbersAreThoseOfTheMetrics() throws IOException, InterruptedException {
        try (Browser browser = new Browser(false)) {
            for (String name : List.of("letters", "two", "texts")) {
                browser.open(PAGES.get(name), 820);
                JsonNode metrics = new RunFolder(folder.resolve(name)).json("metrics.json");
                List<String> rows = Stream.of("test", "validation", "train")
                        .filter(on -> metrics.get(on).isObject())
                        .toList();
                @SuppressWarnings("unchecked") // What the script returns.
                List<List<String>> table = (List<List<String>>) browser.run(
                        "return [...document.querySelectorAll('#metrics tbody tr')].map(row => [...row.cells].map("
                                + "cell => cell.dataset.value ?? cell.textContent))");
                assertTrue(!table.isEmpty());
                for (List<String> line : table) {
                    for (int i = 0; i < rows.size(); i++) {
                        double expected =
                                metrics.get(rows.get(i)).get(line.get(0)).doubleValue();
                        assertEquals(expected, Double.parseDouble(line.get(i + 1)), name + " " + line);
                    }
                }
            }
        }
    }

    @Test
    void aComparisonIsSortedByAClick() throws IOException, InterruptedException {
        try (Browser browser = new Browser(false)) {
            browser.open(PAGES.get("comparison"), 1280);
            String epochs = "[...document.querySelectorAll('table.sortable tbody tr')].map("
                    + "row => Number(row.cells[[...document.querySelectorAll('table.sortable th[scope=col]')].findIndex("
                    + "head => head.textContent === 'epochs')].dataset.value))";
            browser.run("[...document.querySelectorAll('table.sortable th button')].find("
                    + "button => button.textContent === 'epochs').click()");
            List<?> sorted = (List<?>) browser.run("return " + epochs);
            List<Double> numbers =
                    sorted.stream().map(value -> ((Number) value).doubleValue()).toList();
            assertEquals(numbers.stream().sorted().toList(), numbers);
            assertEquals(4, numbers.size());
        }
    }

    @Test
    void aRunningTrainingsPageFollowsItAndOutlivesAKill() throws IOException, InterruptedException {
        Path rows = Table.clusters(4000, 20, 3).csv(folder.resolve("many.csv"));
        Path output = folder.resolve("running");
        Path plan = Files.writeString(
                folder.resolve("running.yaml"),
                "data: {train: " + rows + ", label: y}\nnetwork: {hidden: [{units: 64}]}\nloss: cross_entropy\n"
                        + "training: {epochs: 100000, batchSize: 8}\noutput: " + output + "\n");
        Path page = output.resolve("report.html");
        try (TrainProcess process = TrainProcess.start(folder, List.of(plan.toString()));
                Browser browser = new Browser(false)) {
            process.await(() -> new RunFolder(output).newest() > 0 && Files.exists(page));
            browser.open(page, 820);
            int first = epoch(browser);
            assertTrue(first >= 0);
            long end = System.nanoTime() + 120_000_000_000L;
            while (epoch(browser) <= first && System.nanoTime() < end) {
                LockSupport.parkNanos(200_000_000);
            }
            assertTrue(epoch(browser) > first, "the page still shows epoch " + first);
            process.kill();
            browser.open(page, 820);
            assertTrue(epoch(browser) > first);
            assertEquals("training", browser.run("return document.querySelector('.state').textContent"));
            assertEquals(List.of(), browser.problems());
        }
    }

    private static int epoch(Browser browser) {
        Object text = browser.run("return document.querySelector('.status')?.textContent ?? ''");
        List<Integer> numbers = new ArrayList<>();
        Arrays.stream(text.toString().replace(",", "").split("[^0-9]+"))
                .filter(part -> !part.isEmpty())
                .forEach(part -> numbers.add(Integer.parseInt(part)));
        return numbers.isEmpty() ? -1 : numbers.get(0);
    }

    /** So that the pictures of the README do not grow. */
    @Test
    void thePicturesOfTheReadmeAreSmall() throws IOException {
        try (Stream<Path> files = Files.list(Project.path("docs", "images"))) {
            List<Path> pictures = files.toList();
            assertTrue(pictures.size() >= 2);
            for (Path picture : pictures) {
                assertTrue(Files.size(picture) < 150_000, picture.toString());
            }
        }
    }
}
