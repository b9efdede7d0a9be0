package dev.lockstep.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimizerDomainsTest {

    @ParameterizedTest
    @CsvSource({
        "momentum, momentum, 1, 'momentum must be in [0, 1) but is 1.0'",
        "momentum, momentum, -0.1, 'momentum must be in [0, 1) but is -0.1'",
        "momentum, dampening, 1.5, 'dampening must be in [0, 1] but is 1.5'",
        "adagrad, epsilon, -1, 'epsilon must be 0 or a positive number but is -1.0'",
        "adadelta, rho, 1, 'rho must be in [0, 1) but is 1.0'",
        "adadelta, epsilon, 0, 'epsilon must be a positive number but is 0.0'",
        "rmsprop, alpha, 1, 'alpha must be in [0, 1) but is 1.0'",
        "rmsprop, momentum, 1, 'momentum must be in [0, 1) but is 1.0'",
        "rmsprop, epsilon, -1, 'epsilon must be 0 or a positive number but is -1.0'",
        "adam, beta1, 1, 'beta1 must be in [0, 1) but is 1.0'",
        "adam, beta2, 1.1, 'beta2 must be in [0, 1) but is 1.1'",
        "adam, epsilon, NaN, 'epsilon must be 0 or a positive number but is NaN'",
        "adamw, weightDecay, -0.5, 'weightDecay must be 0 or a positive number but is -0.5'",
        "lbfgs, memory, 0, 'memory must be a whole number from 1 but is 0.0'"
    })
    void anArgumentOutsideItsDomainIsRefused(String name, String argument, double value, String text) {
        assertEquals(text, refusal(name, Map.of(argument, value)));
    }

    @Test
    void nesterovAndDampeningExcludeEachOther() {
        Map<String, Object> both = new LinkedHashMap<>();
        both.put("nesterov", true);
        both.put("dampening", 0.5);
        assertEquals("dampening must be 0 with nesterov but is 0.5", refusal("momentum", both));
    }

    @Test
    void recordsCheckThemselvesToo() {
        assertEquals(
                "beta1 must be in [0, 1) but is 1",
                assertThrows(IllegalArgumentException.class, () -> new Adam(1, 0, 0, 0, true))
                        .getMessage());
        assertEquals(
                "memory must be a whole number from 1 but is 0",
                assertThrows(IllegalArgumentException.class, () -> new Lbfgs(0)).getMessage());
    }

    private static String refusal(String name, Map<String, ?> arguments) {
        return assertThrows(IllegalArgumentException.class, () -> Optimizers.CATALOG.choose(name, arguments))
                .getMessage();
    }
}
