package dev.lockstep.tracking.mlflow;

import dev.lockstep.catalog.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What authenticates requests, from the variables of the environment that MLflow's own client reads.
 *
 * @param header the value of the header {@code Authorization}
 * @param secrets that must not be shown
 */
record Credentials(Optional<String> header, List<String> secrets) {

    static final String TOKEN = "MLFLOW_TRACKING_TOKEN";
    static final String USERNAME = "MLFLOW_TRACKING_USERNAME";
    static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";

    /** A user and a password take precedence over a token, as in MLflow's client. */
    static Credentials of(Map<String, String> environment) {
        String user = environment.getOrDefault(USERNAME, "");
        String password = environment.getOrDefault(PASSWORD, "");
        String token = environment.getOrDefault(TOKEN, "").strip();
        if (!user.isEmpty() && !password.isEmpty()) {
            String both = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
            return new Credentials(Optional.of("Basic " + both), List.of(both, password));
        }
        return token.isEmpty()
                ? new Credentials(Optional.empty(), List.of())
                : new Credentials(Optional.of("Bearer " + token), List.of(token));
    }

    /** Whether the header can be sent: it has visible characters only. */
    boolean areUsable() {
        return header.isEmpty() || header.get().chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /** A text without the secrets, which a server may repeat. */
    String hide(String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, Secret.MASK);
        }
        return shown;
    }
}
