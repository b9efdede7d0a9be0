package dev.lockstep.spark.internals;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasWeightCol;

/** Spark ML's trait for a column of row weights, in a form that Java can implement. */
public interface WeightColumn extends HasWeightCol {

    /** Called by Scala to set a field; does nothing. */
    @Override
    default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(Param<String> param) {}
}
