package dev.lockstep.plan.yaml;

import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Domain;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.math.Backend;
import dev.lockstep.network.Activation;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Initializers;
import dev.lockstep.objective.Loss;
import dev.lockstep.objective.Losses;
import dev.lockstep.objective.Penalty;
import dev.lockstep.optimizer.Clip;
import dev.lockstep.optimizer.Optimizer;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.optimizer.Schedule;
import dev.lockstep.optimizer.Schedules;
import dev.lockstep.plan.ClassWeights;
import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.EarlyStopping;
import dev.lockstep.plan.EnginePlan;
import dev.lockstep.plan.NetworkPlan;
import dev.lockstep.plan.NetworkPlan.HiddenPlan;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.Saving;
import dev.lockstep.plan.TrainingPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads plans. Every key is one line here, in the order of the documentation, with its default. */
public final class PlanFile {

    private static final Domain BATCH_SIZE =
            new Domain("a whole number from 1, or full,", x -> x >= 1 && x == Math.rint(x) && x <= 0x1p53);

    private PlanFile() {}

    /**
     * Reads a plan from a file.
     *
     * @param overrides {@code key=value} each, put over what the file says
     * @throws PlanException if the file or an override is not a plan's
     */
    public static RunPlan read(String file, List<String> overrides) {
        return parse(file, PlanText.of(file), overrides);
    }

    /** As {@link #read}, with the file's text given. */
    public static RunPlan parse(String file, String text, List<String> overrides) {
        return parse(PlanTree.of(file, text, OptionValues.GIVEN, overrides), file);
    }

    /** The plan of a run, as its folder has it: with masks in the place of secrets. */
    public static RunPlan saved(String file, String text) {
        return parse(PlanTree.of(file, text, OptionValues.SAVED, List.of()), file);
    }

    private static RunPlan parse(PlanTree tree, String file) {
        try {
            return tree.root().section(plan -> run(plan, PlanText.name(file)));
        } catch (IllegalArgumentException e) {
            throw tree.error("", e.getMessage());
        }
    }

    private static RunPlan run(Settings plan, String fileName) {
        String name = plan.get("name").or(fileName).text("text");
        long seed = plan.get("seed").or(0).wholeOf64Bits();
        DataPlan data = plan.get("data").section(DataKeys::read);
        NetworkPlan network = plan.get("network").or(Map.of()).section(PlanFile::network);
        Choice<Loss> loss = plan.get("loss").choice(Losses.CATALOG);
        Penalty penalty = plan.get("penalty")
                .unlessNone(keys -> keys.section(PlanFile::penalty))
                .orElse(new Penalty(0, 0));
        ClassWeights classWeights = classWeights(plan.get("classWeights").or("none"));
        Choice<Optimizer> optimizer = plan.get("optimizer").or("adam").choice(Optimizers.CATALOG);
        Choice<Schedule> learningRate = learningRate(plan.get("learningRate"), optimizer);
        Optional<Clip> clip = plan.get("clip").unlessNone(PlanFile::clip);
        Backend backend = plan.get("math").or(Map.of()).section(PlanFile::backend);
        Loop loop = plan.get("training").or(Map.of()).section(training -> loop(training, optimizer));
        Saving saving = plan.get("checkpoint").or(Map.of()).section(keys -> saving(keys, loop));
        String output = plan.get("output").text("a path");
        TrainingPlan training = new TrainingPlan(
                seed,
                network,
                loss,
                penalty,
                classWeights,
                optimizer,
                learningRate,
                clip,
                loop.epochs(),
                loop.batchSize(),
                loop.shards(),
                loop.earlyStopping(),
                backend);
        return new RunPlan(name, data, training, loop.engine(), saving, output);
    }

    private static NetworkPlan network(Settings network) {
        return new NetworkPlan(
                network.get("hidden").or(List.of()).list(layer -> layer.section(PlanFile::hidden)),
                network.get("output").or(Map.of()).section(PlanFile::output),
                network.get("initializer").ifGiven(name -> name.choice(Initializers.CATALOG)),
                network.get("initializeFrom").unlessNone(from -> from.text("a path")));
    }

    private static HiddenPlan hidden(Settings layer) {
        return new HiddenPlan(
                layer.get("units").whole(Domain.COUNT),
                layer.get("activation").or("relu").choice(Activations.CATALOG),
                layer.get("dropout").or(0).number(Domain.FRACTION),
                layer.get("maxNorm").unlessNone(limit -> limit.number(Domain.POSITIVE)));
    }

    private static Choice<Activation> output(Settings output) {
        return output.get("activation").or("identity").choice(Activations.CATALOG);
    }

    private static Penalty penalty(Settings penalty) {
        return new Penalty(
                penalty.get("l1").or(0).number(Domain.NOT_NEGATIVE),
                penalty.get("l2").or(0).number(Domain.NOT_NEGATIVE));
    }

    private static ClassWeights classWeights(Setting weights) {
        if (weights.isMapping()) {
            return new ClassWeights(false, weights.byName(weight -> weight.number(Domain.NOT_NEGATIVE)));
        }
        if (weights.is("none") || weights.is("balanced")) {
            return weights.is("none") ? ClassWeights.NONE : ClassWeights.BALANCED;
        }
        throw weights.refusal("none, balanced or {label: weight}");
    }

    private static Clip clip(Setting setting) {
        return setting.section(clip -> {
            Setting norm = clip.get("norm");
            Setting value = clip.get("value");
            if (norm.isGiven() == value.isGiven()) {
                throw setting.refusal("{norm}, {value}");
            }
            return norm.isGiven()
                    ? new Clip(Clip.Kind.NORM, norm.number(Domain.POSITIVE))
                    : new Clip(Clip.Kind.VALUE, value.number(Domain.POSITIVE));
        });
    }

    /** A bare number is {@code {name: constant, initial}}. */
    private static Choice<Schedule> learningRate(Setting rate, Choice<Optimizer> optimizer) {
        if (rate.isGiven() && optimizer.value().choosesStepLength()) {
            throw rate.error(
                    "learningRate must not be given with " + optimizer.name() + ", which chooses its own steps");
        }
        if (!rate.isNumber()) {
            return rate.or("constant").choice(Schedules.CATALOG, "a number or ");
        }
        Domain domain = Schedules.CATALOG.parameters("constant").get(0).domain();
        return Schedules.CATALOG.choose("constant", Map.of("initial", rate.number(domain)));
    }

    private static Backend backend(Settings math) {
        return math.get("blas").or("auto").named(Backend::of);
    }

    private static Loop loop(Settings training, Choice<Optimizer> optimizer) {
        return new Loop(
                training.get("epochs").or(30).whole(Domain.WHOLE),
                batchSize(training.get("batchSize").or(optimizer.value().needsFullBatch() ? "full" : 128)),
                training.get("shards").or(8).whole(TrainingPlan.SHARDS),
                engine(training),
                training.get("stopAfterSeconds").unlessNone(limit -> limit.number(Domain.POSITIVE)),
                training.get("earlyStopping").unlessNone(rule -> rule.section(PlanFile::earlyStopping)));
    }

    private static EnginePlan engine(Settings training) {
        EnginePlan.Kind kind = training.get("engine").or("auto").oneOf(List.of(EnginePlan.Kind.values()));
        double seconds = training.get("residentTimeout").or(30).number(EnginePlan.TIMEOUT);
        return new EnginePlan(kind, Duration.ofMillis((long) (seconds * 1000)));
    }

    private static Saving saving(Settings checkpoint, Loop loop) {
        return new Saving(
                checkpoint.get("everyEpochs").or(1).unlessNone(every -> every.whole(Domain.COUNT)),
                checkpoint.get("everySteps").unlessNone(every -> every.whole(Domain.COUNT)),
                checkpoint.get("keep").or(2).whole(Domain.COUNT),
                loop.stopAfterSeconds());
    }

    private static long batchSize(Setting rows) {
        return rows.is("full") ? TrainingPlan.FULL_BATCH : (long) rows.number(BATCH_SIZE);
    }

    private static EarlyStopping earlyStopping(Settings rule) {
        return new EarlyStopping(
                rule.get("metric").or("loss").choice(Metrics.CATALOG),
                rule.get("patience").or(5).whole(Domain.COUNT),
                rule.get("minDelta").or(0).number(Domain.NOT_NEGATIVE));
    }

    /** The section {@code training}. */
    private record Loop(
            int epochs,
            long batchSize,
            int shards,
            EnginePlan engine,
            Optional<Double> stopAfterSeconds,
            Optional<EarlyStopping> earlyStopping) {}
}
