package dev.lockstep.training;

import java.util.List;

/**
 * The result of a training.
 *
 * @param parameters those of the last epoch, or of the best epoch with early stopping; of an ensemble those of all
 *     members, one after the other
 * @param epochs completed epochs, of an ensemble the most of a member
 * @param bestEpoch the epoch of the parameters, from 1; 0 if there was none; of an ensemble the latest of a member
 * @param steps completed steps, of an ensemble the most of a member
 * @param stopped the reason for the end, of an ensemble that of the member that trained longest
 * @param members the results of the networks; one without an ensemble
 */
public record TrainingResult(
        float[] parameters, int epochs, int bestEpoch, long steps, Reason stopped, List<OfMember> members) {

    /** The result of one network. */
    public record OfMember(float[] parameters, int epochs, int bestEpoch, long steps, Reason stopped) {}

    /** The reason for the end of a training. */
    public enum Reason {
        ALL_EPOCHS,
        EARLY_STOPPING,
        /** The optimizer cannot make progress. */
        CONVERGED
    }

    public TrainingResult {
        members = List.copyOf(members);
    }

    /** The result of a single network. */
    public TrainingResult(float[] parameters, int epochs, int bestEpoch, long steps, Reason stopped) {
        this(
                parameters,
                epochs,
                bestEpoch,
                steps,
                stopped,
                List.of(new OfMember(parameters, epochs, bestEpoch, steps, stopped)));
    }

    /** The result of an ensemble, or of its only network, whose parameters it shares. */
    static TrainingResult of(List<OfMember> members) {
        OfMember last = members.get(0);
        int bestEpoch = 0;
        for (OfMember member : members) {
            last = member.steps() > last.steps() ? member : last;
            bestEpoch = Math.max(bestEpoch, member.bestEpoch());
        }
        return new TrainingResult(joined(members), last.epochs(), bestEpoch, last.steps(), last.stopped(), members);
    }

    private static float[] joined(List<OfMember> members) {
        int length = members.get(0).parameters().length;
        if (members.size() == 1) {
            return members.get(0).parameters();
        }
        float[] all = new float[Math.multiplyExact(members.size(), length)];
        for (int i = 0; i < members.size(); i++) {
            System.arraycopy(members.get(i).parameters(), 0, all, i * length, length);
        }
        return all;
    }
}
