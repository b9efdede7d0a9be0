package dev.lockstep.spark.ingest.row;

import dev.lockstep.data.Shown;
import java.util.function.Supplier;

/** A cell that cannot be used. Thrown once per bad row, so it has no stack trace and builds its message on demand. */
public final class CellException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Supplier<String> problem;

    CellException(String column, String must, Object value) {
        this(column, () -> " " + must + " but is " + (value == null ? "empty" : Shown.quoted(value)));
    }

    /** @param problem the text after the column's name */
    CellException(String column, Supplier<String> problem) {
        this(() -> "column " + column + problem.get());
    }

    private CellException(Supplier<String> problem) {
        super(null, null, false, false);
        this.problem = problem;
    }

    /** For a row that cannot be parsed into cells. */
    static CellException ofRow(String problem) {
        return new CellException(() -> problem);
    }

    @Override
    public String getMessage() {
        return problem.get();
    }
}
