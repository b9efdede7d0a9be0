package dev.lockstep.benchmark.measurement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TeacherTest {

    private static final int ROWS = 1000;

    static List<Workload> workloads() {
        return List.of(Workload.WIDE, Workload.NARROW);
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void everyClassIsTaughtAndEveryFeatureIsFromZeroToOne(Workload workload) {
        Teacher teacher = new Teacher(workload.inputs(), workload.classes());
        int[] counts = new int[workload.classes()];
        float[] row = new float[workload.inputs() + 1];
        for (int number = 0; number < ROWS; number++) {
            teacher.row(number, row);
            counts[(int) row[workload.inputs()]]++;
            for (int i = 0; i < workload.inputs(); i++) {
                assertTrue(row[i] >= 0 && row[i] < 1, "feature " + row[i]);
            }
        }
        int fewest = Arrays.stream(counts).min().orElseThrow();
        assertTrue(fewest >= ROWS / workload.classes() / 10, Arrays.toString(counts));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void aRowIsTheSameEveryTimeAndUnlikeTheNext(Workload workload) {
        float[] once = new float[workload.inputs() + 1];
        float[] again = new float[workload.inputs() + 1];
        new Teacher(workload.inputs(), workload.classes()).row(7, once);
        new Teacher(workload.inputs(), workload.classes()).row(7, again);
        assertArrayEquals(once, again);
        new Teacher(workload.inputs(), workload.classes()).row(8, again);
        assertTrue(!Arrays.equals(once, again));
    }
}
