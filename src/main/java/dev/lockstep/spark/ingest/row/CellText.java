package dev.lockstep.spark.ingest.row;

import dev.lockstep.data.NumberText;
import dev.lockstep.data.ShortestDecimal;
import java.math.BigDecimal;

/** Cells of classes and categories as text: numbers of any type by value, everything else as written. */
final class CellText {

    private CellText() {}

    /** A label, either a number or text. */
    static String ofLabel(Object cell) {
        return cell instanceof Double number ? NumberText.of(number) : (String) cell;
    }

    static String of(Object cell) {
        if (cell instanceof Double number) {
            return NumberText.of(number);
        }
        if (cell instanceof Float number) {
            return NumberText.of(ShortestDecimal.of(number));
        }
        if (cell instanceof BigDecimal number) {
            return NumberText.of(number);
        }
        return cell.toString().strip();
    }
}
