package dev.lockstep.job;

import dev.lockstep.publish.PublishedVersions;
import dev.lockstep.run.Overlap;
import dev.lockstep.spark.internals.HadoopConfiguration;
import dev.lockstep.spark.published.PublishedPlace;
import dev.lockstep.spark.store.OutputOption;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep publish DIR --list}: the versions of a published folder, and switches between them. */
@Command(
        name = "publish",
        description =
                "Lists the versions of a published folder, or makes another one current. Training publishes by the"
                        + " section publish of its plan.")
final class PublishCommand implements Runnable {

    private static final String NAME = "DIR";

    @Parameters(paramLabel = NAME, description = "The published folder: publish.to of a plan.")
    private String folder;

    @ArgGroup(multiplicity = "1")
    private Action action;

    /** One of them is given. */
    static final class Action {

        @Option(names = "--list", description = "Lists the versions, with their metrics and the paths of their models.")
        private boolean list;

        @Option(names = "--rollback", description = "Makes the previous version the current one.")
        private boolean rollback;

        @Option(
                names = "--promote",
                paramLabel = "VERSION",
                description = "Makes a version the current one, given by its name or its number.")
        private String promote;

        @Option(
                names = "--run",
                paramLabel = "RUN",
                description = "Publishes a finished run, or the current version of another published folder, without"
                        + " comparing it with the current version.")
        private String run;
    }

    @Override
    public void run() {
        Configuration configuration = HadoopConfiguration.current();
        try {
            if (action.run != null) {
                PublishedPlace.requireUsable(NAME, folder, configuration);
                new Overlap(NAME, folder, OutputOption.address(NAME, folder, configuration), configuration)
                        .refuse("RUN", action.run);
                PublishedVersions.publish(NAME, folder, action.run, configuration);
                return;
            }
            PublishedVersions versions = PublishedVersions.in(NAME, folder, configuration);
            if (action.list) {
                System.out.print(versions.text());
            } else if (action.rollback) {
                versions.rollback();
            } else {
                versions.promote(action.promote);
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw OutputOption.unwritable(NAME, folder, e);
        }
    }
}
