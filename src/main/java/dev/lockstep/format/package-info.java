/**
 * File formats of models and checkpoints: safetensors, the model description, SHA-256 of the weights.
 */
package dev.lockstep.format;
