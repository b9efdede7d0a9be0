package dev.lockstep.estimator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.testing.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

/** What cells and columns mean to estimators: the same as in a plan. */
class CellsTest {

    private static final Dataset<Row> DECIMALS = Vectored.of(
            Table.of("x0,x1,y", "1,2,0.1", "3,4,-1.1", "5,-6,2.3", "0,1,0.7").dataset(), "y");

    @Test
    void aFloatIsTheDecimalThatItsTextIs() {
        Dataset<Row> floats =
                DECIMALS.withColumn("y", functions.col("y").cast("float")).withColumn("z", functions.col("y"));
        Dataset<Row> doubles = DECIMALS.withColumn("z", functions.col("y"));
        MlpRegressor one = Vectored.regressor().setLabelCol("y");
        assertEquals(one.fit(doubles).weightsSha256(), one.fit(floats).weightsSha256());
        MlpRegressor several = Vectored.regressor().setLabelCols("y", "z");
        assertEquals(several.fit(doubles).weightsSha256(), several.fit(floats).weightsSha256());
    }

    @Test
    void negativeLabelsAreSentToTheStringIndexer() {
        Dataset<Row> signs = Vectored.of(Table.of("x0,y", "1,-1", "2,1").dataset(), "y");
        assertEquals(
                "labelCol y must have labels 0, 1, ..., as StringIndexer makes them of any others, but has -1",
                assertThrows(IllegalArgumentException.class, () -> Vectored.classifier()
                                .fit(signs))
                        .getMessage());
    }
}
