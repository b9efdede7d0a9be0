package dev.lockstep.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class ProblemTest {

    private final EnvironmentException problem =
            new EnvironmentException(KeyMarks.key("math.blas") + " is native; use " + KeyMarks.key("math.blas: java"));

    @Test
    void theMessageHasKeysAsPlansSpellThem() {
        assertEquals("math.blas is native; use math.blas: java", problem.getMessage());
    }

    @Test
    void onlyMarkedKeysHaveAnotherSpelling() {
        Problem respelled = problem.respelled(key -> key.toUpperCase(Locale.ROOT));
        assertEquals("MATH.BLAS is native; use MATH.BLAS: JAVA", respelled.getMessage());
        assertSame(problem, respelled.getCause());
    }
}
