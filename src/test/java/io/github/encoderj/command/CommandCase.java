package io.github.encoderj.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.DenseDecoder;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;

/**
 * How {@link EveryCommandTest} calls a command. {@code {inputs}} stands for a folder with the files of {@link #writeInputs},
 * {@code {folder}} for an empty one.
 *
 * @param label as in the menu
 * @param options that it takes, in order
 * @param files keys that name an image file
 * @param refused further values that it must refuse, for each key
 * @param outputs names of the files that it writes into {@code {folder}}
 */
record CommandCase(String label, Map<String, String> options, List<String> files, Map<String, List<String>> refused,
	List<String> outputs)
{

	/** Files that no command can read as an image. */
	static final List<String> BAD_FILES = List.of("missing.tif", "empty.tif", "truncated.tif", "text.tif", "text.h5");

	/** Files that are no heads of affinities on an encoder that is there. */
	private static final List<String> HEADS = List.of("", "{inputs}/other encoder.safetensors", "{inputs}/other weights.safetensors",
		"{inputs}/other type.safetensors", "{inputs}/truncated.safetensors");

	/** A folder of a PET and a CT series. */
	private static final String DICOM = "src/test/resources/dicom/mixed";

	private static final int SIDE = 24;
	private static final int DEPTH = 6;

	/** Every command of the suite. */
	static List<CommandCase> all() {
		return List.of( //
			new CommandCase("Compare Segmentations...", options("truth", "{inputs}/labels.tif", "segmentation", "{inputs}/segments.tif", "output",
				"{folder}/scores.csv"), List.of("truth", "segmentation"), Map.of("truth", List.of("{inputs}/small.tif", "{inputs}/zero.tif",
					"{inputs}/fractions.tif", "{inputs}/nan.tif"), "segmentation", List.of("{inputs}/small.tif", "{inputs}/fractions.tif",
						"{inputs}/nan.tif")), List.of("scores.csv")), //
			new CommandCase("EncoderJ Neurites", Map.of(), List.of(), Map.of(), List.of()), //
			new CommandCase("Train Affinities...", options("input", "{inputs}/raw.tif", "labels", "{inputs}/labels.tif", "output",
				"{folder}/head.safetensors", "epochs", "1", "minutes", "0.01", "patch", "16"), List.of("input", "labels"), Map.of("input", List
					.of("{inputs}/small.tif", "{inputs}/nan.tif", "{inputs}/section.tif"), "labels", List.of("", "{inputs}/small.tif",
						"{inputs}/zero.tif", "{inputs}/ones.tif", "{inputs}/fractions.tif", "{inputs}/nan.tif"), "output", List.of(""), "encoder",
					List.of("resnet"), "validation", List.of("5", "6"), "device", List.of("tpu", "gpu77")), List.of("head.safetensors",
						"head_curve.csv")), //
			new CommandCase("Predict Affinities...", options("input", "{inputs}/raw.tif", "head", "{inputs}/head.safetensors", "output",
				"{folder}/affinities.tif"), List.of("input", "head"), Map.of("input", List.of("{inputs}/nan.tif"), "head", HEADS, "encoder", List
					.of("resnet"), "device", List.of("tpu", "gpu77")), List.of("affinities.tif", "affinities.csv")), //
			new CommandCase("Agglomerate Affinities...", options("input", "{inputs}/affinities.tif", "truth", "{inputs}/labels.tif", "thresholds",
				"0.3,0.5", "output", "{folder}/neurons.tif"), List.of("input", "truth"), Map.of("input", List.of("{inputs}/raw.tif",
					"{inputs}/nan.tif"), "truth", List.of("{inputs}/small.tif", "{inputs}/zero.tif", "{inputs}/fractions.tif", "{inputs}/nan.tif"),
					"thresholds", List.of("", "abc", "0.1:0.9", "0.9:0.1:0.1", "NaN"), "score", List.of("", "1 - median", "mean("), "low", List.of(
						"1")), List.of("neurons_0.30.tif", "neurons_0.50.tif", "neurons.csv")), //
			new CommandCase("Convert to SUV...", options("input", DICOM, "output", "{folder}/suv.nii.gz"), List.of("input"), Map.of("input", List
				.of("", "{inputs}", DICOM + ":/1.2.826.0.1.3680043.8.498.1.2", "src/test/resources/dicom/tilted")), List.of("suv.nii.gz",
					"suv.csv")), //
			new CommandCase("Resample to Reference...", options("input", DICOM + ":/1.2.826.0.1.3680043.8.498.1.2", "reference", DICOM +
				":/1.2.826.0.1.3680043.8.498.1.1", "output", "{folder}/ct.nii.gz"), List.of("input", "reference"), Map.of("reference", List.of("",
					"{inputs}/raw.tif"), "input", List.of("{inputs}/raw.tif")), List.of("ct.nii.gz")), //
			new CommandCase("Segment Neurons...", options("input", "{inputs}/raw.tif", "head", "{inputs}/head.safetensors", "output",
				"{folder}/neurons.tif"), List.of("input", "head"), Map.of("input", List.of("{inputs}/nan.tif"), "head", HEADS, "encoder", List.of(
					"resnet"), "device", List.of("tpu", "gpu77"), "score", List.of("", "1 - median")), List.of("neurons.tif", "neurons.csv")));
	}

	private static Map<String, String> options(final String... keysAndValues) {
		final Map<String, String> options = new LinkedHashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) options.put(keysAndValues[i], keysAndValues[i + 1]);
		return options;
	}

	/** Writes the good and the bad files that the cases name. */
	static void writeInputs(final Path folder) throws IOException {
		final int[] labels = new int[SIDE * SIDE * DEPTH];
		final int[] segments = new int[labels.length];
		final float[] raw = new float[labels.length];
		for (int i = 0; i < labels.length; i++) {
			final int x = i % SIDE;
			final int y = i / SIDE % SIDE;
			labels[i] = 1 + x / 8 + 3 * (y / 8);
			segments[i] = labels[i] + (x > 20 ? 9 : 0);
			raw[i] = x % 8 == 0 || y % 8 == 0 ? 60 : 150 + i * 31 % 17;
		}
		write(folder, "labels", Volume.ofLabels(labels, SIDE, SIDE, DEPTH, geometry(), "labels"));
		write(folder, "segments", Volume.ofLabels(segments, SIDE, SIDE, DEPTH, geometry(), "segments"));
		write(folder, "zero", Volume.ofLabels(new int[labels.length], SIDE, SIDE, DEPTH, geometry(), "zero"));
		final int[] ones = new int[labels.length];
		Arrays.fill(ones, 1);
		write(folder, "ones", Volume.ofLabels(ones, SIDE, SIDE, DEPTH, geometry(), "ones"));
		write(folder, "raw", volume(raw, DEPTH));
		write(folder, "section", volume(Arrays.copyOf(raw, SIDE * SIDE), 1));
		write(folder, "small", Volume.ofLabels(new int[] { 1, 2, 3, 4 }, 2, 2, 1, geometry(), "small"));
		final float[] fractions = raw.clone();
		fractions[7] = 1.5f;
		write(folder, "fractions", volume(fractions, DEPTH));
		final float[] nan = raw.clone();
		nan[7] = Float.NaN;
		write(folder, "nan", volume(nan, DEPTH));
		writeHeads(folder);
		final float[] affinities = new float[3 * raw.length];
		for (int i = 0; i < affinities.length; i++) affinities[i] = raw[i % raw.length] == 60 ? 0.1f : 0.9f;
		write(folder, "affinities", Volume.of(affinities, SIDE, SIDE, DEPTH, 3, geometry(), "affinities"));
		final byte[] whole = Files.readAllBytes(folder.resolve("raw.tif"));
		Files.write(folder.resolve("truncated.tif"), Arrays.copyOf(whole, whole.length / 3));
		Files.write(folder.resolve("empty.tif"), new byte[0]);
		Files.writeString(folder.resolve("text.tif"), "This is no image.\n");
		Files.writeString(folder.resolve("text.h5"), "This is no image either.\n");
	}

	/** An untrained head, and heads that do not fit. */
	private static void writeHeads(final Path folder) throws IOException {
		final Map<String, String> metadata = Head.of(AffinityTraining.encoder(), "test");
		final int width = AffinityTraining.encoder().width();
		final float[] mean = new float[width];
		final float[] deviation = new float[width];
		Arrays.fill(deviation, 1);
		final ImageStatistics statistics = new ImageStatistics(new double[] { 4, 4, 40 }, "nm", 130, 40, mean, deviation);
		final List<Tensor> weights = DenseDecoder.random(width, 3, new int[] { 4, 4, 4 }, 1);
		final Head head = new Head(AffinityTraining.TYPE, metadata, weights, statistics);
		head.write(folder.resolve("head.safetensors"));
		head.with("encoder", "dinov9").write(folder.resolve("other encoder.safetensors"));
		head.with("encoder_sha256", "0".repeat(64)).write(folder.resolve("other weights.safetensors"));
		new Head("slides", metadata, weights, statistics).write(folder.resolve("other type.safetensors"));
		final byte[] whole = Files.readAllBytes(folder.resolve("head.safetensors"));
		Files.write(folder.resolve("truncated.safetensors"), Arrays.copyOf(whole, whole.length / 2));
	}

	private static Volume<?> volume(final float[] values, final int depth) {
		return Volume.of(values, SIDE, SIDE, depth, geometry(), "values");
	}

	private static Geometry geometry() {
		return Geometry.spacing(4, 4, 40, "nm");
	}

	private static void write(final Path folder, final String name, final Volume<?> volume) {
		ImageFiles.write(volume, folder.resolve(name + ".tif"));
	}
}
