/**
 * Event files for TensorBoard: records of protobuf messages, in the folder {@code tensorboard} of a run.
 *
 * <p>{@link dev.lockstep.tracking.tensorboard.EventFiles} decides which file a record goes to and when; {@code Records} is
 * the framing and {@code Events} the messages.
 */
package dev.lockstep.tracking.tensorboard;
