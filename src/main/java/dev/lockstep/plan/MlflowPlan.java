package dev.lockstep.plan;

import dev.lockstep.plan.schema.JsonSchema;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.schema.Section;
import dev.lockstep.plan.schema.Type;
import dev.lockstep.plan.schema.Types;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where MLflow tracks a run.
 *
 * @param uri the address of the server
 * @param name of the run at MLflow; empty for that of the run itself
 */
public record MlflowPlan(String uri, String experiment, Optional<String> name) {

    private static final Key<String> URI_KEY = Key.required(
            "uri",
            Types.of(
                    "an address that begins with http:// or https://, without user, password, ? and #",
                    JsonSchema.TEXT,
                    plain -> plain instanceof String text && isServer(text) ? text : null,
                    uri -> uri),
            "the address of the MLflow server; credentials are in the environment of the driver, as for MLflow's own"
                    + " client");
    private static final Key<String> EXPERIMENT =
            Key.of("experiment", Types.text("text"), "Default", "the experiment, which is created if there is none");
    private static final Key<Optional<String>> NAME =
            Key.optional("name", Types.text("text"), "the run's name", "the name of the run at MLflow");

    private static final Section<MlflowPlan> SCHEMA = Section.of(
                    values -> new MlflowPlan(values.get(URI_KEY), values.get(EXPERIMENT), values.get(NAME)))
            .with(URI_KEY, MlflowPlan::uri)
            .with(EXPERIMENT, MlflowPlan::experiment)
            .with(NAME, MlflowPlan::name);

    static final Type<Optional<MlflowPlan>> TYPE = Types.orNone(SCHEMA);

    private static boolean isServer(String text) {
        try {
            URI uri = new URI(text);
            return uri.getScheme() != null
                    && uri.getScheme().matches("(?i)https?")
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The address without slashes at its end. */
    public String server() {
        return uri.replaceFirst("/+$", "");
    }
}
