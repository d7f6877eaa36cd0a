package io.github.encoderj.encoder.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonParser;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Window;

/** Packages of bioimage.io, with a model made here: averages of 4 x 4 pixels. */
class BioImagePackageTest {

	@TempDir
	Path folder;

	private static final String OLD = """
		# a comment
		format_version: 0.4.10
		type: model
		name: "Averages: a test"
		description: >
		  Over several
		  lines
		authors: [{name: A. Author, affiliation: "Somewhere, here"}]
		inputs:
		- name: raw
		  axes: bcyx
		  data_type: float32
		  shape: {min: [1, 1, 8, 8], step: [0, 0, 4, 4]}
		  preprocessing:
		  - kwargs: {axes: xy, gain: 0.5, offset: 1}
		    name: scale_linear
		outputs:
		- name: out
		  axes: bcyx
		  shape: [1, 1, 2, 2]
		  postprocessing:
		  - name: binarize
		    kwargs: {threshold: 51.5}
		weights:
		  torchscript:
		    source: ./weights.pt
		    sha256: null
		""";

	private static final String NEW = """
		format_version: 0.5.3
		type: model
		name: Averages
		inputs:
		  - id: raw
		    axes:
		      - type: batch
		      - {type: channel, channel_names: [grey]}
		      - type: space
		        id: y
		        size: 8
		      - type: space
		        id: x
		        size: 8
		    preprocessing:
		      - id: zero_mean_unit_variance
		        kwargs:
		          axes: [channel, y, x]
		          eps: 1.0e-06
		outputs:
		  - id: out
		    axes:
		      - type: batch
		      - {type: channel, channel_names: [mean]}
		      - {type: space, id: y, size: 2}
		      - {type: space, id: x, size: 2}
		weights:
		  torchscript: {source: weights.pt, pytorch_version: 2.7.1}
		""";

	private Path pack(final String rdf) throws IOException {
		Script.write(folder.resolve("weights.pt"), """
			  def forward(self: __torch__.Ops, x: Tensor) -> Tensor:
			    return torch.avg_pool2d(x, [4, 4])
			""");
		Files.writeString(folder.resolve("rdf.yaml"), rdf);
		return folder;
	}

	private static Planes halves(final int side) {
		final float[] data = new float[side * side];
		for (int i = 0; i < data.length; i++) data[i] = i % side < side / 2 ? 100 : 102;
		return new Planes(data, 1, side, side);
	}

	@Test
	void theOldFormatWithItsStepsBeforeAndAfter() throws IOException {
		try (FileEncoder encoder = FileEncoder.open(pack(OLD), ComputeDevice.cpu(), 1)) {
			final ImageFeatures f = encoder.encode(List.of(halves(256)), Window.BYTES, 0, Wanted.FINAL).get(0);
			assertEquals(64, f.rows()); // 256 is the smallest size of 8 + 4 n that is not below the usual one
			for (int i = 0; i < f.patches().length; i++) assertEquals(i % 64 < 32 ? 0 : 1, f.patches()[i]); // 51 and 52 against 51.5
		}
	}

	@Test
	void theNewFormat() throws IOException {
		try (FileEncoder encoder = FileEncoder.open(pack(NEW), ComputeDevice.cpu(), 1)) {
			final ImageFeatures f = encoder.encode(List.of(halves(8)), Window.BYTES, 0, Wanted.FINAL).get(0);
			assertArrayEquals(new float[] { -1, 1, -1, 1 }, f.patches(), 1e-5f);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "name: scale_linear|name: cellpose|cellpose", "axes: bcyx|axes: bcz|bcz",
		"source: ./weights.pt|source: ../other.pt|folder", "source: ./weights.pt|source: none.pt|missing", "torchscript:|keras_hdf5:|keras_hdf5",
		"sha256: null|sha256: 00ff|damaged", "type: model|type: &anchor model|line 3", "inputs:|inputs: 3|understood" })
	void whatIsNotKnownIsRefused(final String from, final String to, final String reason) throws IOException {
		final Path bad = pack(OLD.replace(from, to));
		final Refusal refusal = assertThrows(Refusal.class, () -> FileEncoder.open(bad, ComputeDevice.cpu(), 1));
		assertTrue(refusal.getMessage().contains(reason) && refusal.getMessage().contains(reason.equals("damaged") ? "weights.pt" : "rdf.yaml"),
			refusal.getMessage());
	}

	@Test
	void stepsAreThoseOfTheSpecification() throws IOException {
		final Planes picture = new Planes(new float[] { 0, 1, 2, 3, 4, 5, 6, 107 }, 2, 2, 2);
		assertArrayEquals(new float[] { 0, 1 / 3f, 2 / 3f, 1 }, head(step("{name: scale_range, kwargs: {axes: xy}}", picture)), 1e-5f);
		assertArrayEquals(new float[] { 1, 1, 2, 2 }, head(step("{name: clip, kwargs: {min: 1, max: 2}}", picture)), 0);
		assertArrayEquals(new float[] { -1, -0.5f, 0, 0.5f }, head(step("{id: fixed_zero_mean_unit_variance, kwargs: {mean: [2, 0], std: [2, 1]}}",
			picture)), 0);
		assertEquals(0.5f, step("{name: sigmoid}", picture).data()[0]);
		assertEquals(107, step("{id: ensure_dtype, kwargs: {dtype: float32}}", picture).data()[7]);
	}

	private static Planes step(final String text, final Planes picture) throws IOException {
		return Operation.of(Yaml.parse("[" + text + "]"), "test").get(0).apply(picture);
	}

	private static float[] head(final Planes picture) {
		return Arrays.copyOf(picture.data(), 4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a: 1\n b: 2", "a: [1, 2", "a: 1\na: 2", "- a\nb: 1", "a: *x" })
	void yamlThatIsNotKnownIsAnError(final String text) {
		assertThrows(IOException.class, () -> Yaml.parse(text));
	}

	@Test
	void yamlIsReadAsItStands() throws IOException {
		assertEquals(JsonParser.parseString("{\"a\":{\"b\":[1.0,\"two words\",{\"c\":true,\"d\":null}],\"e\":\"x # y\"},\"f\":\"l1\\nl2\"," +
			"\"g\":[[1.0,2.0],[]]}").toString().replace(".0", ""), Yaml.parse("""
				a:
				  b:
				    - 1
				    - two
				      words
				    - c: true   # comment
				      d:
				  e: 'x # y'
				f: |
				  l1
				  l2
				g:
				- [1,
				   2]
				- []
				""").toString().replace(".0", ""));
	}
}
