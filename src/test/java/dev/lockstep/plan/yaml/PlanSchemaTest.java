package dev.lockstep.plan.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file {@code docs/plan.schema.json}, for editors; {@code -Dlockstep.write=true} writes it anew. */
class PlanSchemaTest {

    private static final Path FILE = Project.path("docs", "plan.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    @Test
    void theFileIsWhatTheKeysAre() throws IOException {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "A plan of Lockstep");
        schema.putAll(RunPlan.SCHEMA.schema());
        DefaultPrettyPrinter lines = new DefaultPrettyPrinter();
        lines.indentArraysWith(new DefaultIndenter("  ", "\n"));
        lines.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        String text = JSON.writer(lines).writeValueAsString(schema) + "\n";
        if (Boolean.getBoolean("lockstep.write")) {
            Files.writeString(FILE, text);
        }
        assertEquals(text, Files.readString(FILE), "write the file anew with -Dlockstep.write=true");
    }

    static Stream<Path> plans() throws IOException {
        try (Stream<Path> files = Files.list(Project.path("conf"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyPlanOfTheProjectIsValid(Path plan) throws IOException {
        assertEquals(List.of(), errors(Files.readString(plan)));
        String whole = PlanWriter.write(PlanFile.read(plan.toString(), List.of()));
        assertEquals(List.of(), errors(whole), whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed: 1.5",
                "sed: 1",
                "optimizer: adamm",
                "optimizer: {name: adam, beta1: 1}",
                "optimizer: {name: sgd, beta1: 0.5}",
                "learningRate: step",
                "learningRate: -1",
                "training: {epochs: -1}",
                "training: {batchSize: most}",
                "training: {shards: 65537}",
                "training: {earlyStopping: 3}",
                "training: {engine: jobs}",
                "network: {hidden: [{units: 0}]}",
                "network: {hidden: [{}]}",
                "clip: {value: 0}",
                "classWeights: {a: -1}",
                "checkpoint: {keep: 0}"
            })
    void aBadPlanIsNot(String line) throws IOException {
        assertFalse(errors("data: {train: a.csv, label: y}\nloss: mse\noutput: x\n" + line)
                .isEmpty());
    }

    private static List<Error> errors(String plan) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(FILE));
        return schema.validate(JSON.writeValueAsString(YAML.readValue(plan, Object.class)), InputFormat.JSON);
    }
}
