package dev.lockstep.run;

import dev.lockstep.format.Json;
import dev.lockstep.format.Keys;

/**
 * The outcome of a run: the file {@code status.json}.
 *
 * @param step steps taken
 */
public record Status(ExitCode code, String message, long step) {

    public String toJson() {
        return Json.pretty(new Keys()
                .with("code", code.number())
                .with("message", message)
                .with("step", step)
                .map());
    }
}
