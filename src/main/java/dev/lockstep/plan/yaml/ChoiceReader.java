package dev.lockstep.plan.yaml;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Choice;
import dev.lockstep.catalog.Parameter;
import dev.lockstep.plan.PlanException;
import java.util.List;

/** Reads names of a catalog with their parameters, and says in which key of the plan what the catalog refuses is. */
final class ChoiceReader<T> {

    private final Catalog<T> catalog;
    private final String others;

    ChoiceReader(Catalog<T> catalog, String others) {
        this.catalog = catalog;
        this.others = others;
    }

    Choice<T> read(Setting setting) {
        Setting name = setting.isMapping() ? setting.at("name") : setting;
        List<Parameter> parameters = parameters(name);
        for (Parameter parameter : setting.isMapping() ? parameters : List.<Parameter>of()) {
            Setting given = setting.at(parameter.name());
            if (given.isEmpty()) {
                throw given.refusal("given a value");
            }
            if (given.isGiven() && parameter.kind() == Parameter.Kind.NESTED) {
                read(given);
            }
        }
        try {
            return catalog.fromWords(setting.plain());
        } catch (IllegalArgumentException e) {
            throw refusal(setting, parameters, e.getMessage());
        }
    }

    private List<Parameter> parameters(Setting name) {
        String text = name.text(others + "one of " + String.join(", ", catalog.names()));
        try {
            return catalog.parameters(text);
        } catch (IllegalArgumentException e) {
            throw name.error(e.getMessage());
        }
    }

    /** The catalog knows a parameter by its own name; the user by its path. */
    private static PlanException refusal(Setting setting, List<Parameter> parameters, String message) {
        return parameters.stream()
                .filter(parameter -> message.startsWith(parameter.name() + " must be "))
                .findFirst()
                .map(parameter -> setting.at(parameter.name()).error(setting.path() + "." + message))
                .orElseGet(() -> setting.error(message));
    }
}
