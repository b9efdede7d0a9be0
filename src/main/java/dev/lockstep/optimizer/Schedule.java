package dev.lockstep.optimizer;

/** The learning rate at a time: the only owner of the learning rate. */
@FunctionalInterface
public interface Schedule {

    /**
     * @param epoch from 0
     * @param step over the whole training, from 0
     */
    double rate(int epoch, long step);
}
