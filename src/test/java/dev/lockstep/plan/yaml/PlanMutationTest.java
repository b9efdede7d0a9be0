package dev.lockstep.plan.yaml;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.plan.PlanException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done to the text of a plan: it is read, or it is refused with our own exception. */
class PlanMutationTest {

    private static final int CASES = 2_000;
    private static final Path PLANS = Path.of(System.getProperty("lockstep.basedir", ""), "conf");
    private static final String[] WORDS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\t",
        "#",
        "\"",
        "'",
        "&a ",
        "*a",
        "!!binary ",
        "!!int ",
        "? ",
        "| ",
        "> ",
        "---\n",
        "...\n",
        "%YAML 9\n",
        "<<: ",
        "~",
        "null",
        "none",
        "true",
        "-1",
        "0",
        "1e999",
        ".nan",
        "0x1F",
        "99999999999999999999",
        "1:30",
        "2025-01-01",
        "\u0000",
        "\uFEFF",
        "\uD800",
        "\u2028",
        "é",
        "training",
        "adam",
        "lbfgs",
        "optimizer: {name: adam, beta1: 2}\n",
        "loss: hinge\n",
        "epochs: -1",
        "batchSize: full"
    };

    static Stream<Path> plans() throws IOException {
        try (Stream<Path> files = Files.list(PLANS)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aMutatedPlanIsReadOrRefused(Path plan) throws IOException {
        String whole = Files.readString(plan);
        int refused = 0;
        for (int seed = 0; seed < CASES; seed++) {
            String text = mutated(whole, new Random(seed));
            try {
                PlanFile.parse("plan.yaml", text, List.of());
            } catch (PlanException e) {
                refused++;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("seed " + seed + ":\n" + text, e);
            }
        }
        assertTrue(refused > CASES / 3 && refused < CASES, refused + " of " + CASES + " were refused");
    }

    private static String mutated(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(mutated.length() + 1);
            int to = Math.min(mutated.length(), at + random.nextInt(20));
            String word = WORDS[random.nextInt(WORDS.length)];
            switch (random.nextInt(5)) {
                case 0 -> mutated.insert(at, word);
                case 1 -> mutated.replace(at, to, word);
                case 2 -> mutated.delete(at, to);
                case 3 -> mutated.insert(random.nextInt(mutated.length() + 1), mutated.substring(at, to));
                default -> mutated.replace(at, Math.min(at + 1, mutated.length()), "" + (char) random.nextInt(0x250));
            }
        }
        return mutated.toString();
    }
}
