package io.github.encoderj.encoder.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * Every layout of every family against the reference libraries (transformers, timm, open_clip; the manifests say which versions),
 * random tiny weights, within 1e-4 + 1e-4 of the value. The largest error of each model is listed in target/encoder-errors.txt.
 */
public class GoldenEncodersTest {

	private static final Logger LOG = LoggerFactory.getLogger(GoldenEncodersTest.class);
	private static final double TOLERANCE = 1e-4;
	private static final Map<String, String> ERRORS = new TreeMap<>();

	/** A model of the golden set: its folder in the test resources and its part of the manifest. */
	record Golden(Path set, JsonObject model) {

		@Override
		public String toString() {
			return model.get("name").getAsString();
		}

		Path folder() {
			return set.resolve(model.get("folder").getAsString());
		}
	}

	/** Where the golden sets lie. */
	public static Path goldens() {
		return Path.of("src", "test", "resources", "encoders");
	}

	static {
		TorchEngine.start();
	}

	static Stream<Golden> models() throws IOException {
		final Stream.Builder<Golden> all = Stream.builder();
		for (final String set : new String[] { "golden", "golden-more" }) {
			final Path folder = goldens().resolve(set);
			final JsonObject manifest = JsonParser.parseString(Files.readString(folder.resolve("manifest.json"))).getAsJsonObject();
			for (final JsonElement model : manifest.getAsJsonArray("models")) all.add(new Golden(folder, model.getAsJsonObject()));
		}
		return all.build();
	}

	@ParameterizedTest
	@MethodSource("models")
	void everyOutputIsTheReferences(final Golden golden) {
		double worst = 0;
		for (final Linears linears : Linears.values()) if (linears.present()) worst = Math.max(worst, worstError(golden, linears));
		assertTrue(worst <= 1, ERRORS.get(golden.toString()));
	}

	private static double worstError(final Golden golden, final Linears linears) {
		double worst = 0;
		String worstName = "";
		int compared = 0;
		try (NDManager owner = TorchEngine.newManager(Device.cpu(), 1); Network network = WeightsFolder.of(golden.folder()).load(TorchEngine
			.newManager(Device.cpu(), 1), false, linears))
		{
			for (final JsonElement element : golden.model.getAsJsonArray("cases")) {
				final JsonObject testCase = element.getAsJsonObject();
				final NDArray pixels = pixels(golden.set, testCase.getAsJsonObject("input"), owner);
				final Safetensors expected = Safetensors.open(golden.set.resolve(testCase.get("output").getAsString()));
				final Map<String, float[]> got = outputs(network, owner, pixels, golden);
				for (final String name : expected.names()) {
					final float[] want = expected.tensor(name).floats();
					final float[] is = got.get(name);
					assertTrue(is != null, golden + " gives no " + name);
					assertEquals(want.length, is.length, golden + " " + name);
					for (int i = 0; i < want.length; i++) {
						final double error = Math.abs(want[i] - is[i]) / (TOLERANCE + TOLERANCE * Math.abs(want[i]));
						if (!(error <= worst)) {
							worst = error;
							worstName = testCase.get("case").getAsString() + " " + name;
						}
					}
					compared++;
				}
			}
		}
		ERRORS.merge(golden.toString(), String.format("%-28s", golden) + String.format("  %6s: %.4f tolerances at %s of %d", linears, worst,
			worstName, compared), (a, b) -> a + b.substring(28));
		return worst;
	}

	@AfterAll
	static void listErrors() throws IOException {
		Files.createDirectories(Path.of("target"));
		Files.writeString(Path.of("target", "encoder-errors.txt"), String.join("\n", ERRORS.values()) + "\n");
		LOG.info("largest errors:\n{}", String.join("\n", ERRORS.values()));
	}

	/** All outputs of a network under the manifest's names. */
	private static Map<String, float[]> outputs(final Network network, final NDManager owner, final NDArray pixels, final Golden golden) {
		final Set<Integer> blocks = new HashSet<>(Set.of(-1));
		for (int i = 0; i < network.blocks(); i++) blocks.add(i);
		final boolean transformer = network instanceof VisionTransformer;
		final int last = network.blocks() - 1;
		final NetworkOutput out = network.run(owner, pixels, new Wanted(blocks, transformer ? Set.of(last) : Set.of()));
		final Map<String, float[]> named = new LinkedHashMap<>();
		out.extra().forEach((name, array) -> named.put(name, array.toFloatArray()));
		named.put("embeddings", out.blocks().get(-1).toFloatArray());
		for (int i = 0; i <= last; i++) named.put("block_" + i, out.blocks().get(i).toFloatArray());
		named.putIfAbsent("last_hidden_state", transformer || out.prefix() > 0 ? out.tokens().toFloatArray() : named.get("block_" + last));
		if (golden.toString().startsWith("clip-") && !out.extra().containsKey("tokens_post_ln")) {
			named.put("tokens_post_ln", out.tokens().toFloatArray());
			named.put("last_hidden_state", named.get("block_" + last)); // the reference's name for the raw tokens
			named.put("pooled", out.pooled().toFloatArray());
		}
		if (out.prefix() > 0) named.put("cls", out.tokens().get(":, 0").toFloatArray());
		named.put("patch_tokens", out.patches().toFloatArray());
		named.put("patch_mean", out.patches().mean(new int[] { 1 }).toFloatArray());
		named.put("pooler_output", out.pooled().toFloatArray());
		named.put("pooled", out.pooled().toFloatArray());
		out.projected().ifPresent(p -> {
			named.put("image_embeds", p.toFloatArray());
			named.put("logits", p.toFloatArray());
			named.put("image_embeds_l2", p.div(p.norm(new int[] { 1 }, true)).toFloatArray());
		});
		if (transformer) named.put("cls_attention", out.attention().get(last).toFloatArray());
		if (network instanceof VisionTransformer vit) addPositions(vit, out, owner, named);
		return named;
	}

	private static void addPositions(final VisionTransformer vit, final NetworkOutput out, final NDManager owner,
		final Map<String, float[]> named)
	{
		final int pairs = vit.width() / vit.heads() / 2;
		final double[] angles = RotaryPosition.angles(out.rows(), out.columns(), pairs, 100);
		final float[] cos = new float[2 * angles.length];
		final float[] sin = new float[2 * angles.length];
		for (int i = 0; i < cos.length; i++) { // the reference lists every angle for both features of a pair
			final double angle = angles[i / (2 * pairs) * pairs + i % pairs];
			cos[i] = (float) Math.cos(angle);
			sin[i] = (float) Math.sin(angle);
		}
		named.put("rope_cos", cos);
		named.put("rope_sin", sin);
		named.put("pos_embed", vit.positionWithClassToken(owner, out.rows(), out.columns()).toFloatArray());
	}

	/** The input of a case: a stored tensor, perhaps repeated to a larger size. */
	private static NDArray pixels(final Path set, final JsonObject input, final NDManager owner) {
		final Tensor tensor = Safetensors.open(set.resolve(input.get("file").getAsString())).tensor("pixel_values");
		if (!input.has("tile_to")) return tensor.array(owner);
		final long[] shape = tensor.shape();
		final int height = input.getAsJsonArray("tile_to").get(0).getAsInt();
		final int width = input.getAsJsonArray("tile_to").get(1).getAsInt();
		final float[] small = tensor.floats();
		final float[] large = new float[(int) (shape[0] * shape[1]) * height * width];
		for (int i = 0; i < large.length; i++) {
			final int plane = i / (height * width);
			final int y = i / width % height % (int) shape[2];
			final int x = i % width % (int) shape[3];
			large[i] = small[(int) ((plane * shape[2] + y) * shape[3] + x)];
		}
		return owner.create(large, new Shape(shape[0], shape[1], height, width));
	}
}
