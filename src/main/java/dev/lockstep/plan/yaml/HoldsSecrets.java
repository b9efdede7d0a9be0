package dev.lockstep.plan.yaml;

/** A command that is given secrets, which no message repeats. */
public interface HoldsSecrets {

    Secrets secrets();
}
