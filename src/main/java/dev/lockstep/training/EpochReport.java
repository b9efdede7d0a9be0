package dev.lockstep.training;

import java.util.Map;

/**
 * What happened in an epoch.
 *
 * @param epoch from 1
 * @param step steps taken so far
 * @param trainLoss the mean loss over the epoch's rows, each at the parameters its step found, dropout on, without penalty
 * @param validation metrics after the epoch; empty without validation data
 * @param learningRate of the epoch's last step
 * @param gradientNorm of the epoch's last step, penalty included
 * @param rowsPerSecond over training time alone
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
