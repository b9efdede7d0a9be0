package dev.lockstep.training;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Violation;
import dev.lockstep.plan.TrainingPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The training loop: steps, and after each epoch evaluation, early stopping and reports. The networks of an ensemble
 * take their steps together; one whose training is over takes no part in later ones.
 */
public final class Trainer {

    private final TrainingPlan plan;
    private final Steps steps;
    private final Optional<Evaluation> validation;
    private final List<TrainingListener> listeners;
    private final Course course;

    /** @throws Violation if the plan needs validation data and there are none */
    public Trainer(TrainingPlan plan, Steps steps, Optional<Evaluation> validation, List<TrainingListener> listeners) {
        this.plan = plan;
        this.steps = steps;
        this.validation = validation;
        this.listeners = listeners;
        this.course = new Course(plan, steps);
        if (plan.watchesMetric() && validation.isEmpty()) {
            throw Violation.of(key("training.earlyStopping") + " and " + key("learningRate")
                    + " plateau need validation data, set " + key("data.validation"));
        }
    }

    /** Trains a single network. */
    public TrainingResult train(TrainingState start) {
        return train(EnsembleState.of(start));
    }

    /**
     * Trains from a state, which is modified.
     *
     * @throws DivergedException if the loss or the gradient of a step is not finite
     */
    public TrainingResult train(EnsembleState start) {
        List<TrainingState> states = new ArrayList<>(start.members());
        listeners.forEach(listener -> listener.started(plan, steps.epochs(), start.step()));
        for (List<Member> active = active(states); !active.isEmpty(); active = active(states)) {
            epoch(active, states);
        }
        List<TrainingResult.OfMember> results = new ArrayList<>(states.size());
        for (int i = 0; i < states.size(); i++) {
            results.add(course.result(new Member(i, states.get(i))));
        }
        TrainingResult result = TrainingResult.of(results);
        listeners.forEach(listener -> listener.ended(result));
        return result;
    }

    /** The networks whose training is not over. */
    private List<Member> active(List<TrainingState> states) {
        List<Member> active = new ArrayList<>(states.size());
        for (int i = 0; i < states.size(); i++) {
            if (!course.isOver(states.get(i))) {
                active.add(new Member(i, states.get(i)));
            }
        }
        return active;
    }

    /** Trains some networks for an epoch, and replaces their states. */
    private void epoch(List<Member> start, List<TrainingState> states) {
        long startNanos = System.nanoTime();
        List<Member> reached = stepsOfEpoch(start, states);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        List<Map<String, Double>> metrics = validation
                .map(rows -> rows.at(reached.size(), Member.parameters(reached)))
                .orElse(Collections.nCopies(reached.size(), Map.of()));
        List<Member> ended = new ArrayList<>(reached.size());
        for (int i = 0; i < reached.size(); i++) {
            ended.add(new Member(
                    reached.get(i).index(), course.afterEpoch(reached.get(i).state(), metrics.get(i))));
        }
        replace(states, ended);
        long rows = reached.get(0).state().sums().rows()
                - start.get(0).state().sums().rows();
        EpochReport report = EpochReport.of(
                course.epochsDone(ended.get(0).state()),
                reached,
                plan.loss().value(),
                metrics,
                rows / seconds,
                steps.timer().drain());
        listeners.forEach(listener -> listener.epochEnded(report));
        EnsembleState state = new EnsembleState(states);
        listeners.forEach(listener -> listener.reached(state));
    }

    private List<Member> stepsOfEpoch(List<Member> start, List<TrainingState> states) {
        List<Member> members = step(start, states);
        while (members.get(0).state().step() % steps.epochs().stepsPerEpoch() != 0) {
            EnsembleState reached = new EnsembleState(states);
            listeners.forEach(listener -> listener.reached(reached));
            members = step(members, states);
        }
        return members;
    }

    private List<Member> step(List<Member> members, List<TrainingState> states) {
        List<Steps.Taken> taken = steps.take(members);
        steps.timer().stepEnded();
        List<Member> after = new ArrayList<>(members.size());
        double loss = 0;
        for (int i = 0; i < taken.size(); i++) {
            after.add(new Member(members.get(i).index(), taken.get(i).state()));
            loss += taken.get(i).meanLoss();
        }
        replace(states, after);
        double meanLoss = loss / taken.size();
        long step = after.get(0).state().step();
        listeners.forEach(listener -> listener.stepEnded(step, meanLoss));
        return after;
    }

    private static void replace(List<TrainingState> states, List<Member> by) {
        by.forEach(member -> states.set(member.index(), member.state()));
    }
}
