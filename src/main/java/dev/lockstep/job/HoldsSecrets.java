package dev.lockstep.job;

/** A command that is given secrets, which no message repeats. */
interface HoldsSecrets {

    Secrets secrets();
}
