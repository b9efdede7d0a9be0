package dev.lockstep.job;

import dev.lockstep.report.page.ComparedRun;
import dev.lockstep.report.page.ComparisonPage;
import dev.lockstep.run.Overlap;
import dev.lockstep.run.StoredRuns;
import dev.lockstep.spark.internals.HadoopConfiguration;
import dev.lockstep.spark.store.Address;
import dev.lockstep.spark.store.OutputClaim;
import dev.lockstep.spark.store.OutputFile;
import dev.lockstep.spark.store.OutputOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep compare RUN...}: a page that shows runs side by side. */
@Command(
        name = "compare",
        description = "Writes a page with the metrics, the curves and the differing keys of several runs.")
final class CompareCommand implements Runnable {

    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description = "The output folder of a run, or a pattern of folders.")
    private List<String> folders;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "comparison.html",
            description = "The page to write, on any Hadoop file system (default: comparison.html).")
    private String output;

    @Option(names = "--overwrite", description = "Replaces an existing page that compare wrote.")
    private boolean overwrite;

    @Override
    public void run() {
        Configuration configuration = HadoopConfiguration.current();
        List<ComparedRun> runs = StoredRuns.in(folders, configuration);
        Address address = OutputOption.address("--output", output, configuration);
        Overlap overlap = new Overlap("--output", output, address, configuration);
        runs.forEach(run -> overlap.refuseFilesOf(run.folder()));
        try (OutputClaim claim = OutputClaim.take(output, address, configuration)) {
            OutputFile file = new OutputFile(claim);
            file.prepare(overwrite ? Optional.of(CompareCommand::isOurs) : Optional.empty());
            String page = ComparisonPage.of(
                    runs, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            file.write(out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException | UnsupportedOperationException e) {
            throw OutputOption.unwritable("--output", output, e);
        }
        System.out.printf("%d runs: compared in %s%n", runs.size(), output);
    }

    /** Whether a file was written by this command. */
    private static boolean isOurs(InputStream file) throws IOException {
        return ComparisonPage.isOne(new String(file.readNBytes(ComparisonPage.BEGINNING), StandardCharsets.UTF_8));
    }
}
