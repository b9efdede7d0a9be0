package dev.lockstep.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.data.DataException;
import dev.lockstep.plan.PlanException;
import dev.lockstep.testing.Plans;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {

    private static Map<String, String> identity(String rate, String data, String arithmetic) {
        return Map.of("plan.learningRate", rate, "data", data, "arithmetic", arithmetic);
    }

    private static final Map<String, String> SAVED = identity("0.1", "1f", "java-1");

    private static String refusal(Class<? extends Exception> type, Map<String, String> now) {
        return assertThrows(type, () -> Identity.require(SAVED, now, false)).getMessage();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            'learningRate: {name: cosine, over: 9}'                            | no
            'learningRate: cosine'                                             | 30
            'learningRate: {name: warmup, over: 2, then: {name: polynomial}}'  | 30
            'learningRate: 0.1'                                                | no
            'learningRate: cosine, training: {epochs: auto}'                   | auto
            """, delimiter = '|')
    void epochsAreIdentityIfTheScheduleEndsWithThem(String keys, String epochs) {
        Map<String, String> identity = Identity.ofPlan(
                Plans.of("data: {train: a, label: y}\nloss: mse\n" + keys.replace(", training", "\ntraining")));
        assertEquals(epochs.equals("no") ? null : epochs, identity.get("plan.training.epochs"));
    }

    @Test
    void theSameGoesOn() {
        assertDoesNotThrow(() -> Identity.require(SAVED, identity("0.1", "1f", "java-1"), false));
    }

    @Test
    void otherArithmeticIsRefusedUnlessAllowed() {
        Map<String, String> now = identity("0.1", "1f", "native-2");
        assertEquals(
                "the arithmetic of this machine (native-2) gives other bits than that of the checkpoint (java-1);"
                        + " resume on the original machine, or resume anyway with --allow-different-math",
                refusal(PlanException.class, now));
        assertDoesNotThrow(() -> Identity.require(SAVED, now, true));
    }

    @Test
    void stepsOfAnotherVersionAreRefusedEvenWhereOtherArithmeticIsAllowed() {
        Map<String, String> now = new HashMap<>(identity("0.1", "1f", "java-1"));
        now.put("steps", "2");
        PlanException refusal = assertThrows(PlanException.class, () -> Identity.require(SAVED, now, true));
        assertEquals(
                "the checkpoint was written by another version of Lockstep: its steps have other rows and sums"
                        + " (steps of version 1, here 2). Finish the run with that version, or retrain with --overwrite",
                refusal.getMessage());
    }

    @Test
    void anotherPlanIsNamedBeforeOtherDataAndArithmetic() {
        assertEquals(
                "the plan has changed since the checkpoint: learningRate was 0.1 but is 0.2. Undo the change, or"
                        + " retrain with --overwrite",
                refusal(PlanException.class, identity("0.2", "2f", "native-2")));
    }

    @Test
    void otherDataAreRefused() {
        assertEquals(
                "the data have changed since the checkpoint: other rows, weights or labels. Restore them, or retrain"
                        + " with --overwrite",
                refusal(DataException.class, identity("0.1", "2f", "java-1")));
    }
}
