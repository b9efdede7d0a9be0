package dev.lockstep.publish;

import dev.lockstep.format.Keys;
import dev.lockstep.run.SavedRun;
import dev.lockstep.spark.published.Pointer;
import dev.lockstep.spark.published.Publication;
import dev.lockstep.spark.published.VersionFolder;
import dev.lockstep.spark.published.VersionName;
import dev.lockstep.spark.store.Reason;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The publication of one run.
 *
 * @param fingerprint of its model
 * @param id of the run
 */
record RunPublication(Publication publication, SavedRun run, String fingerprint, String id) {

    private static final String RUN = "run";

    static RunPublication of(Publication publication, SavedRun run) throws IOException {
        return new RunPublication(publication, run, run.fingerprint(), run.id());
    }

    /** The version with the same model; empty if there is none. */
    Optional<VersionFolder> same() throws IOException {
        return publication.find(fingerprint);
    }

    /** The verdict of an earlier attempt that this run is published, if its version was switched to. */
    Optional<Verdict> done() throws IOException {
        Optional<VersionFolder> same = same();
        Optional<Pointer> current = publication.folder().current();
        if (same.isEmpty()
                || current.isEmpty()
                || !current.get().wasEver(same.get().name())) {
            return Optional.empty();
        }
        return Verdict.in(same.get().files())
                .filter(verdict -> verdict.says(id, publication.folder().folder()));
    }

    /** The name of the run's version, which need not exist yet. */
    VersionName version() throws IOException {
        Optional<VersionFolder> same = same();
        return same.isPresent() ? same.get().name() : publication.next(run.weightsSha256());
    }

    /** Writes the run's version, if it does not exist. */
    VersionFolder add(VersionName name, Verdict verdict) throws IOException {
        Optional<VersionFolder> same = same();
        if (same.isPresent()) {
            return same.get();
        }
        Map<String, Object> about = new Keys()
                .with("fingerprint", fingerprint)
                .with("weightsSha256", run.weightsSha256())
                .with(RUN, id)
                .with("name", run.plan().name())
                .with("added", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .map();
        return publication.add(name, run.files(), run.essentials(), Map.of(Verdict.FILE, verdict.text()), about);
    }

    /** Removes old versions. What cannot be removed now is removed by the next publication. */
    void retain(int keep) {
        try {
            List<VersionName> removed = publication.retain(keep);
            if (!removed.isEmpty()) {
                System.out.println("  removed         "
                        + String.join(
                                ", ",
                                removed.stream().map(VersionName::toString).toList()));
            }
        } catch (IOException | RuntimeException e) {
            System.err.println("warning: old versions in "
                    + publication.folder().folder() + " cannot be removed: " + Reason.of(e));
        }
    }
}
