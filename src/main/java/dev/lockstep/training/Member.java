package dev.lockstep.training;

import java.util.List;

/**
 * A network in training.
 *
 * @param index from 0 in its ensemble; 0 without an ensemble
 */
public record Member(int index, TrainingState state) {

    /** The parameters of all, one network's after the other's; of a single one its own array. */
    static float[] parameters(List<Member> members) {
        float[] first = members.get(0).state().parameters();
        if (members.size() == 1) {
            return first;
        }
        float[] all = new float[Math.multiplyExact(members.size(), first.length)];
        for (int i = 0; i < members.size(); i++) {
            System.arraycopy(members.get(i).state().parameters(), 0, all, i * first.length, first.length);
        }
        return all;
    }
}
