package dev.lockstep.plan;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Violation;
import dev.lockstep.plan.schema.Forms;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import dev.lockstep.plan.schema.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Categorical features, which are one-hot encoded.
 *
 * @param columns names and globs
 * @param hash the inputs of each column, one of which the hash of a category selects; empty for one per category
 */
public record Categorical(List<String> columns, Unseen unseen, Optional<Integer> hash) {

    /** Every feature is a number. */
    public static final Categorical NONE = new Categorical(List.of(), Unseen.ERROR, Optional.empty());

    static final Type<List<String>> NAMES = Types.names("a column or pattern");
    private static final Key<List<String>> COLUMNS = Key.required("columns", NAMES, "the categorical features");
    private static final Key<Unseen> UNSEEN = Key.of(
            "unseen",
            Types.oneOf(List.of(Unseen.values())),
            "error",
            "handling of a category not seen in training: error, or bucket, which sets all inputs of the"
                    + " column to 0");
    private static final int MOST_INPUTS = 1 << 24;
    private static final Key<Optional<Integer>> HASH = Key.of(
                    "hash",
                    Types.orNone(Types.whole(Domain.whole(2, MOST_INPUTS))),
                    "none",
                    "for columns with very many categories: the number of inputs per column, of which the hash of a"
                            + " category selects one; no category is unseen then")
            .since(2);
    private static final Section<Categorical> SCHEMA = Section.of(Categorical::of)
            .with(COLUMNS, Categorical::columns)
            .with(UNSEEN, categorical -> categorical.hash.isPresent() ? null : categorical.unseen)
            .with(HASH, Categorical::hash);
    static final Type<Categorical> TYPE = new Forms<>(NAMES.words(), Categorical::plain)
            .with(Map.class::isInstance, SCHEMA)
            .with(
                    plain -> true,
                    Types.as(
                            NAMES,
                            columns -> new Categorical(columns, Unseen.ERROR, Optional.empty()),
                            Categorical::columns));

    private static Categorical of(Values values) {
        if (values.get(HASH).isPresent() && values.isGiven(UNSEEN)) {
            throw Violation.of(key("unseen") + " must not be given with " + key("hash")
                    + ", with which every category has an input");
        }
        return new Categorical(values.get(COLUMNS), values.get(UNSEEN), values.get(HASH));
    }

    public Categorical {
        columns = List.copyOf(columns);
    }

    private Object plain() {
        return unseen == Unseen.ERROR && hash.isEmpty() ? columns : SCHEMA.write(this);
    }

    /** The handling of unseen categories. */
    public enum Unseen {
        ERROR,
        /** All inputs of the column are 0. */
        BUCKET
    }
}
