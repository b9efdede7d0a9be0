/**
 * Models as ONNX files.
 *
 * <p>{@link dev.lockstep.format.onnx.OnnxFile} writes a file only after its graph has reproduced the model's
 * predictions; {@link dev.lockstep.format.onnx.OnnxTensors} reads parameters from one.
 *
 * <p>Reference: ONNX operators, https://onnx.ai/onnx/operators, operator set 13, and version 2 of those for machine
 * learning.
 */
package dev.lockstep.format.onnx;
