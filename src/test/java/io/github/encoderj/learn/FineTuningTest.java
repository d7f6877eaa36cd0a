package io.github.encoderj.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Progress;
import io.github.encoderj.encoder.network.FineTunable;
import io.github.encoderj.encoder.network.WeightsFolder;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;

/** Twenty steps against PyTorch; the goldens come from src/test/python/make_finetuning_goldens.py. */
class FineTuningTest {

	private static final int SIDE = 64;
	private static final Path GOLDENS = Path.of("src/test/resources/finetuning");

	private static FineTuning.Result train(final String model, final int lastBlocks) {
		final byte[] bytes = new byte[16 * SIDE * SIDE];
		final int[] pictures = NpyFile.resource("/finetuning/pictures.npy").ints();
		for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) pictures[i];
		final int[] truth = NpyFile.resource("/finetuning/labels.npy").ints();
		final float[][] labels = new float[16][3];
		for (int i = 0; i < truth.length; i++) labels[i / 3][i % 3] = truth[i] < 0 ? Float.NaN : truth[i];
		final FineTunable network = FineTunable.of(WeightsFolder.of(Path.of("src/test/resources/encoders/golden/models", model)), lastBlocks,
			SIDE, SIDE);
		final float[] head = NpyFile.resource("/finetuning/" + model + "-head.npy").floats();
		final int width = network.width();
		final float[] weight = new float[3 * width];
		final float[] bias = new float[3];
		for (int l = 0; l < 3; l++) {
			System.arraycopy(head, l * (width + 1), weight, l * width, width);
			bias[l] = head[l * (width + 1) + width];
		}
		final FineTuning.Settings settings = new FineTuning.Settings(3e-4, 0.75, 0.05, 8, 10, 0, true, false, 1);
		return FineTuning.train(network, i -> {
			final float[] data = new float[3 * SIDE * SIDE];
			for (int p = 0; p < data.length; p++) data[p] = pictures[i * SIDE * SIDE + p % (SIDE * SIDE)] / 127.5f - 1;
			return new Planes(data, 3, SIDE, SIDE);
		}, labels, false, List.of(Tensor.of("head.weight", weight, 3, width), Tensor.of("head.bias", bias, 3)), settings, "cpu", 0,
			Progress.NONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "vit-tiny", "dinov2-tiny", "convnext-tiny", "dinov3-convnext-tiny", "vit-tiny-last",
		"dinov3-vit-tiny-last", "convnext-tiny-last" })
	void lossAndWeightsFollowPyTorch(final String name) {
		final Safetensors golden = Safetensors.open(GOLDENS.resolve(name + ".safetensors"));
		final FineTuning.Result result = train(name.replace("-last", ""), name.endsWith("-last") ? 1 : -1);
		final float[] losses = golden.tensor("losses").floats();
		for (int s = 0; s < losses.length; s++) assertEquals(losses[s], result.losses()[s], 1e-3, "loss of step " + s);
		assertTrue(losses[losses.length - 1] < losses[0], "nothing was learnt");
		final Map<String, Tensor> found = new TreeMap<>();
		final List<Tensor> all = new ArrayList<>(result.encoder());
		all.addAll(result.head());
		all.forEach(t -> found.put(t.name(), t));
		int compared = 0;
		for (final String tensor : golden.names()) {
			if (tensor.equals("losses")) continue;
			final Tensor mine = found.entrySet().stream().filter(e -> e.getKey().equals(tensor) || e.getKey().endsWith("." + tensor)).min(
				Comparator.comparingInt(e -> e.getKey().length())).map(Map.Entry::getValue).orElseThrow(() -> new AssertionError(tensor + " was not trained"));
			final float[] expected = golden.tensor(tensor).floats();
			final float[] values = mine.floats();
			for (int i = 0; i < expected.length; i++) assertEquals(expected[i], values[i], 1e-3, tensor + " " + i);
			compared++;
		}
		assertTrue(compared > 8, compared + " tensors");
	}
}
