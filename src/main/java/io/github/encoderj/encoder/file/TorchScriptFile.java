package io.github.encoderj.encoder.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.Batches;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.engine.TorchEngine;

/** A TorchScript file, whose forward takes one tensor and gives a tensor, a tuple, a list or a dictionary of them. */
final class TorchScriptFile implements ModelFile {

	private final Path path;
	private final ModelDescription description;
	private final PtNDManager manager;
	private final PtSymbolBlock block;

	TorchScriptFile(final Path path, final ModelDescription description, final ComputeDevice device, final int threads) {
		this.path = path;
		this.description = description;
		manager = TorchEngine.newManager(device.device(), threads);
		try (InputStream in = Files.newInputStream(path)) {
			block = JniUtils.loadModule(manager, in, true, false);
		}
		catch (final IOException | EngineException e) {
			manager.close();
			throw new Refusal(path + " is no TorchScript file, or damaged (" + firstLine(e) +
				"). Save the model with torch.jit.save, not torch.save.", e);
		}
	}

	@Override
	public Values run(final Values input) {
		try (NDManager scratch = manager.newSubManager()) {
			final PtNDArray array = (PtNDArray) scratch.create(input.data(), new Shape(input.shape()));
			try (IValue argument = IValue.from(array); IValue result = IValueUtils.runMethod(block, "forward", argument)) {
				final NDArray out = chosen(result, (PtNDManager) scratch).toType(DataType.FLOAT32, false);
				return new Values(out.toFloatArray(), out.getShape().getShape());
			}
		}
		catch (final EngineException e) {
			if (Batches.isOutOfMemory(e)) throw e;
			throw new Refusal(path + " does not take an input of shape " + input.shapeText() + " (" + firstLine(e) + ").", e);
		}
	}

	private NDArray chosen(final IValue result, final PtNDManager scratch) {
		final String name = description.outputName();
		if (result.isTensor()) return result.toTensor(scratch);
		if (result.isMap()) {
			final Map<String, IValue> map = result.toIValueMap();
			final String key = name.isEmpty() ? map.keySet().iterator().next() : name;
			Refusal.unless(map.containsKey(key), "%s has no output %s; it has %s.", path, key, map.keySet());
			return map.get(key).toTensor(scratch);
		}
		final IValue[] all = result.isTuple() ? result.toIValueTuple() : result.toIValueArray();
		final int index = name.matches("\\d{1,3}") ? Integer.parseInt(name) : 0;
		Refusal.unless(index < all.length && all[index].isTensor(), "%s has %d outputs; number %d is no tensor.", path, all.length, index);
		return all[index].toTensor(scratch);
	}

	private static String firstLine(final Exception e) {
		return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage().lines().findFirst().orElse("");
	}

	@Override
	public void close() {
		block.close();
		manager.close();
	}
}
