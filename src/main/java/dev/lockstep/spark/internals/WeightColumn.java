package dev.lockstep.spark.internals;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasWeightCol;

/** Spark ML's trait for a column of row weights, as the Java language can implement it. */
public interface WeightColumn extends HasWeightCol {

    /** What Scala calls to set a field; there is none. */
    @Override
    default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(Param<String> param) {}
}
