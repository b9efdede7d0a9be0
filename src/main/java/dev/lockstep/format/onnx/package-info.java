/**
 * Models as ONNX files, for every runtime that has never heard of Spark.
 *
 * <p>{@link dev.lockstep.format.onnx.OnnxFile} is a file, and does not come to be unless its graph computes what the
 * model does; {@link dev.lockstep.format.onnx.OnnxTensors} takes the parameters out of one. To add an activation or a
 * loss, add its nodes to {@code LayerNodes} or {@code PredictionNodes}, and an operator that is new to {@code Operators}.
 *
 * <p>Reference: ONNX operators, https://onnx.ai/onnx/operators, operator set 13, and version 2 of those for machine
 * learning.
 */
package dev.lockstep.format.onnx;
