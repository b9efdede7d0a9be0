package dev.lockstep.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.report.BarText.Style;
import org.junit.jupiter.api.Test;

class BarTextTest {

    private static final BarText FULL =
            new BarText("epoch 12/60", 0.2, "loss 0.04310", "accuracy 0.9791", "23,500 rows/s", "0:12 left");

    @Test
    void aWideTerminalShowsAll() {
        assertEquals(
                "epoch 12/60 │███▊               │ loss 0.04310  validation accuracy 0.9791  23,500 rows/s  0:12 left",
                FULL.line(100, Style.BLOCKS));
    }

    @Test
    void aNarrowOneShowsWhatMattersMost() {
        assertEquals(
                "epoch 12/60 │█▌      │ loss 0.04310  accuracy 0.9791  23,500 rows/s  0:12 left",
                FULL.line(78, Style.BLOCKS));
        assertEquals(
                "epoch 12/60 │█▌      │ loss 0.04310  validation accuracy 0.9791  0:12 left",
                FULL.line(74, Style.BLOCKS));
        assertEquals("epoch 12/60 │█▊       │ loss 0.04310  accuracy 0.9791  0:12 left", FULL.line(64, Style.BLOCKS));
        assertEquals("epoch 12/60 │██▍         │ loss 0.04310  0:12 left", FULL.line(50, Style.BLOCKS));
        assertEquals("epoch 12/60 │█▏    │ 0:12 left", FULL.line(30, Style.BLOCKS));
        assertEquals("epoch 12/60 │█▍     │", FULL.line(21, Style.BLOCKS));
        assertEquals("epoch 12/60  ", FULL.line(13, Style.BLOCKS));
    }

    @Test
    void everyWidthIsFilledExactly() {
        for (int width = 1; width < 300; width++) {
            for (double done = 0; done <= 1; done += 1.0 / 64) {
                BarText text = new BarText("epoch 12/60", done, "loss 1", "", "", "");
                assertEquals(width, text.line(width, Style.BLOCKS).length());
                assertEquals(width, text.line(width, Style.PLAIN).length());
            }
        }
    }

    @Test
    void plainSignsAreForConsolesWithoutBlocks() {
        BarText text = new BarText("epoch 1/2", 0.5, "loss 1.000", "", "", "");
        assertEquals("epoch 1/2 [####----] loss 1.000", text.line(31, Style.PLAIN));
    }

    @Test
    void theValidationLossIsNotMistakenForTheLoss() {
        BarText text = new BarText("epoch 1/2", 1, "loss 1.000", "loss 2.000", "9 rows/s", "in 0:12");
        assertEquals("epoch 1/2 │██████│ loss 1.000  validation loss 2.000  in 0:12", text.line(61, Style.BLOCKS));
    }
}
