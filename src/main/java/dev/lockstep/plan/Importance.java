package dev.lockstep.plan;

import dev.lockstep.catalog.Domain;
import dev.lockstep.plan.schema.Forms;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import java.util.Map;
import java.util.Optional;

/**
 * The permutation importance of input columns: how much the metric drops when the values of a column are exchanged
 * between rows.
 *
 * <p>Reference: L. Breiman, "Random forests" (2001), section 10; A. Fisher, C. Rudin, F. Dominici, "All models are wrong,
 * but many are useful" (2019).
 *
 * @param rows the most rows; empty for what the arithmetic of the training allows
 * @param columns the most columns, those with the strongest connections; empty likewise
 * @param repeats permutations of each column
 */
public record Importance(Optional<Integer> rows, Optional<Integer> columns, int repeats) {

    /** The most rows without a limit in the plan. */
    public static final int MOST_ROWS = 20_000;

    private static final String AUTO = "auto";

    private static final Key<Optional<Integer>> ROWS =
            Key.of("rows", orAuto(), AUTO, "the most rows; auto is at most 20,000");
    private static final Key<Optional<Integer>> COLUMNS = Key.of(
            "columns",
            orAuto(),
            AUTO,
            "the most columns, those with the strongest connections to the outputs; auto is all that the arithmetic allows");
    private static final Key<Integer> REPEATS =
            Key.of("repeats", Types.whole(Domain.COUNT), 5, "permutations of each column");
    private static final Section<Importance> SCHEMA = Section.of(
                    values -> new Importance(values.get(ROWS), values.get(COLUMNS), values.get(REPEATS)))
            .with(ROWS, Importance::rows)
            .with(COLUMNS, Importance::columns)
            .with(REPEATS, Importance::repeats);

    /** What {@code auto} stands for. */
    public static final Importance DEFAULT = SCHEMA.read(Map.of());

    static final Type<Optional<Importance>> TYPE = Types.orNone(new Forms<Importance>(
                    "auto, {rows, columns, repeats}",
                    importance -> importance.equals(DEFAULT) ? AUTO : SCHEMA.write(importance))
            .with(AUTO::equals, Types.of(AUTO, Map.of("const", AUTO), plain -> DEFAULT, importance -> AUTO))
            .with(Map.class::isInstance, SCHEMA));

    public Importance {
        ROWS.check(rows);
        COLUMNS.check(columns);
        REPEATS.check(repeats);
    }

    private static Type<Optional<Integer>> orAuto() {
        Type<Integer> count = Types.whole(Domain.COUNT);
        return new Forms<Optional<Integer>>(count.words() + " or " + AUTO, value -> value.<Object>map(given -> given)
                        .orElse(AUTO))
                .with(
                        AUTO::equals,
                        Types.of(AUTO, Map.of("const", AUTO), plain -> Optional.<Integer>empty(), value -> AUTO))
                .with(plain -> true, Types.as(count, Optional::of, Optional::orElseThrow));
    }
}
