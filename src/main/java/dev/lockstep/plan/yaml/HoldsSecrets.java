package dev.lockstep.plan.yaml;

/** A command with secrets, which are masked in messages. */
public interface HoldsSecrets {

    Secrets secrets();
}
