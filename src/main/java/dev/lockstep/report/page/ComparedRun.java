package dev.lockstep.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * A run beside others.
 *
 * @param name short and unique among them
 * @param folder of the run
 * @param plan values of keys by their paths
 * @param metrics {@code metrics.json} if the run is finished
 */
public record ComparedRun(
        String name, String folder, Map<String, String> plan, Curves curves, Optional<JsonNode> metrics) {}
