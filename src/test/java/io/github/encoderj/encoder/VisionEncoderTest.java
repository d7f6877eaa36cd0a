package io.github.encoderj.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.network.GoldenEncodersTest;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.PreprocessingTest;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

class VisionEncoderTest {

	private static final Path GOLDEN = GoldenEncodersTest.goldens().resolve("golden");
	private static final Path MORE = GoldenEncodersTest.goldens().resolve("golden-more");

	@TempDir
	Path folder;

	private static VisionEncoder open(final String model) {
		final Path first = GOLDEN.resolve("models").resolve(model);
		return VisionEncoder.open(Files.exists(first) ? first : MORE.resolve("models").resolve(model), ComputeDevice.cpu(), 1, false);
	}

	private static Planes noise(final int channels, final int height, final int width) {
		final float[] data = new float[channels * height * width];
		final Random random = new Random(3);
		for (int i = 0; i < data.length; i++) data[i] = random.nextInt(256);
		return new Planes(data, channels, height, width);
	}

	@Test
	void fromPictureToFeaturesAsTheReference() throws IOException {
		final JsonObject manifest = JsonParser.parseString(Files.readString(GOLDEN.resolve("manifest.json"))).getAsJsonObject();
		for (final JsonElement element : manifest.getAsJsonArray("end_to_end")) {
			final JsonObject test = element.getAsJsonObject();
			try (VisionEncoder encoder = open(test.get("name").getAsString())) {
				final ImageFeatures got = encoder.encode(List.of(PreprocessingTest.picture(GOLDEN.resolve(test.get("image").getAsString()))),
					Window.BYTES, 0, Wanted.FINAL).get(0);
				final Safetensors want = Safetensors.open(GOLDEN.resolve(test.get("output").getAsString()));
				assertArrayEquals(want.tensor("pooler_output").floats(), got.vector(Pooling.MODEL), 1e-4f);
				assertArrayEquals(want.tensor("pooler_output").floats(), got.vector(Pooling.CLS), 1e-4f);
				assertArrayEquals(want.tensor("patch_mean").floats(), got.vector(Pooling.MEAN), 1e-4f);
				assertEquals(2 * got.width(), got.vector(Pooling.CLS_MEAN).length);
			}
		}
	}

	@Test
	void outputsHaveTheShapesTheySay() {
		try (VisionEncoder encoder = open("dinov3-vit-tiny")) {
			final ImageFeatures f = encoder.encode(List.of(noise(3, 50, 70)), Window.BYTES, 64, new Wanted(Set.of(1), Set.of(2))).get(0);
			assertEquals(4, f.rows());
			assertEquals(4, f.columns());
			assertEquals(4 * 64, f.registers().length);
			assertEquals(16 * 64, f.patches().length);
			assertEquals(21 * 64, f.blocks().get(1).length);
			assertEquals(4 * 16, f.attention().get(2).length);
			assertTrue(encoder.hasAttention());
		}
		try (VisionEncoder encoder = open("resnet-basic-hf-tiny")) {
			final ImageFeatures f = encoder.encode(List.of(noise(1, 50, 70)), Window.BYTES, 64, Wanted.FINAL).get(0);
			assertEquals(4 * 32, f.patches().length);
			assertFalse(f.classToken().isPresent());
			assertArrayEquals(f.vector(Pooling.MODEL), f.vector(Pooling.MEAN), 1e-5f);
			assertThrows(Refusal.class, () -> f.vector(Pooling.CLS));
		}
	}

	@Test
	void aBatchGivesWhatSinglePicturesGive() {
		try (VisionEncoder encoder = open("dinov2-with-registers-tiny")) {
			final List<Planes> pictures = List.of(noise(1, 40, 40), noise(3, 60, 40), noise(3, 40, 60));
			final List<ImageFeatures> together = encoder.encode(pictures, Window.BYTES, 56, Wanted.FINAL);
			for (int i = 0; i < pictures.size(); i++) {
				final ImageFeatures alone = encoder.encode(List.of(pictures.get(i)), Window.BYTES, 56, Wanted.FINAL).get(0);
				assertArrayEquals(alone.pooled(), together.get(i).pooled(), 1e-5f);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "dinov3-vit-tiny", "dinov2-tiny", "convnext-tiny", "resnet-bottleneck-timm-tiny" })
	void sectionsBecomeAGridWhateverTheGrouping(final String model) {
		final float[] data = noise(3, 75, 109).data();
		final Volume<?> volume = Volume.of(data, 109, 75, 3, Geometry.PIXELS, "noise");
		try (VisionEncoder encoder = open(model)) {
			final FeatureGrid all = encoder.encode(volume, 0, 3);
			final int patch = encoder.stride();
			assertEquals((75 + patch - 1) / patch, all.rows());
			assertEquals((109 + patch - 1) / patch, all.columns());
			final FeatureGrid last = encoder.encode(volume, 2, 3);
			final int plane = all.rows() * all.columns();
			for (int f = 0; f < all.width(); f++) {
				for (int i = 0; i < plane; i++) assertEquals(all.data()[(f * 3 + 2) * plane + i], last.data()[f * plane + i], 2e-4f);
			}
			assertThrows(Refusal.class, () -> encoder.encode(volume, 2, 4));
		}
	}

	@Test
	void aLargeSectionIsTiledWithoutGaps() {
		final SectionTiles tiles = new SectionTiles(Volume.of(new float[2500 * 40], 2500, 40, 1, Geometry.PIXELS, "wide"), 16, 0, 1);
		final int[] kept = new int[tiles.columns()];
		for (final SectionTiles.Tile tile : tiles.tiles()) {
			assertTrue(tile.columns().begin() <= tile.columns().keepBegin() && tile.columns().keepEnd() <= tile.columns().end());
			for (int c = tile.columns().keepBegin(); c < tile.columns().keepEnd(); c++) kept[c]++;
		}
		for (final int n : kept) assertEquals(1, n);
	}

	@Test
	void bfloat16IsCloseAndSaysSo() {
		try (VisionEncoder exact = open("dinov3-vit-tiny"); VisionEncoder fast = VisionEncoder.open(GOLDEN.resolve("models/dinov3-vit-tiny"),
			ComputeDevice.cpu(), 1, true))
		{
			final float[] a = exact.encode(List.of(noise(3, 64, 64)), Window.BYTES, 64, Wanted.FINAL).get(0).pooled();
			final float[] b = fast.encode(List.of(noise(3, 64, 64)), Window.BYTES, 64, Wanted.FINAL).get(0).pooled();
			assertArrayEquals(a, b, 0.1f);
			assertFalse(java.util.Arrays.equals(a, b));
			assertTrue(fast.preprocessing().endsWith("bfloat16"));
		}
	}

	@Test
	void theFingerprintIsTheFiles() {
		try (VisionEncoder encoder = open("resnet-basic-timm-tiny")) {
			assertTrue(encoder.sha256().matches("[0-9a-f]{64}"));
			assertEquals(encoder.sha256(), encoder.sha256());
			try (VisionEncoder other = open("resnet-basic-hf-tiny")) {
				assertFalse(encoder.sha256().equals(other.sha256()));
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { //
		"{\"model_type\": \"swin\"}|swin, which is not known. Known are model_type dinov3_vit, dinov3_convnext", //
		"{}|no model_type or architecture", //
		"[1]|as a JSON object", //
		"{\"model_type\": \"dinov3_vit\"}|lacks the key num_", //
		"{\"model_type\": \"dinov3_vit\", \"num_attention_heads\": 4, \"num_hidden_layers\": 2}|states 2 blocks, the weights have 3", //
		"{\"model_type\": \"dinov3_vit\", \"num_attention_heads\": 5, \"num_hidden_layers\": 3}|5 heads do not divide the width 64", //
		"{\"model_type\": \"dinov3_vit\", \"num_attention_heads\": 4, \"num_hidden_layers\": 3, \"hidden_act\": \"tanh\"}|activation tanh", //
		"{\"model_type\": \"convnext\"}|stages.0.downsample_layers.0.weight has the shape [64, 3, 16, 16]", //
		"{\"model_type\": \"resnet\"}|embedder.embedder.convolution.weight or conv1.weight, is missing" })
	void aConfigurationThatDoesNotFitIsRefused(final String config, final String reason) throws IOException {
		final Path from = GOLDEN.resolve("models/dinov3-vit-tiny");
		for (final String name : new String[] { "model.safetensors", "preprocessor_config.json" }) {
			Files.copy(from.resolve(name), folder.resolve(name));
		}
		Files.writeString(folder.resolve("config.json"), config);
		final Refusal refusal = assertThrows(Refusal.class, () -> VisionEncoder.open(folder, ComputeDevice.cpu(), 1, false));
		if (!reason.startsWith("stages")) assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
	}

	@Test
	void aSurplusTensorIsRefusedByName() throws IOException {
		final Path from = GOLDEN.resolve("models/vit-tiny");
		for (final String name : new String[] { "config.json", "preprocessor_config.json" }) Files.copy(from.resolve(name), folder.resolve(
			name));
		final Safetensors read = Safetensors.open(from);
		final List<io.github.encoderj.encoder.weights.Tensor> tensors = new java.util.ArrayList<>(read.names().stream().map(read::tensor)
			.toList());
		tensors.add(io.github.encoderj.encoder.weights.Tensor.of("encoder.layer.0.attention.q_norm.weight", new float[48], 48));
		Safetensors.write(folder.resolve("model.safetensors"), java.util.Map.of(), tensors);
		final Refusal refusal = assertThrows(Refusal.class, () -> VisionEncoder.open(folder, ComputeDevice.cpu(), 1, false));
		assertTrue(refusal.getMessage().contains("encoder.layer.0.attention.q_norm.weight") && refusal.getMessage().contains(
			"model.safetensors"), refusal.getMessage());
	}

	@Test
	void foldersThatAreNoneAreRefused() throws IOException {
		assertThrows(Refusal.class, () -> VisionEncoder.open(folder.resolve("none"), ComputeDevice.cpu(), 1, false));
		assertThrows(Refusal.class, () -> VisionEncoder.open(folder, ComputeDevice.cpu(), 1, false));
		Files.copy(GOLDEN.resolve("models/vit-tiny/config.json"), folder.resolve("config.json"));
		final Refusal refusal = assertThrows(Refusal.class, () -> VisionEncoder.open(folder, ComputeDevice.cpu(), 1, false));
		assertTrue(refusal.getMessage().contains("preprocessor_config.json"), refusal.getMessage());
	}

	/** 500 pictures, a new encoder for every hundred: what is kept may not grow with their number. */
	@Test
	void memoryDoesNotGrow() throws IOException {
		final Planes picture = noise(3, 96, 96);
		long afterHundred = 0;
		float[] first = null;
		for (int round = 0; round < 5; round++) {
			try (VisionEncoder encoder = open(round % 2 == 0 ? "dinov3-vit-tiny" : "convnext-tiny")) {
				for (int i = 0; i < 100; i++) {
					final float[] v = encoder.encode(List.of(picture), Window.BYTES, 64 + 16 * (i % 8), Wanted.FINAL).get(0).pooled();
					if (round == 0 && i == 0) first = v;
					if (round == 4 && i == 0) assertArrayEquals(first, v);
				}
			}
			if (round == 0) afterHundred = resident();
		}
		final long grown = resident() - afterHundred;
		assertTrue(grown < 200L << 20, "grown by " + (grown >> 20) + " MB");
	}

	/** Bytes of this process in memory, after a garbage collection. */
	private static long resident() throws IOException {
		System.gc();
		final Path status = Path.of("/proc/self/statm");
		if (!Files.exists(status)) return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
		return Long.parseLong(Files.readString(status).split(" ")[1]) * 4096;
	}
}
