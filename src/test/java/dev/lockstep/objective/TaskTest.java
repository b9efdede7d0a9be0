package dev.lockstep.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.lockstep.data.LabelKind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTest {

    private static final List<String> VALUES = List.of("no", "yes", "maybe");

    @ParameterizedTest
    @CsvSource({
        "mse, 1, REGRESSION",
        "mse, 2, REGRESSION",
        "binary_cross_entropy, 1, BINARY",
        "binary_cross_entropy, 2, MULTI_LABEL",
        "hinge, 2, MULTI_LABEL",
        "cross_entropy, 1, MULTICLASS",
        "cross_entropy, 2, MULTICLASS"
    })
    void severalColumnsOfYesAndNoAreSeveralLabels(String loss, int labelColumns, Task task) {
        assertSame(task, loss(loss).task(labelColumns));
    }

    @ParameterizedTest
    @CsvSource({
        "REGRESSION, 1, NUMBERS, 1, 0",
        "REGRESSION, 2, NUMBERS, 2, 0",
        "BINARY, 1, CLASSES, 1, 3",
        "MULTI_LABEL, 2, CLASSES, 2, 2",
        "MULTICLASS, 1, CLASSES, 3, 3",
        "MULTICLASS, 2, DISTRIBUTION, 2, 2"
    })
    void labelsBecomeOutputsAndClasses(Task task, int labelColumns, LabelKind kind, int outputs, int classes) {
        List<String> columns = List.of("a", "b").subList(0, labelColumns);
        assertSame(kind, task.labelKind(labelColumns));
        assertEquals(outputs, task.outputs(columns, VALUES));
        assertEquals(classes, task.classes(columns, VALUES).size());
    }

    @ParameterizedTest
    @CsvSource({
        "REGRESSION, mse, false, false, 0",
        "BINARY, hinge, true, true, 2",
        "MULTI_LABEL, hinge, true, false, 4",
        "MULTICLASS, cross_entropy, true, true, 4"
    })
    void aPredictionIsOneClassOrNot(Task task, String loss, boolean classes, boolean oneClass, int count) {
        assertEquals(classes, task.hasClasses());
        assertEquals(oneClass, task.isOneClass());
        assertEquals(count, task.classCount(4));
        Set<String> metrics = task.tally(loss(loss), 4, new double[4], 1, 0)
                .metrics((sum, weight) -> 0)
                .keySet();
        assertEquals(classes, metrics.contains("accuracy"));
        assertEquals(!classes, metrics.contains("r2"));
        assertEquals(task == Task.MULTICLASS, metrics.contains("top_k_accuracy"));
    }

    @Test
    void lossesWithoutProbabilitiesHaveACrossEntropyThatGivesThem() {
        for (String name : Losses.CATALOG.names()) {
            Loss loss = loss(name);
            Loss giving = loss.givingProbabilities();
            assertSame(loss.task(), giving.task(), name);
            assertEquals(loss.task().hasClasses(), giving.givesProbabilities(), name);
        }
    }

    private static Loss loss(String name) {
        return Losses.CATALOG.choose(name).value();
    }
}
