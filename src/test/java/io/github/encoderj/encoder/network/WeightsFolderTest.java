package io.github.encoderj.encoder.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.encoder.weights.TensorType;

/** The same network from one file, from shards, and in half the precision; and its memory. */
class WeightsFolderTest {

	private static final Path MODEL = GoldenEncodersTest.goldens().resolve("golden/models/dinov3-vit-gated-tiny");

	@TempDir
	Path folder;

	private static float[] pooled(final Path model, final Linears linears, final int collections) {
		try (Network network = WeightsFolder.of(model).load(TorchEngine.newManager(Device.cpu(), 1), false, linears); NDManager owner = TorchEngine
			.newManager(Device.cpu(), 1))
		{
			for (int i = 0; i < collections; i++) System.gc();
			final float[] pixels = new float[3 * 64 * 48];
			for (int i = 0; i < pixels.length; i++) pixels[i] = i % 17 / 17f - 0.5f;
			return network.run(owner, owner.create(pixels, new Shape(1, 3, 64, 48)), Wanted.FINAL).pooled().toFloatArray();
		}
	}

	/** Arrays that are windows of the mapped file must keep it mapped, also when only the engine still refers to them. */
	@Test
	void weightsOutliveGarbageCollections() {
		for (final Linears linears : Linears.values()) {
			assertArrayEquals(pooled(MODEL, linears, 0), pooled(MODEL, linears, 5), 0);
		}
	}

	@Test
	void shardsGiveWhatOneFileGives() throws IOException {
		final Safetensors whole = Safetensors.open(MODEL);
		final List<List<Tensor>> shards = List.of(new ArrayList<>(), new ArrayList<>());
		final JsonObject map = new JsonObject();
		int n = 0;
		for (final String name : whole.names()) {
			shards.get(n % 2).add(whole.tensor(name));
			map.addProperty(name, "model-0000" + (n % 2 + 1) + "-of-00002.safetensors");
			n++;
		}
		for (int i = 0; i < 2; i++) Safetensors.write(folder.resolve("model-0000" + (i + 1) + "-of-00002.safetensors"), Map.of(), shards.get(i));
		final JsonObject index = new JsonObject();
		index.add("weight_map", map);
		Files.writeString(folder.resolve(Safetensors.INDEX), index.toString());
		Files.copy(MODEL.resolve("config.json"), folder.resolve("config.json"));
		assertArrayEquals(pooled(MODEL, Linears.PLAIN, 0), pooled(folder, Linears.PLAIN, 0), 0);
		assertEquals(2, WeightsFolder.of(folder).weights().files().size());
	}

	@Test
	void bfloat16WeightsAreUsedAsTheyAre() throws IOException {
		final Safetensors whole = Safetensors.open(MODEL);
		final List<Tensor> rounded = new ArrayList<>();
		final List<Tensor> short16 = new ArrayList<>();
		for (final String name : whole.names()) {
			final float[] values = whole.tensor(name).floats();
			final ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
			for (int i = 0; i < values.length; i++) {
				final int bits = Float.floatToIntBits(values[i]) >>> 16;
				bytes.putShort((short) bits);
				values[i] = Float.intBitsToFloat(bits << 16);
			}
			rounded.add(Tensor.of(name, values, whole.tensor(name).shape()));
			short16.add(Tensor.of(name, TensorType.BF16, bytes.flip(), whole.tensor(name).shape()));
		}
		final Path first = Files.createDirectory(folder.resolve("rounded"));
		final Path second = Files.createDirectory(folder.resolve("short"));
		Safetensors.write(first.resolve("model.safetensors"), Map.of(), rounded);
		Safetensors.write(second.resolve("model.safetensors"), Map.of(), short16);
		for (final Path path : List.of(first, second)) Files.copy(MODEL.resolve("config.json"), path.resolve("config.json"));
		assertArrayEquals(pooled(first, Linears.PACKED, 0), pooled(second, Linears.PACKED, 0), 0);
	}
}
