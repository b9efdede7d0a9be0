package dev.lockstep.benchmark.measurement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.benchmark.measurement.Figure.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTest {

    private static Figure figure(double ours, double theirs, Goal goal) {
        return new Figure("rows", new Amount("we", ours, "ms"), new Amount("they", theirs, "ms"), goal);
    }

    @Test
    void aRowSaysWhatIsComparedAndWhetherTheGoalIsMissed() {
        assertEquals(
                "| rows | we: 12,340 ms | they: 10.0 ms | 1,234 | ≥ 1.2 |",
                figure(12340, 10, Goal.ratioAtLeast(1.2)).row());
        assertEquals(
                "| rows | we: 0.51 ms | they: 2.00 ms | 0.26 | ≤ 0.5 itself, missed |",
                figure(0.51, 2, Goal.amountAtMost(0.5)).row());
        assertEquals(
                "| rows | we: 1.00 ms | they: 8.00 ms | 0.13 |  |",
                figure(1, 8, Goal.NONE).row());
    }

    @Test
    void roundsThatDifferAreShownWithTheirLowestAndHighest() {
        Amount ours = new Amount("we", new Spread(12340, 11000, 12999), "rows/s");
        Amount theirs = new Amount("they", new Spread(10, 10, 10), "rows/s");
        assertEquals(
                "| rows | we: 12,340 rows/s (11,000–12,999) | they: 10.0 rows/s | 1,234 | ≥ 30,000 itself, missed |",
                new Figure("rows", ours, theirs, Goal.amountAtLeast(30_000)).row());
        assertEquals(11000.0, ours.fields().get("low"));
        assertEquals(12999.0, ours.fields().get("high"));
    }

    @Test
    void whatIsAimedAtBeyondAGoalIsSaidButNotHeldAgainstAFigure() {
        Goal goal = Goal.ratioAtLeast(1).ideally(1.2);
        assertEquals(
                "| rows | we: 1.10 ms | they: 1.00 ms | 1.10 | ≥ 1.0, ideally 1.2 |",
                figure(1.1, 1, goal).row());
        assertEquals(false, figure(1.1, 1, goal).fields().get("ideal"));
        assertEquals(true, figure(1.2, 1, goal).fields().get("ideal"));
        assertEquals(false, figure(0.9, 1, goal).isMet());
    }

    @Test
    void aGoalIsMetAtItsBound() {
        assertEquals(true, figure(3, 2, Goal.ratioAtLeast(1.5)).isMet());
        assertEquals(false, figure(2.9, 2, Goal.ratioAtLeast(1.5)).isMet());
        assertEquals(true, figure(3, 2, Goal.ratioAtMost(1.5)).isMet());
        assertEquals(false, figure(3.1, 2, Goal.ratioAtMost(1.5)).isMet());
        assertEquals(true, figure(3, 1, Goal.amountAtMost(3)).isMet());
        assertEquals(true, figure(3, 1, Goal.amountAtLeast(3)).isMet());
        assertEquals(false, figure(2.9, 1, Goal.amountAtLeast(3)).isMet());
        assertEquals(false, figure(Double.NaN, 1, Goal.ratioAtLeast(1)).isMet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"123456.7 | 123,457", "99.96 | 100.0", "9.996 | 10.00", "0.5 | 0.50", "0.0123 | 0.0123"})
    void numbersHaveTheDigitsThatMatter(double value, String text) {
        assertEquals(text, Figure.number(value));
    }
}
