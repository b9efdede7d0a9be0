package dev.lockstep.report.page;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.header;
import static j2html.TagCreator.main;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.td;

import dev.lockstep.report.page.Chart.Line;
import j2html.tags.DomContent;
import j2html.tags.specialized.TableTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** The page of a comparison: metrics of runs in a table to sort, the keys in which they differ, and their curves. */
public final class ComparisonPage {

    /** This many bytes of a file tell whether it is such a page. */
    public static final int BEGINNING = 1000;

    private static final String KIND = "lockstep compare";
    private static final String LOSS = "loss";

    private final List<ComparedRun> runs;
    private final String written;
    private final List<Chart> charts;

    private ComparisonPage(List<ComparedRun> runs, String written) {
        this.runs = runs;
        this.written = written;
        this.charts = charts();
    }

    /**
     * The whole HTML document.
     *
     * @param written when, as ISO 8601
     */
    public static String of(List<ComparedRun> runs, String written) {
        return new ComparisonPage(runs, written).html();
    }

    /** Whether a file with this beginning is such a page. */
    public static boolean isOne(String beginning) {
        return Page.isOf(KIND, beginning);
    }

    private String html() {
        String title = "Comparison of " + runs.size() + " runs";
        return Page.of(
                KIND,
                title,
                Page.data(false, written, charts),
                header(h1(title)),
                main(
                        section(h2("Runs"), p("Click a column to sort by it."), Tables.wide(metrics())),
                        section(h2("Curves"), div(each(charts, Chart::place)).withClass("grid"))),
                Page.footer(written, ""));
    }

    /** A line for each run: what it is called, where its plan differs from others, and its metrics. */
    private TableTag metrics() {
        List<String> keys = differing();
        Map<String, String[]> columns = new LinkedHashMap<>();
        for (ComparedRun run : runs) {
            run.metrics().map(MetricRows::new).ifPresent(metrics -> metrics.rows()
                    .forEach(rows -> metrics.names()
                            .forEach(metric -> columns.put(metric + ", " + rows, new String[] {rows, metric}))));
        }
        List<String> head = new ArrayList<>(List.of("run"));
        head.addAll(keys);
        head.addAll(columns.keySet());
        head.addAll(List.of("epochs", "seconds", "weights", "folder"));
        List<TrTag> lines =
                runs.stream().map(run -> line(run, keys, columns.values())).toList();
        return Tables.of(head, lines).withClass("sortable");
    }

    private static TrTag line(ComparedRun run, List<String> keys, Iterable<String[]> columns) {
        List<DomContent> cells = new ArrayList<>();
        keys.forEach(key -> cells.add(td(run.plan().getOrDefault(key, "–"))));
        for (String[] column : columns) {
            OptionalDouble value = run.metrics()
                    .map(json -> new MetricRows(json).value(column[0], column[1]))
                    .orElse(OptionalDouble.empty());
            cells.add(MetricTables.value(value, "–"));
        }
        cells.add(MetricTables.value(OptionalDouble.of(run.curves().epochs()), ""));
        cells.add(MetricTables.value(
                run.metrics()
                        .map(json -> OptionalDouble.of(json.path("seconds").doubleValue()))
                        .orElse(OptionalDouble.empty()),
                "not finished"));
        cells.add(td(run.metrics()
                .map(json -> json.path("weightsSha256").asText())
                .map(sha -> sha.substring(0, Math.min(12, sha.length())))
                .orElse("–")));
        cells.add(td(run.folder()));
        return Tables.line(run.name(), cells);
    }

    /** The keys whose values are not the same in all plans. */
    private List<String> differing() {
        Set<String> keys = new LinkedHashSet<>();
        runs.forEach(run -> keys.addAll(run.plan().keySet()));
        keys.removeIf(
                key -> runs.stream().map(run -> run.plan().get(key)).distinct().count() == 1);
        return List.copyOf(keys);
    }

    private List<Chart> charts() {
        List<List<Map<String, Double>>> points =
                runs.stream().map(run -> run.curves().points()).toList();
        Set<Double> epochs = new TreeSet<>();
        points.forEach(run -> run.forEach(point -> epochs.add(point.get("epoch"))));
        double[] x = epochs.stream().mapToDouble(epoch -> epoch).toArray();
        Set<String> paths = new LinkedHashSet<>(List.of("train." + LOSS, "validation." + LOSS));
        points.forEach(run -> run.forEach(point -> point.keySet().stream()
                .filter(path -> path.startsWith("validation."))
                .forEach(paths::add)));
        List<Chart> all = new ArrayList<>();
        for (String path : paths) {
            List<Line> lines = new ArrayList<>();
            for (int run = 0; run < runs.size(); run++) {
                lines.add(new Line(runs.get(run).name(), column(points.get(run), path, x)));
            }
            String[] parts = path.split("\\.", 2);
            all.add(new Chart(
                    path,
                    (parts[0].equals("train") ? "Training: " : "Validation: ") + parts[1],
                    "epoch",
                    x,
                    lines,
                    Double.NaN));
        }
        all.removeIf(Chart::isEmpty);
        return all;
    }

    private static double[] column(List<Map<String, Double>> points, String path, double[] x) {
        Map<Double, Double> byEpoch = new LinkedHashMap<>();
        points.forEach(point -> byEpoch.put(point.get("epoch"), point.getOrDefault(path, Double.NaN)));
        double[] column = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            column[i] = byEpoch.getOrDefault(x[i], Double.NaN);
        }
        return column;
    }
}
