package dev.lockstep.publish;

import dev.lockstep.format.Keys;
import dev.lockstep.plan.PlanException;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.published.Pointer;
import dev.lockstep.spark.published.Publication;
import dev.lockstep.spark.published.PublishedFolder;
import dev.lockstep.spark.published.VersionFolder;
import dev.lockstep.spark.published.VersionName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The versions in a published folder, for people.
 *
 * @param name what the user calls the folder
 */
public record PublishedVersions(String name, PublishedFolder folder, Configuration configuration) {

    /** @throws PlanException if it is not a published folder */
    public static PublishedVersions in(String name, String folder, Configuration configuration) throws IOException {
        PublishedFolder found = PublishedFolder.in(folder, configuration)
                .orElseThrow(
                        () -> new PlanException(name + " must be a folder with published models but is " + folder));
        return new PublishedVersions(name, found, configuration);
    }

    /** One line a version, the oldest first. */
    public String text() throws IOException {
        Optional<Pointer> current = folder.current();
        List<VersionFolder> versions = folder.versions();
        StringBuilder text = new StringBuilder(
                String.format("%s: %d version%s%n", folder.folder(), versions.size(), versions.size() == 1 ? "" : "s"));
        for (VersionFolder version : versions) {
            text.append(String.format(
                    "  %s  %-8s  %s  %s  %s%n",
                    version.name(),
                    current.map(now -> state(version.name(), now)).orElse("-"),
                    version.about().getOrDefault("added", "-"),
                    Verdict.in(version.files()).map(Verdict::figure).orElse("-"),
                    version.model()));
        }
        return text.toString();
    }

    private static String state(VersionName version, Pointer now) {
        if (version.equals(now.version())) {
            return "current";
        }
        return now.previous().filter(version::equals).isPresent() ? "previous" : "-";
    }

    public void rollback() throws IOException {
        try (Publication publication = begin()) {
            say(publication.folder().version(publication.rollback()));
        }
    }

    /**
     * Makes a version the current one.
     *
     * @param wanted its name or number
     * @throws PlanException if there is no such version
     */
    public void promote(String wanted) throws IOException {
        try (Publication publication = begin()) {
            List<VersionFolder> versions = publication.folder().versions();
            List<VersionFolder> meant = versions.stream()
                    .filter(version -> version.name().isMeantBy(wanted))
                    .toList();
            if (meant.size() != 1) {
                throw new PlanException("--promote must be a version in " + folder.folder() + " but is " + wanted
                        + "; there are "
                        + String.join(
                                ", ",
                                versions.stream()
                                        .map(version -> version.name().toString())
                                        .toList()));
            }
            publication.switchTo(meant.get(0).name());
            say(meant.get(0));
        }
    }

    private Publication begin() throws IOException {
        return Publication.begin(name, folder.folder(), configuration);
    }

    /**
     * Publishes a run without measuring it.
     *
     * @param name what the user calls the folder
     * @param run a finished run, or another published folder
     */
    public static void publish(String name, String folder, String run, Configuration configuration) throws IOException {
        SavedRun candidate = SavedRun.in(run, configuration);
        try (Publication publication = Publication.begin(name, folder, configuration)) {
            RunPublication published = RunPublication.of(publication, candidate);
            VersionName version = published.version();
            Verdict verdict = Verdict.of(
                    new Judgement(true, List.of("published by hand, without a comparison")),
                    publication.folder().folder(),
                    published.id(),
                    Optional.of(version.toString()),
                    new Keys()
                            .with("name", candidate.plan().name())
                            .with("weightsSha256", candidate.weightsSha256())
                            .map());
            VersionFolder added = published.add(version, verdict);
            publication.switchTo(version);
            say(added);
        }
    }

    private static void say(VersionFolder version) {
        System.out.printf("version %s is current%n  model  %s%n", version.name(), version.model());
    }
}
