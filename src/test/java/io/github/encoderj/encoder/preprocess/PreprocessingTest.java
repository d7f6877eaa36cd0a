package io.github.encoderj.encoder.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.network.Config;
import io.github.encoderj.encoder.network.GoldenEncodersTest;
import io.github.encoderj.encoder.network.WeightsFolder;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;

/** Preprocessing against the reference processors: Pillow bit for bit, PyTorch's float resizing within rounding. */
public class PreprocessingTest {

	private static final Path GOLDEN = GoldenEncodersTest.goldens().resolve("golden");

	@TempDir
	Path folder;

	/** A stored picture, one or three channels. */
	public static Planes picture(final Path file) throws IOException {
		final Raster raster = ImageIO.read(file.toFile()).getRaster();
		final int n = raster.getWidth() * raster.getHeight();
		final float[] data = new float[raster.getNumBands() * n];
		for (int c = 0; c < raster.getNumBands(); c++) {
			final float[] band = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), c, (float[]) null);
			System.arraycopy(band, 0, data, c * n, n);
		}
		return new Planes(data, raster.getNumBands(), raster.getHeight(), raster.getWidth());
	}

	private static JsonObject manifest() throws IOException {
		return JsonParser.parseString(Files.readString(GOLDEN.resolve("manifest.json"))).getAsJsonObject();
	}

	static Stream<JsonObject> cases() throws IOException {
		return manifest().getAsJsonObject("preprocess").getAsJsonArray("cases").asList().stream().map(JsonElement::getAsJsonObject);
	}

	@ParameterizedTest
	@MethodSource("cases")
	void pixelValuesAreTheReferences(final JsonObject testCase) throws IOException {
		final Path config = folder.resolve("preprocessor_config.json");
		Files.writeString(config, testCase.get("config").toString());
		final Preprocessing preprocessing = Preprocessing.huggingFace(Config.read(config));
		final boolean raw16 = testCase.getAsJsonObject("call").has("do_rescale");
		final Planes got = preprocessing.apply(picture(GOLDEN.resolve("preprocess").resolve(testCase.get("image").getAsString())), raw16
			? new Window(0, 65535) : Window.BYTES);
		final Safetensors expected = Safetensors.open(GOLDEN.resolve(testCase.get("file").getAsString()));
		for (final String name : expected.names()) {
			final Tensor want = expected.tensor(name);
			assertEquals(want.shape()[2], got.height());
			assertEquals(want.shape()[3], got.width());
			final boolean pillow = name.endsWith("_pil");
			final boolean otherBackEnd = !pillow && expected.names().size() > 1;
			final double allowed = otherBackEnd ? 2.01 * testCase.get("one_level").getAsDouble() : testCase.get("atol").getAsDouble();
			double worst = 0;
			final float[] values = want.floats();
			for (int i = 0; i < values.length; i++) worst = Math.max(worst, Math.abs(values[i] - got.data()[i]));
			assertTrue(worst <= allowed, testCase.get("name") + " " + name + ": " + worst);
		}
	}

	@ParameterizedTest
	@MethodSource("resizes")
	void resamplingIsTheReferences(final String name) throws IOException {
		final Safetensors file = Safetensors.open(GOLDEN.resolve("preprocess/resize.safetensors"));
		final Tensor want = file.tensor(name);
		final boolean bytes = name.startsWith("pil_u8");
		final long[] shape = want.shape();
		final int height = (int) shape[shape.length - 2];
		final int width = (int) shape[shape.length - 1];
		final Resampling filter = name.contains("bicubic") ? Resampling.BICUBIC : Resampling.BILINEAR;
		final Planes in = bytes ? new Planes(file.tensor("input_u8").floats(), 1, 16, 16) : new Planes(file.tensor("input").floats(), 2, 16, 16);
		final float[] got = (bytes ? filter.bytes(in, height, width) : filter.floats(in, height, width)).data();
		final float[] values = want.floats();
		for (int i = 0; i < got.length; i++) assertEquals(values[i], got[i], bytes ? 0 : 1e-5, name + " at " + i);
	}

	static Stream<String> resizes() {
		return Safetensors.open(GOLDEN.resolve("preprocess/resize.safetensors")).names().stream().filter(n -> n.startsWith("pil_u8") || n
			.contains("antialias") && !n.startsWith("tv_u8"));
	}

	@Test
	void radDinoInputIsBitExact() throws IOException {
		final Planes want = picture(GOLDEN.resolve("preprocess/rad_dino_u8_518.png"));
		final Planes in = picture(GOLDEN.resolve("preprocess/gray16_minmax8.png"));
		final int height = in.height() <= in.width() ? 518 : 518 * in.height() / in.width();
		final int width = in.width() <= in.height() ? 518 : 518 * in.width() / in.height();
		final Planes got = Resampling.BICUBIC.bytes(in, height, width);
		final int top = (height - 518) / 2;
		final int left = (width - 518) / 2;
		for (int y = 0; y < 518; y++) {
			for (int x = 0; x < 518; x++) assertEquals(want.data()[y * 518 + x], got.data()[(y + top) * width + x + left]);
		}
	}

	@Test
	void sixteenBitsScaledByTheirWindowAreTheStoredEightBits() throws IOException {
		final Planes deep = picture(GOLDEN.resolve("preprocess/gray16.png"));
		final Planes shallow = picture(GOLDEN.resolve("preprocess/gray16_minmax8.png"));
		float low = Float.MAX_VALUE;
		float high = 0;
		for (final float v : deep.data()) {
			low = Math.min(low, v);
			high = Math.max(high, v);
		}
		final Window window = new Window(low, high);
		for (int i = 0; i < deep.data().length; i++) {
			assertEquals(shallow.data()[i], (float) Math.rint(window.scaled(deep.data()[i]) * 255.0), "at " + i);
		}
	}

	@Test
	void everyGoldenFolderSaysHowItsInputIsMade() throws IOException {
		int known = 0;
		for (final String set : new String[] { "golden", "golden-more" }) {
			try (Stream<Path> folders = Files.list(GoldenEncodersTest.goldens().resolve(set).resolve("models"))) {
				for (final Path model : folders.sorted().toList()) {
					final Preprocessing p = Preprocessing.of(WeightsFolder.of(model));
					assertTrue(p.edge() >= 64, model + " " + p);
					known++;
				}
			}
		}
		assertEquals(29, known);
		final Path more = GoldenEncodersTest.goldens().resolve("golden-more/models");
		assertEquals("short side 248 bicubic 8 bit, centre 224, mean 0.5 0.5 0.5, std 0.5 0.5 0.5", Preprocessing.of(WeightsFolder.of(more
			.resolve("timm-vit-tiny"))).toString());
		assertEquals("short side 512 bilinear 8 bit, centre 448, mean 0.0 0.0 0.0, std 1.0 1.0 1.0", Preprocessing.of(WeightsFolder.of(more
			.resolve("biovil-t-like-tiny"))).toString());
	}

	@Test
	void whatCannotBeDoneIsRefused() {
		assertThrows(Refusal.class, () -> new Window(3, 3));
		assertThrows(Refusal.class, () -> new Window(0, Double.NaN));
		final Preprocessing p = new Preprocessing(true, Preprocessing.Resize.SQUARE, 8, 0, Resampling.BILINEAR, new double[3], new double[] { 1,
			1, 1 });
		assertThrows(Refusal.class, () -> p.apply(new Planes(new float[2 * 16], 2, 4, 4), Window.BYTES));
		assertThrows(Refusal.class, () -> p.withResolution(-1));
		assertEquals(8, p.apply(new Planes(new float[16], 1, 4, 4), Window.BYTES).width());
	}
}
