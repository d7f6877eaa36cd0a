package io.github.encoderj.encoder.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.SessionFunction;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodePng;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

/** Each kind of model file, with models made here whose output is known: means of the input's channels. */
class FileEncoderTest {

	@TempDir
	Path folder;

	private static final String POOLED = """
		  def forward(self: __torch__.Ops, x: Tensor) -> Tensor:
		    return torch.mean(x, [2, 3])
		""".indent(0);

	private static final String MAP = """
		  def forward(self: __torch__.Ops, x: Tensor) -> Tuple[Tensor, Tensor]:
		    return (torch.mean(x, [2, 3]), torch.avg_pool2d(x, [4, 4]))
		""".indent(0);

	private static Planes picture(final float... channels) {
		final float[] data = new float[channels.length * 64];
		for (int i = 0; i < data.length; i++) data[i] = channels[i / 64];
		return new Planes(data, channels.length, 8, 8);
	}

	private static void describe(final Path model, final String input, final String output) throws IOException {
		Files.writeString(ModelDescription.fileOf(model), "{\"preprocessing\": {\"size\": {\"height\": 8, \"width\": 8}, \"resample\": 2, " +
			"\"image_mean\": [0, 0, 0], \"image_std\": [1, 1, 1]}, \"input\": " + input + ", \"output\": " + output + "}");
	}

	private static float[] encoded(final Path model, final Planes picture) {
		try (FileEncoder encoder = FileEncoder.open(model, ComputeDevice.cpu(), 1)) {
			final List<ImageFeatures> features = encoder.encode(List.of(picture, picture), Window.BYTES, 0, Wanted.FINAL);
			assertEquals(2, features.size());
			assertArrayEquals(features.get(0).pooled(), features.get(1).pooled());
			assertEquals(encoder.width(), features.get(0).width());
			return features.get(0).vector(Pooling.MODEL);
		}
	}

	@Test
	void torchScript() throws IOException {
		final Path model = folder.resolve("mean.pt");
		Script.write(model, POOLED);
		describe(model, "{\"layout\": \"nchw\"}", "{\"layout\": \"vector\"}");
		assertArrayEquals(new float[] { 0.2f, 0.4f, 1 }, encoded(model, picture(51, 102, 255)), 1e-6f);
	}

	@Test
	void aMapBecomesAGridOfPatches() throws IOException {
		final Path model = folder.resolve("map.torchscript");
		Script.write(model, MAP);
		describe(model, "{}", "{\"layout\": \"nchw\", \"name\": \"1\"}");
		final byte[] data = new byte[13 * 9 * 2];
		for (int i = 0; i < data.length; i++) data[i] = (byte) (i % 13 < 8 ? 51 : 102);
		try (Encoder encoder = Encoders.open(model.toString())) {
			assertEquals(4, encoder.stride());
			final FeatureGrid grid = encoder.encode(Volume.of(data, 13, 9, 2, Geometry.PIXELS, "halves"), 0, 2);
			assertEquals(3, grid.rows());
			assertEquals(4, grid.columns());
			assertEquals(0.2f, grid.data()[0], 1e-6f);
			assertEquals(0.4f, grid.data()[2], 1e-6f);
		}
	}

	@Test
	void onnx() throws IOException {
		final Path model = folder.resolve("mean.onnx");
		Files.write(model, onnxMean());
		describe(model, "{\"name\": \"x\"}", "{\"name\": \"y\", \"layout\": \"nchw\"}");
		assertArrayEquals(new float[] { 0.2f, 0.4f, 1 }, encoded(model, picture(51, 102, 255)), 1e-6f);
		describe(model, "{\"name\": \"z\"}", "{}");
		assertTrue(assertThrows(Refusal.class, () -> FileEncoder.open(model, ComputeDevice.cpu(), 1)).getMessage().contains("[x]"));
	}

	@Test
	void savedModel() throws IOException {
		final Path model = folder.resolve("saved");
		try (Graph graph = new Graph()) {
			final Ops tf = Ops.create(graph);
			final Placeholder<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(org.tensorflow.ndarray.Shape.of(-1, 8, 8, 3)));
			export(graph, x, tf.math.mean(x, tf.constant(new int[] { 1, 2 })), model);
		}
		describe(model, "{\"layout\": \"nhwc\"}", "{}");
		assertArrayEquals(new float[] { 0.2f, 0.4f, 1 }, encoded(model, picture(51, 102, 255)), 1e-6f);
	}

	@Test
	void savedModelOfSerialisedPictures() throws IOException {
		final Path model = folder.resolve("examples");
		try (Graph graph = new Graph()) {
			final Ops tf = Ops.create(graph);
			final Placeholder<TString> x = tf.placeholder(TString.class, Placeholder.shape(org.tensorflow.ndarray.Shape.of(-1)));
			// its vector is the length of the serialised example
			final Operand<TFloat32> length = tf.dtypes.cast(tf.strings.stringLength(x), TFloat32.class);
			export(graph, x, tf.expandDims(length, tf.constant(1)), model);
		}
		describe(model, "{\"layout\": \"tf_example\"}", "{}");
		assertArrayEquals(new float[] { TensorFlowExample.of(picture(7), Window.BYTES).length }, encoded(model, picture(7)));
	}

	@Test
	void theExampleHoldsThePictureAsPng() {
		final byte[] example = TensorFlowExample.of(picture(255), Window.BYTES);
		final String text = new String(example, StandardCharsets.ISO_8859_1);
		assertTrue(text.contains("image/encoded") && text.contains("image/format") && text.contains("\u0089PNG"));
		final int png = text.indexOf("\u0089PNG");
		try (Graph graph = new Graph(); Session session = new Session(graph)) {
			final Ops tf = Ops.create(graph);
			final Placeholder<TString> in = tf.placeholder(TString.class);
			final Operand<TUint16> decoded = tf.image.decodePng(in, TUint16.class, DecodePng.channels(1L));
			try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(text.substring(png).getBytes(
				StandardCharsets.ISO_8859_1))); var result = session.runner().feed(
				in, bytes).fetch(decoded).run())
			{
				final TUint16 pixels = (TUint16) result.get(0);
				assertEquals(65535, pixels.getShort(3, 3, 0) & 0xffff);
			}
		}
	}

	private static void export(final Graph graph, final Operand<?> in, final Operand<?> out, final Path model) throws IOException {
		final Signature signature = Signature.builder("serving_default").input("inputs", in).output("output_0", out).build();
		try (Session session = new Session(graph)) {
			SavedModelBundle.exporter(model.toString()).withTags("serve").withFunction(SessionFunction.create(signature, session)).export();
		}
	}

	@Test
	void aModelOfVolumes() throws IOException {
		final Path model = folder.resolve("volume.pt");
		Script.write(model, """
			  def forward(self: __torch__.Ops, x: Tensor) -> Tensor:
			    return torch.stack([torch.mean(x, [1, 2, 3, 4]), torch.mean(torch.slice(x, 2, 0, 4), [1, 2, 3, 4])], 1)
			""");
		describe(model, "{\"layout\": \"ncdhw\"}", "{}");
		final byte[] data = new byte[6 * 6 * 6];
		for (int i = 0; i < data.length; i++) data[i] = (byte) (i < 108 ? 0 : 255);
		try (FileEncoder encoder = FileEncoder.open(model, ComputeDevice.cpu(), 1)) {
			assertArrayEquals(new float[] { 0.5f, 0.03f }, encoder.encodeVolume(Volume.of(data, 6, 6, 6, Geometry.PIXELS, "v")), 0.05f);
			assertThrows(Refusal.class, () -> encoder.encode(List.of(picture(1)), Window.BYTES, 0, Wanted.FINAL));
		}
	}

	@Test
	void whatIsWrongIsRefused() throws IOException {
		final Path model = folder.resolve("bad.pt");
		Files.writeString(model, "no archive");
		assertTrue(assertThrows(Refusal.class, () -> FileEncoder.open(model, ComputeDevice.cpu(), 1)).getMessage().contains("bad.pt.json"));
		describe(model, "{}", "{}");
		assertThrows(Refusal.class, () -> FileEncoder.open(model, ComputeDevice.cpu(), 1));
		describe(model, "{\"layout\": \"chw\"}", "{}");
		assertTrue(assertThrows(Refusal.class, () -> FileEncoder.open(model, ComputeDevice.cpu(), 1)).getMessage().contains("ncdhw"));
		final Path onnx = folder.resolve("bad.onnx");
		Files.writeString(onnx, "no model");
		describe(onnx, "{}", "{}");
		assertThrows(Refusal.class, () -> FileEncoder.open(onnx, ComputeDevice.cpu(), 1));
		assertThrows(Refusal.class, () -> FileEncoder.open(folder.resolve("model.bin"), ComputeDevice.cpu(), 1));
		final Path vector = folder.resolve("vector.pt");
		Script.write(vector, POOLED);
		describe(vector, "{}", "{\"layout\": \"tokens\"}");
		try (FileEncoder encoder = FileEncoder.open(vector, ComputeDevice.cpu(), 1)) {
			assertTrue(assertThrows(Refusal.class, encoder::width).getMessage().contains("TOKENS"));
		}
	}

	/** An ONNX model of one node: y = GlobalAveragePool(x), [N, 3, H, W] to [N, 3, 1, 1]. */
	private static byte[] onnxMean() {
		final byte[] node = joined(text(1, "x"), text(2, "y"), text(4, "GlobalAveragePool"));
		final byte[] graph = joined(TensorFlowExample.field(1, node), text(2, "g"), TensorFlowExample.field(11, value("x", "N", "H", "W")),
			TensorFlowExample.field(12, value("y", "N", "one", "one")));
		return joined(new byte[] { 8, 8 }, TensorFlowExample.field(7, graph), TensorFlowExample.field(8, new byte[] { 16, 13 }));
	}

	/** A value of float32 with four axes, the second of size 3. */
	private static byte[] value(final String name, final String n, final String h, final String w) {
		final byte[] shape = joined(TensorFlowExample.field(1, text(2, n)), TensorFlowExample.field(1, new byte[] { 8, 3 }), TensorFlowExample
			.field(1, text(2, h)), TensorFlowExample.field(1, text(2, w)));
		final byte[] type = TensorFlowExample.field(1, joined(new byte[] { 8, 1 }, TensorFlowExample.field(2, shape)));
		return joined(text(1, name), TensorFlowExample.field(2, type));
	}

	private static byte[] text(final int field, final String text) {
		return TensorFlowExample.field(field, text.getBytes(StandardCharsets.UTF_8));
	}

	private static byte[] joined(final byte[]... parts) {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (final byte[] part : parts) out.writeBytes(part);
		return out.toByteArray();
	}
}
