package dev.lockstep.training;

import java.util.Map;

/**
 * The results of an epoch.
 *
 * @param epoch from 1
 * @param step steps taken so far
 * @param trainLoss the mean loss over the epoch's rows, each at the parameters before its step, with dropout, without
 *     penalty
 * @param validation metrics after the epoch; empty without validation data
 * @param learningRate of the epoch's last step
 * @param gradientNorm of the epoch's last step, including the penalty
 * @param rowsPerSecond over training time only
 * @param stepMillis the mean of each phase over the epoch's steps
 */
public record EpochReport(
        int epoch,
        long step,
        double trainLoss,
        Map<String, Double> validation,
        double learningRate,
        double gradientNorm,
        double rowsPerSecond,
        Map<StepTimer.Phase, Double> stepMillis) {}
