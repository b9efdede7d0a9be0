package dev.lockstep.publish;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.format.Keys;
import dev.lockstep.plan.PublishPlan;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.Secrets;
import dev.lockstep.report.PhaseLog;
import dev.lockstep.run.SavedRun;
import dev.lockstep.run.TrainRun;
import dev.lockstep.spark.published.Publication;
import dev.lockstep.spark.published.PublishedFolder;
import dev.lockstep.spark.published.RefusedException;
import dev.lockstep.spark.published.VersionFolder;
import dev.lockstep.spark.published.VersionName;
import dev.lockstep.spark.store.Lease;
import dev.lockstep.spark.store.Reason;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.training.JobNames;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Publishes a finished run if its model passes the rules of the plan. A run that is published already is left alone; one
 * that was refused is measured again.
 */
public final class Gate implements TrainRun.Afterwards {

    private static final String TO = "publish.to";

    private final RunPlan plan;
    private final PublishPlan rules;
    private final boolean refusedIsOk;
    private final PhaseLog log;

    private Gate(RunPlan plan, PublishPlan rules, boolean refusedIsOk, PhaseLog log) {
        this.plan = plan;
        this.rules = rules;
        this.refusedIsOk = refusedIsOk;
        this.log = log;
    }

    /**
     * The gate of a plan, or nothing if it does not publish.
     *
     * @param refusedIsOk whether a refusal is a success of the command
     * @param log receives phases
     */
    public static TrainRun.Afterwards of(RunPlan plan, boolean refusedIsOk, PhaseLog log) {
        return plan.publish()
                .<TrainRun.Afterwards>map(rules -> new Gate(plan, rules, refusedIsOk, log))
                .orElse(TrainRun.Afterwards.NOTHING);
    }

    @Override
    public String of(SparkSession session, RunFiles output, Lease lease) throws IOException {
        Configuration configuration = session.sparkContext().hadoopConfiguration();
        try {
            SavedRun candidate = SavedRun.in(output.folder(), configuration);
            String to = new RunFiles(rules.to(), configuration).folder();
            Optional<Verdict> before = Verdict.in(output).filter(verdict -> says(verdict, candidate, to));
            if (before.isPresent()) {
                return published(before.get());
            }
            try (Publication publication = Publication.begin(TO, rules.to(), configuration)) {
                return publish(session, RunPublication.of(publication, candidate), lease);
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    TO + " " + rules.to() + ": " + Reason.of(e) + ". The run is finished; once this is mended, the same"
                            + " command publishes it",
                    e);
        }
    }

    private static boolean says(Verdict verdict, SavedRun candidate, String to) {
        try {
            return verdict.says(candidate.id(), to);
        } catch (IOException e) {
            return false;
        }
    }

    private static String published(Verdict verdict) {
        System.out.println("it was published in " + verdict.to() + " as version " + verdict.version());
        return "published as version " + verdict.version();
    }

    private String publish(SparkSession session, RunPublication run, Lease lease) throws IOException {
        Optional<Verdict> done = run.done();
        if (done.isPresent()) {
            write(done.get(), run, lease);
            return published(done.get());
        }
        JavaSparkContext context = new JavaSparkContext(session.sparkContext());
        try (JobNames jobs = new JobNames(context, plan.name(), log::say)) {
            jobs.next("measuring for publication");
            return publish(session, run, lease, jobs);
        }
    }

    private String publish(SparkSession session, RunPublication run, Lease lease, JobNames jobs) throws IOException {
        try (Comparison comparison = new Comparison(session, plan, rules, run)) {
            Judgement judgement = comparison.judgement();
            VersionName name = run.version();
            Verdict verdict = Verdict.of(
                    judgement,
                    run.publication().folder().folder(),
                    run.id(),
                    judgement.accepted() ? Optional.of(name.toString()) : Optional.empty(),
                    comparison.about());
            if (!judgement.accepted()) {
                write(verdict, run, lease);
                return refused(judgement);
            }
            jobs.next("publishing");
            VersionFolder version = run.add(name, verdict);
            comparison.requireSameScores(version);
            lease.renew();
            run.publication().switchTo(name);
            write(verdict, run, lease);
            say(judgement, version, run.publication().folder());
            run.retain(rules.keep());
            return "published as version " + name;
        }
    }

    private static void write(Verdict verdict, RunPublication run, Lease lease) throws IOException {
        lease.renew();
        run.run().files().write(Verdict.FILE, verdict.text());
    }

    private String refused(Judgement judgement) {
        String message = Secrets.of(plan)
                .hide(plan.name() + " is not published in " + rules.to() + ": "
                        + String.join("; ", judgement.reasons()));
        if (!refusedIsOk) {
            throw new RefusedException(message);
        }
        System.err.println("note: " + message);
        return "refused: " + message;
    }

    private void say(Judgement judgement, VersionFolder version, PublishedFolder folder) {
        System.out.printf("%s is published%n%n", plan.name());
        Map<String, Object> lines = new Keys()
                .with("version", version.name())
                .with("because", String.join("; ", judgement.reasons()))
                .with("to", folder.folder())
                .with("model", version.model())
                .map();
        lines.forEach((label, text) -> System.out.printf("  %-15s %s%n", label, text));
    }
}
