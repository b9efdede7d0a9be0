package dev.lockstep.catalog;

import java.util.function.UnaryOperator;

/**
 * A problem that only the user can solve. The type says which side is to blame, the sentence what to do. Keys of a plan
 * are {@linkplain KeyMarks marked} in it; the message has them as plans spell them.
 */
public abstract class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String sentence;

    protected Problem(String sentence, Throwable cause) {
        super(KeyMarks.plain(sentence), cause);
        this.sentence = sentence;
    }

    protected final String sentence(UnaryOperator<String> spelling) {
        return KeyMarks.spelled(sentence, spelling);
    }

    /** The same problem with keys in another spelling; this one is its cause. */
    public abstract Problem respelled(UnaryOperator<String> spelling);
}
