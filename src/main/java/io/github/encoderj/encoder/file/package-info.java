/**
 * Networks from files that bring their own graph: TorchScript, ONNX and TensorFlow's SavedModel, each with a small JSON file beside it
 * that says how its input is made and what its output means ({@link io.github.encoderj.encoder.file.ModelDescription}), and
 * bioimage.io packages. All become a {@link io.github.encoderj.encoder.PictureEncoder}.
 */
package io.github.encoderj.encoder.file;
