package dev.lockstep.spark.ingest.row;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.data.DataException;
import dev.lockstep.plan.RowPlan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The feature columns that a plan chooses by name or pattern. Their order is that of the plan, never of the source: a
 * feature is where the plan first names it; those that match a pattern, and all features if the plan names none, are in
 * {@link NaturalOrder}.
 */
record ColumnChoice(SourceColumns source, RowPlan plan) {

    List<String> features() {
        if (plan.features().isEmpty()) {
            return others(List.of(source.schema().fieldNames()));
        }
        return List.copyOf(chosen(key("data.features"), plan.features(), others(names(source.schema()))));
    }

    /** The features that are categorical. */
    Set<String> categorical(List<String> features) {
        List<String> wanted = plan.categorical().columns();
        for (String column : wanted) {
            if (source.has(column) && !features.contains(column)) {
                throw new DataException(source.name() + ": " + key("data.categorical") + " must name columns of "
                        + key("data.features") + " but has " + column);
            }
        }
        return chosen(key("data.categorical"), wanted, features);
    }

    /** The features whose numbers are encoded piecewise-linearly. */
    Set<String> binned(List<String> features, Set<String> categorical) {
        if (plan.encode().isEmpty()) {
            return Set.of();
        }
        String columns = key("data.encode.piecewise_linear.columns");
        List<String> wanted = plan.encode().get().columns();
        for (String column : wanted) {
            if (source.has(column) && (!features.contains(column) || categorical.contains(column))) {
                throw new DataException(source.name() + ": " + columns + " must name columns of numbers of "
                        + key("data.features") + " but has " + column);
            }
        }
        List<String> numbers = features.stream()
                .filter(column -> !categorical.contains(column))
                .toList();
        return wanted.isEmpty() ? Set.copyOf(numbers) : chosen(columns, wanted, numbers);
    }

    private List<String> others(List<String> columns) {
        return columns.stream()
                .filter(column -> !plan.label().contains(column)
                        && !plan.weight().equals(Optional.of(column))
                        && !plan.offset().equals(Optional.of(column)))
                .sorted(new NaturalOrder())
                .toList();
    }

    /** The names of columns; for structs, those of their fields, as {@code struct.field}. */
    private static List<String> names(StructType schema) {
        List<String> names = new ArrayList<>();
        for (StructField field : schema.fields()) {
            if (field.dataType() instanceof StructType within) {
                names(within).forEach(inner -> names.add(field.name() + "." + inner));
            } else {
                names.add(field.name());
            }
        }
        return names;
    }

    /** The columns that names and patterns match, in their order; each must match at least one. */
    private Set<String> chosen(String key, List<String> wanted, List<String> from) {
        List<String> all = names(source.schema());
        Set<String> chosen = new LinkedHashSet<>();
        for (String one : wanted) {
            Predicate<String> matches = matches(one);
            if (all.stream().noneMatch(matches)) {
                source.require(key, one);
                chosen.add(one);
            }
            from.stream().filter(matches).forEach(chosen::add);
        }
        return chosen;
    }

    /** A name matches itself; in a pattern, * matches any text and ? one character. */
    private static Predicate<String> matches(String wanted) {
        if (!wanted.contains("*") && !wanted.contains("?")) {
            return wanted::equals;
        }
        String expression = Pattern.quote(wanted).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(expression).asMatchPredicate();
    }
}
