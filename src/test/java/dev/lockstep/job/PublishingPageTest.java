package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.testing.Page;
import dev.lockstep.testing.Project;
import dev.lockstep.testing.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plan and the commands of {@code docs/publishing.md}, run. */
class PublishingPageTest {

    private static final String NAME = "docs/publishing.md";
    private static final Page PAGE = Page.of(NAME);

    @TempDir
    Path folder;

    @Test
    void thePlanPublishesAndEveryCommandRuns() throws IOException {
        String text = PAGE.block("yaml")
                .replace("models/", folder + "/models/")
                .replace("runs/", folder + "/runs/")
                .replace("data/digits", Project.path("data", "digits").toString());
        Path plan = Files.writeString(folder.resolve("digits.yaml"), text);
        InProcess.done("train", plan.toString());
        List<String> commands = Script.commands(NAME).stream()
                .filter(line -> line.startsWith("jobs/publish.sh"))
                .toList();
        assertEquals(4, commands.size(), commands::toString);
        // A second version, so that there is something to roll back to.
        InProcess.done(
                "train",
                plan.toString(),
                "--set",
                "publish.notWorseBy=none",
                "--set",
                "seed=1",
                "--set",
                "output=" + folder + "/runs/second");
        for (String command : commands) {
            String[] words = command.replaceFirst("jobs/(\\w+)[.]sh", "$1")
                    .replace(" models/", " " + folder + "/models/")
                    .replace(" runs/", " " + folder + "/runs/")
                    .split(" ");
            Script.Result result = InProcess.run(words);
            assertEquals(0, result.code(), result::toString);
        }
        // As programs find the model.
        Path models = folder.resolve("models/digits");
        String model = RunFolder.parsed(Files.readString(models.resolve("current")))
                .get("model")
                .textValue();
        assertEquals(3, PipelineModel.load(models.resolve(model).toString()).stages().length);
    }

    @Test
    void everyLinkLeadsToAFile() {
        for (Path link : PAGE.links(Project.path("docs"))) {
            assertTrue(Files.exists(link), link.toString());
        }
    }
}
