package dev.lockstep.job;

import dev.lockstep.catalog.Names;
import dev.lockstep.format.onnx.Numbers;
import dev.lockstep.format.onnx.OnnxFile;
import dev.lockstep.plan.PlanException;
import dev.lockstep.run.Overlap;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.internals.HadoopConfiguration;
import dev.lockstep.spark.store.Address;
import dev.lockstep.spark.store.OutputClaim;
import dev.lockstep.spark.store.OutputFile;
import dev.lockstep.spark.store.OutputOption;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep export RUN --format onnx --output FILE}: exports the model of a run for use without Spark. */
@Command(
        name = "export",
        description = "Exports the model of a run as one file that takes rows and returns predictions. Its"
                + " predictions for a few rows are compared with the model's before it is written.")
final class ExportCommand implements Runnable {

    private static final List<String> FORMATS = List.of("onnx");

    @Parameters(paramLabel = "RUN", description = "The output folder of a finished run, or a published folder.")
    private String folder;

    @Option(names = "--format", required = true, paramLabel = "FORMAT", description = "The format of the file: onnx.")
    private String format;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "The file to write, on any Hadoop file system.")
    private String output;

    @Option(
            names = "--numbers",
            paramLabel = "TYPE",
            defaultValue = "double",
            description = "The type of input numbers and predicted numbers: double, as in Spark (the default), or"
                    + " float, for runtimes that support nothing else.")
    private String numbers;

    @Option(names = "--overwrite", description = "Replaces an existing file that export wrote.")
    private boolean overwrite;

    @Override
    public void run() {
        if (!FORMATS.contains(format)) {
            throw new PlanException(Names.unknown("--format", format, FORMATS));
        }
        Numbers type = numbers();
        Configuration configuration = HadoopConfiguration.current();
        SavedRun run = SavedRun.in(folder, configuration);
        Address address = OutputOption.address("--output", output, configuration);
        new Overlap("--output", output, address, configuration).refuseFilesOf(folder);
        try (OutputClaim claim = OutputClaim.take(output, address, configuration)) {
            OutputFile file = new OutputFile(claim);
            file.prepare(overwrite ? Optional.of(OnnxFile::isLockstep) : Optional.empty());
            file.write(run.onnx(type)::writeTo);
        } catch (IOException | UnsupportedOperationException e) {
            throw OutputOption.unwritable("--output", output, e);
        }
        System.out.printf("%s: exported to %s%n", run.plan().name(), output);
    }

    private Numbers numbers() {
        return Numbers.named(numbers)
                .orElseThrow(() -> new PlanException(Names.unknown("--numbers", numbers, Numbers.names())));
    }
}
