package dev.lockstep.spark.ingest.row;

import dev.lockstep.data.Shown;
import java.util.function.Supplier;

/** A cell that cannot be used. Thrown once a bad row, so it carries no stack trace, and words only if they are asked for. */
public final class CellException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Supplier<String> problem;

    CellException(String column, String must, Object value) {
        this(column, () -> " " + must + " but is " + (value == null ? "empty" : Shown.quoted(value)));
    }

    /** @param problem what follows the column's name */
    CellException(String column, Supplier<String> problem) {
        this(() -> "column " + column + problem.get());
    }

    private CellException(Supplier<String> problem) {
        super(null, null, false, false);
        this.problem = problem;
    }

    /** For a row whose cells cannot be told apart. */
    static CellException ofRow(String problem) {
        return new CellException(() -> problem);
    }

    @Override
    public String getMessage() {
        return problem.get();
    }
}
