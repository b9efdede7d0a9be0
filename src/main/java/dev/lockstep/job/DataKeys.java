package dev.lockstep.job;

import dev.lockstep.catalog.Domain;
import dev.lockstep.spark.DataPlan;
import dev.lockstep.spark.DataPlan.Scale;
import dev.lockstep.spark.SourcePlan;
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
                data.get("label").texts("a column"),
                data.get("features").or(List.of()).texts("a column or pattern"),
                data.get("weight").unlessNone(weight -> weight.text("a column or none")),
                data.get("scale").or("standard").oneOf(List.of(Scale.values())),
                data.get("scaleLabel").or("none").oneOf(List.of(Scale.NONE, Scale.STANDARD)));
    }

    private static DataPlan.Validation validation(Setting setting) {
        if (setting.isMapping() && setting.at("fraction").isGiven()) {
            return setting.section(validation ->
                    new DataPlan.Fraction(validation.get("fraction").number(Domain.SHARE)));
        }
        if (setting.isMapping() ? !setting.at("path").isGiven() : !setting.isText()) {
            throw setting.refusal("none, {fraction}, " + SOURCE);
        }
        return new DataPlan.Source(source(setting));
    }

    private static SourcePlan source(Setting setting) {
        if (!setting.isMapping()) {
            return new SourcePlan(setting.text(SOURCE), Optional.empty(), Map.of());
        }
        return setting.section(source -> new SourcePlan(
                source.get("path").text("a path"),
                source.get("format").ifGiven(format -> format.text("the name of a reader")),
                source.get("options").or(Map.of()).byName(Setting::scalar)));
    }
}
