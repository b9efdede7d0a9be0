package dev.lockstep.catalog;

import java.util.function.UnaryOperator;

/**
 * What a run depends on is to blame: a disk, a network, a permission, another process, a library of this machine.
 * Command, plan and data are valid.
 */
public final class EnvironmentException extends Problem {

    private static final long serialVersionUID = 1;

    public EnvironmentException(String sentence) {
        this(sentence, null);
    }

    public EnvironmentException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    @Override
    public EnvironmentException respelled(UnaryOperator<String> spelling) {
        return new EnvironmentException(sentence(spelling), this);
    }
}
