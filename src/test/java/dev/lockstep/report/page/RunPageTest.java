package dev.lockstep.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.plan.yaml.PlanLine;
import dev.lockstep.report.page.RunView.Before;
import dev.lockstep.report.page.RunView.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RunPageTest {

    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>\"'&";
    private static final String METRICS = """
            {"run": "r", "test": {"loss": 0.25, "accuracy": 0.875, "rows": 8, "perClass": [
             {"class": "%1$s", "precision": 1.0, "recall": 0.5, "f1": 0.6666666666666666, "weight": 4.0},
             {"class": "b", "precision": 0.75, "recall": 1.0, "f1": 0.8, "weight": 4.0}],
             "confusion": [[3.0, 1.0], [0.0, 4.0]]},
             "train": {"loss": 0.125, "accuracy": 1.0}, "bestEpoch": 2, "seconds": 3.5, "rowsPerSecond": 1000.0}
            """;

    private static final String DIAGNOSTICS = """
            {"rows": "test", "count": 8, "sample": 8,
             "curves": [{"class": "%1$s", "roc": [[0.0, 0.0], [0.25, 0.75], [1.0, 1.0]],
              "precisionRecall": [[0.5, 1.0], [1.0, 0.5]]}],
             "calibration": [{"from": 0.5, "to": 0.55, "weight": 3.0, "predicted": 0.51, "actual": 0.6}],
             "errorByScore": [{"from": null, "to": 0.5, "weight": 4.0, "error": 0.25},
              {"from": 0.5, "to": null, "weight": 4.0, "error": null}],
             "errorByCategory": [{"column": "%1$s", "categories": [
              {"category": "%1$s", "weight": 6.0, "error": 0.375}, {"category": null, "weight": 2.0, "error": 0.0}]}],
             "columns": [{"column": "%1$s", "smallest": 4.0, "largest": 4.0, "mean": 4.0, "deviation": 0.0},
              {"column": "b", "categories": 3}],
             "layers": [{"inputs": 3, "units": 12, "dead": 5,
              "weights": {"from": -1.0, "to": 1.0, "mean": 0.0, "deviation": 0.5, "counts": [1, 2, 0]},
              "outputs": {"from": 0.0, "to": 2.0, "mean": 0.1, "deviation": 0.2, "counts": [3, 0, 1]}}],
             "importance": {"metric": "accuracy", "base": 0.875, "rows": 8, "repeats": 5, "skipped": 7, "columns": [
              {"column": "%1$s", "drop": 0.3125, "spread": 0.0625}, {"column": "b", "drop": -0.01, "spread": 0.0}]}}
            """;

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Curves curves(int epochs) {
        Curves curves = new Curves();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            curves.add(json(String.format(
                    "{\"epoch\": %d, \"step\": %d, \"train\": {\"loss\": %s}, \"validation\": {\"loss\": 1.5, \"accuracy\": 0.5},"
                            + " \"learningRate\": 0.01, \"gradientNorm\": null, \"rowsPerSecond\": 123456.789,"
                            + " \"stepMillis\": {\"compute\": 1.25, \"wait\": 0.5}}",
                    epoch, 10 * epoch, 1.0 / epoch)));
        }
        return curves;
    }

    private static String page(State state, Curves curves, Optional<JsonNode> metrics, Optional<Before> before) {
        return RunPage.of(new RunView(
                HOSTILE,
                "/runs/" + HOSTILE,
                state,
                HOSTILE,
                Map.of("data", HOSTILE),
                List.of(HOSTILE),
                List.of(new PlanLine("label: " + HOSTILE, false), new PlanLine("seed: 0", true)),
                3,
                curves,
                metrics,
                Optional.of(json(String.format(DIAGNOSTICS, HOSTILE.replace("\"", "\\\"")))),
                before,
                "2026-01-02T03:04:05Z"));
    }

    private static Optional<JsonNode> metrics() {
        return Optional.of(json(String.format(METRICS, HOSTILE.replace("\"", "\\\""))));
    }

    /** Everything but the page's own scripts and styles. */
    private static String content(String page) {
        return page.replaceAll("(?s)<script>.*?</script>|<style>.*?</style>", "");
    }

    @Test
    void textsFromDataAndPlansStayTexts() {
        for (State state : State.values()) {
            String content = content(page(
                    state,
                    curves(3),
                    metrics(),
                    Optional.of(
                            new Before(HOSTILE, "../x/report.html", metrics().get()))));
            assertFalse(content.contains("<img"), content);
            assertTrue(content.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"), content);
            assertEquals(content.split("<script ", -1).length, content.split("</script>", -1).length, content);
        }
    }

    @Test
    void diagnosticsAreTablesAndPicturesWithTheirNumbers() {
        String content = content(page(State.DONE, curves(3), metrics(), Optional.empty()));
        for (String number : List.of("0.3125", "-0.01", "0.375", "0.25")) {
            assertTrue(content.contains("data-value=\"" + number + "\""), () -> number + ": " + content);
        }
        for (String text : List.of(
                "± 0.0625",
                "7 columns with weaker connections were not measured",
                "none of these",
                "5 of 12 units are dead",
                "Constant: ",
                "Ranges of 2 columns",
                "A network of 3 inputs, 12 units",
                "<div class=\"chart\" data-chart=\"roc\"",
                "data-chart=\"calibration\"",
                "Confusion matrix")) {
            assertTrue(content.contains(text), () -> text + ": " + content);
        }
    }

    @Test
    void theJsonOfAPageCannotEndItsScript() {
        Chart chart = new Chart(
                "x",
                "t",
                "epoch",
                new double[] {1, 2},
                List.of(new Chart.Line(HOSTILE, new double[] {1, 2})),
                Double.NaN);
        String page = Page.of("k", "t", chart.json(), chart.place());
        assertFalse(content(page).contains("<img"), page);
        assertTrue(page.contains("\\u003c/script\\u003e\\u003cimg"), page);
    }

    @Test
    void thePolicyAllowsItsOwnScriptsOnly() throws Exception {
        String page = page(State.DONE, curves(3), metrics(), Optional.empty());
        Matcher policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"")
                .matcher(page);
        assertTrue(policy.find());
        assertTrue(policy.group(1)
                .replace("&#x27;", "'")
                .startsWith("default-src 'none'; base-uri 'none'; form-action 'none';"));
        Matcher script = Pattern.compile("(?s)<script>(.*?)</script>").matcher(page);
        int scripts = 0;
        while (script.find()) {
            byte[] digest = java.security.MessageDigest.getInstance("SHA-256")
                    .digest(script.group(1).getBytes(StandardCharsets.UTF_8));
            String hash = "'sha256-" + java.util.Base64.getEncoder().encodeToString(digest) + "'";
            assertTrue(policy.group(1).replace("&#x27;", "'").contains(hash), hash);
            scripts++;
        }
        assertEquals(2, scripts);
        assertFalse(content(page).matches("(?s).*(https?:|//[a-z]).*"), content(page));
    }

    @Test
    void everyNumberIsThatOfTheMetrics() {
        String content = content(page(State.DONE, curves(3), metrics(), Optional.empty()));
        for (String value : List.of("0.25", "0.875", "0.125", "0.6666666666666666", "4.0")) {
            assertTrue(content.contains("data-value=\"" + value + "\""), value + " is missing in " + content);
        }
        assertTrue(content.contains(">0.6667<"), content);
    }

    @Test
    void aChangeHasADirection() {
        JsonNode earlier = json("{\"test\": {\"loss\": 0.5, \"accuracy\": 0.9}}");
        String content = content(page(
                State.DONE, curves(3), metrics(), Optional.of(new Before("last", "../last/report.html", earlier))));
        assertTrue(content.contains("<span class=\"change better\">−0.2500 better</span>"), content);
        assertTrue(content.contains("<span class=\"change worse\">−0.02500 worse</span>"), content);
        assertTrue(content.contains("href=\"../last/report.html\""), content);
    }

    @Test
    void aRunWithoutAnEpochHasAPageToo() {
        String content = content(page(State.FAILED, new Curves(), Optional.empty(), Optional.empty()));
        assertTrue(content.contains("no epoch yet"), content);
        assertTrue(content.contains("epoch 0 of 3"), content);
    }

    @Test
    void aLongRunStaysSmallAndKeepsItsLastEpoch() {
        Curves curves = curves(5003);
        String page = page(State.DONE, curves, metrics(), Optional.empty());
        assertTrue(page.length() < 1_000_000, page.length() + " characters");
        List<Map<String, Double>> points = curves.points();
        assertTrue(points.size() <= 601 && points.size() > 250, points.size() + " points");
        assertEquals(5003, points.get(points.size() - 1).get("epoch").intValue());
    }
}
