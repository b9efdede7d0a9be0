package dev.lockstep.data;

import dev.lockstep.catalog.Problem;
import java.util.function.UnaryOperator;

/** The data are wrong or missing. The message tells the user what, where, and what is allowed. */
public final class DataException extends Problem {

    private static final long serialVersionUID = 1;

    public DataException(String sentence) {
        this(sentence, null);
    }

    public DataException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    @Override
    public DataException respelled(UnaryOperator<String> spelling) {
        return new DataException(sentence(spelling), this);
    }
}
