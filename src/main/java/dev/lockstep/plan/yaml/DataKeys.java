package dev.lockstep.plan.yaml;

import dev.lockstep.catalog.Domain;
import dev.lockstep.data.MissingValues;
import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.RowPlan;
import dev.lockstep.plan.RowPlan.Categorical;
import dev.lockstep.plan.RowPlan.Missing;
import dev.lockstep.plan.RowPlan.Scale;
import dev.lockstep.plan.RowPlan.Storage;
import dev.lockstep.plan.RowPlan.Unseen;
import dev.lockstep.plan.SourcePlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the section {@code data} of plans. */
final class DataKeys {

    private static final String SOURCE = "a path or {path, format, options}";

    private DataKeys() {}

    static DataPlan read(Settings data) {
        return new DataPlan(
                source(data.get("train")),
                data.get("validation").unlessNone(DataKeys::validation),
                data.get("test").unlessNone(DataKeys::source),
                rows(data));
    }

    private static RowPlan rows(Settings data) {
        return new RowPlan(
                data.get("label").names("a column"),
                data.get("features").or(List.of()).names("a column or pattern"),
                categorical(data.get("categorical")),
                data.get("missing").or("error").oneOf(List.of(Missing.values())),
                new MissingValues(data.get("missingValues").or(List.of()).list(DataKeys::spelling)),
                data.get("weight").unlessNone(weight -> weight.name("a column")),
                data.get("scale").or("standard").oneOf(List.of(Scale.values())),
                data.get("scaleLabel").or("none").oneOf(List.of(Scale.NONE, Scale.STANDARD)),
                data.get("storage").or("auto").oneOf(List.of(Storage.values())));
    }

    /** A missing value: YAML has null as nothing, which is written so as well. */
    private static String spelling(Setting setting) {
        return setting.isNull() ? "null" : setting.scalar();
    }

    /** A list of columns, or such a list and what a category is that the training rows do not have. */
    private static Categorical categorical(Setting setting) {
        if (!setting.isMapping()) {
            return new Categorical(setting.or(List.of()).names("a column or pattern"), Unseen.ERROR);
        }
        return setting.section(keys -> new Categorical(
                keys.get("columns").names("a column or pattern"),
                keys.get("unseen").or("error").oneOf(List.of(Unseen.values()))));
    }

    private static DataPlan.Validation validation(Setting setting) {
        if (setting.isMapping() && setting.at("fraction").isGiven()) {
            return setting.section(validation ->
                    new DataPlan.Fraction(validation.get("fraction").number(Domain.SHARE)));
        }
        boolean source = setting.isMapping()
                ? setting.at("path").isGiven() || setting.at("format").isGiven()
                : setting.isText();
        if (!source) {
            throw setting.refusal("{fraction}, " + SOURCE);
        }
        return new DataPlan.Source(source(setting));
    }

    private static SourcePlan source(Setting setting) {
        if (!setting.isMapping()) {
            return new SourcePlan(setting.text(SOURCE), Optional.empty(), Map.of());
        }
        return setting.section(source -> {
            Setting path = source.get("path");
            Optional<String> format = source.get("format").ifGiven(given -> given.text("the name of a reader"));
            boolean none = !path.isGiven() && !SourcePlan.needsPath(format);
            return new SourcePlan(
                    none ? "" : path.text("a path"),
                    format,
                    source.get("options").or(Map.of()).byName(Setting::option));
        });
    }
}
