package dev.lockstep.report.page;

import static j2html.TagCreator.body;
import static j2html.TagCreator.document;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.time;
import static j2html.TagCreator.title;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.format.Fingerprint;
import j2html.TagCreator;
import j2html.tags.DomContent;
import j2html.tags.specialized.FooterTag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A page in one HTML file. Its policy lets a browser run the scripts below and nothing else, and load nothing from
 * anywhere.
 */
final class Page {

    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private static final String GENERATOR = "generator";

    private static final String STYLE = resource(UPLOT + "uPlot.min.css") + resource("page.css");
    private static final List<String> SCRIPTS = List.of(resource(UPLOT + "uPlot.iife.min.js"), resource("page.js"));

    private static final String POLICY =
            "default-src 'none'; base-uri 'none'; form-action 'none'; style-src " + hash(STYLE) + "; script-src "
                    + String.join(" ", SCRIPTS.stream().map(Page::hash).toList());

    private Page() {}

    /**
     * A complete document.
     *
     * @param kind what the page is of, in its metadata
     * @param data what the scripts draw
     */
    static String of(String kind, String title, JsonNode data, DomContent... content) {
        return document(html(
                        head(
                                meta().withCharset("utf-8"),
                                meta().withName(GENERATOR).withContent(kind),
                                meta().attr("http-equiv", "Content-Security-Policy")
                                        .withContent(POLICY),
                                meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                                meta().withName("color-scheme").withContent("light dark"),
                                meta().withName("referrer").withContent("no-referrer"),
                                title(title),
                                rawHtml("<style>" + STYLE + "</style>")),
                        body(content)
                                .with(rawHtml("<script type=\"application/json\" id=\"data\">" + inScript(data)
                                        + "</script>"))
                                .with(SCRIPTS.stream().map(script -> rawHtml("<script>" + script + "</script>"))))
                .withLang("en"));
    }

    /** What the scripts draw: charts, again and again if the page is of a run that goes on. */
    static ObjectNode data(boolean running, String written, List<Chart> charts) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("running", running);
        data.put("written", written);
        ArrayNode drawn = data.putArray("charts");
        charts.forEach(chart -> drawn.add(chart.json()));
        return data;
    }

    /** @param where it was written to, or "" */
    static FooterTag footer(String written, String where) {
        return TagCreator.footer(p("Lockstep wrote this page at ")
                .with(time(written).attr("datetime", written))
                .withText(where + "."));
    }

    /** Whether the beginning of a file is that of a page of this kind. */
    static boolean isOf(String kind, String beginning) {
        return beginning.contains(meta().withName(GENERATOR).withContent(kind).render());
    }

    /** JSON in which no character can end a script. */
    private static String inScript(JsonNode data) {
        return data.toString().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private static String hash(String text) {
        byte[] digest = Fingerprint.newSha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new EnvironmentException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EnvironmentException(name + " in the jar cannot be read: " + e.getMessage(), e);
        }
    }
}
