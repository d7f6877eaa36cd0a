package io.github.encoderj.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.encoderj.base.Progress;
import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.encoder.Catalogue;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.DenseDecoder;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.sample.SyntheticSlide;

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

	private static final String TINY = "src/test/resources/encoders/golden/models/dinov3-vit-tiny";
	private static final String CONVOLUTIONS = "src/test/resources/encoders/golden/models/convnext-tiny";

	/** What is no encoder of pictures. */
	private static final List<String> ENCODERS = List.of("", "filterbank", "resnet", "{inputs}");

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
			new CommandCase("Compare Masks...", options("truth", "{inputs}/labels.tif", "segmentation", "{inputs}/segments.tif", "output",
				"{folder}/masks.csv", "lesions", "coverage"), List.of("truth", "segmentation"), Map.of("truth", List.of("", "{inputs}/small.tif",
					"{inputs}/fractions.tif", "{inputs}/nan.tif"), "segmentation", List.of("{inputs}/small.tif", "{inputs}/fractions.tif",
						"{inputs}/nan.tif", "{inputs}/finer.tif"), "labels", List.of("0", "abc", "1,-2")), List.of("masks.csv")), //
			new CommandCase("Score Classification...", options("truth", "{inputs}/truth.csv", "scores", "{inputs}/scores.csv", "threshold",
				"youden", "validationtruth", "{inputs}/truth.csv", "validationscores", "{inputs}/others.csv", "compare", "{inputs}/others.csv",
				"bootstrap", "20", "permutations", "20", "output", "{folder}/classes.csv"), List.of("truth", "scores", "compare",
					"validationtruth", "validationscores"), Map.of("truth", List.of("", "{inputs}/two.csv", "{inputs}/truth nan.csv"), "scores",
						List.of("", "{inputs}/scores nan.csv", "{inputs}/scores text.csv", "{inputs}/scores fewer.csv"), "group", List.of("clinic"),
						"threshold", List.of("", "best", "0.1,0.2,0.3", "recall x", "argmax 2"), "validationscores", List.of(""), "compare", List.of(
							"{inputs}/scores fewer.csv")), List.of("classes.csv", "classes_roc.png", "classes_pr.png", "classes_calibration.png",
								"classes_confusion.csv")), //
			new CommandCase("Find Tissue...", options("input", "{inputs}/slide.ome.tif", "preset", "biopsy", "output",
				"{folder}/tissue.geojson"), List.of("input", "mask"), Map.of("input", List.of("", "{inputs}/raw.tif"), "level", List.of("9"), "median",
					List.of("4"), "mask", List.of("{inputs}/text.geojson")), List.of("tissue.geojson", "tissue.csv")), //
			new CommandCase("EncoderJ Neurites", Map.of(), List.of(), Map.of(), List.of()), //
			new CommandCase("Train Affinities...", options("input", "{inputs}/raw.tif", "labels", "{inputs}/labels.tif", "output",
				"{folder}/head.safetensors", "epochs", "1", "minutes", "0.01", "patch", "16"), List.of("input", "labels"), Map.of("input", List
					.of("{inputs}/small.tif", "{inputs}/nan.tif", "{inputs}/section.tif"), "labels", List.of("", "{inputs}/small.tif",
						"{inputs}/zero.tif", "{inputs}/ones.tif", "{inputs}/fractions.tif", "{inputs}/nan.tif"), "output", List.of(""), "encoder",
					List.of("resnet"), "validation", List.of("5", "6"), "device", List.of("tpu", "gpu77"), "layers", List.of("last"), "cache", List.of(
						"{folder}/missing")), List.of("head.safetensors", "head_curve.csv")), //
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
					"resnet"), "device", List.of("tpu", "gpu77"), "score", List.of("1 - median")), List.of("neurons.tif", "neurons.csv")), //
			new CommandCase("Engine Setup...", Map.of(), List.of(), Map.of("install", List.of("{inputs}/missing.jar", "{inputs}/text.tif",
				"https://example.org/natives.jar")), List.of()), //
			new CommandCase("Manage Encoders...", options("add", TINY, "name", "tiny"), List.of(), Map.of("add", List.of("{inputs}/none",
				"{inputs}"), "name", List.of("two words", "filterbank"), "remove", List.of("nobody")), List.of()), //
			new CommandCase("Encode Images...", options("input", "{inputs}/section.tif", "encoder", TINY, "resolution", "64", "output",
				"{folder}/features.h5"), List.of("input"), Map.of("encoder", ENCODERS, "output", List.of(""), "device", List.of("tpu", "gpu77")),
				List.of("features.h5", "features.csv")), //
			new CommandCase("Feature PCA...", options("input", "{inputs}/raw.tif", "encoder", TINY, "resolution", "64", "output",
				"{folder}/pca.tif"), List.of("input"), Map.of("encoder", ENCODERS, "device", List.of("tpu", "gpu77")), List.of("pca.tif")), //
			new CommandCase("Landmark Similarity...", options("input", "{inputs}/section.tif", "encoder", TINY, "resolution", "64", "x", "3,20",
				"y", "4,5", "output", "{folder}/map.tif"), List.of("input", "target"), Map.of("encoder", ENCODERS, "device", List.of("tpu",
					"gpu77"), "x", List.of("", "a", "3", "3,99"), "y", List.of("", "-1,2", "4,24"), "input", List.of("{inputs}/raw.tif"), "target",
					List.of("{inputs}/raw.tif")), List.of("map.tif")), //
			new CommandCase("Attention Maps...", options("input", "{inputs}/section.tif", "encoder", TINY, "resolution", "64", "heads", "1,3",
				"output", "{folder}/attention.tif"), List.of("input"), Map.of("encoder", List.of("", "filterbank", "resnet", CONVOLUTIONS),
					"device", List.of("tpu", "gpu77"), "heads", List.of("0", "5", "one"), "layer", List.of("4"), "input", List.of(
						"{inputs}/raw.tif")), List.of("attention.tif")));
	}

	private static Map<String, String> options(final String... keysAndValues) {
		final Map<String, String> options = new LinkedHashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) options.put(keysAndValues[i], keysAndValues[i + 1]);
		return options;
	}

	/** Writes the good and the bad files that the cases name. */
	static void writeInputs(final Path folder) throws IOException {
		System.setProperty(Catalogue.FOLDER_PROPERTY, folder.resolve("preferences").toString());
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
		write(folder, "finer", Volume.ofLabels(segments, SIDE, SIDE, DEPTH, Geometry.spacing(2, 2, 20, "nm"), "finer"));
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
		writeTables(folder);
		final float[] affinities = new float[3 * raw.length];
		for (int i = 0; i < affinities.length; i++) affinities[i] = raw[i % raw.length] == 60 ? 0.1f : 0.9f;
		write(folder, "affinities", Volume.of(affinities, SIDE, SIDE, DEPTH, 3, geometry(), "affinities"));
		final byte[] whole = Files.readAllBytes(folder.resolve("raw.tif"));
		Files.write(folder.resolve("truncated.tif"), Arrays.copyOf(whole, whole.length / 3));
		Files.write(folder.resolve("empty.tif"), new byte[0]);
		Files.writeString(folder.resolve("text.tif"), "This is no image.\n");
		Files.writeString(folder.resolve("text.geojson"), "{\"type\": 3, ");
		new SyntheticSlide(600, 512, 0.1, 1).write(folder.resolve("slide.ome.tif"), Progress.NONE);
		Files.writeString(folder.resolve("text.h5"), "This is no image either.\n");
	}

	/** True classes and scores of four cases, and tables that do not fit. */
	private static void writeTables(final Path folder) throws IOException {
		final String header = "case,cat,dog\n";
		Files.writeString(folder.resolve("truth.csv"), "case,patient,cat,dog\na,p,1,0\nb,p,0,1\nc,q,1,0\nd,q,0,1\n");
		Files.writeString(folder.resolve("scores.csv"), header + "a,0.9,0.1\nb,0.4,0.6\nc,0.3,0.7\nd,0.2,0.8\n");
		Files.writeString(folder.resolve("others.csv"), header + "a,0.8,0.2\nb,0.9,0.1\nc,0.6,0.4\nd,0.3,0.7\n");
		Files.writeString(folder.resolve("two.csv"), header + "a,2,0\nb,0,1\nc,1,0\nd,0,1\n");
		Files.writeString(folder.resolve("truth nan.csv"), header + "a,yes,0\nb,0,1\nc,1,0\nd,0,1\n");
		Files.writeString(folder.resolve("scores nan.csv"), header + "a,NaN,0.1\nb,0.4,0.6\nc,0.3,0.7\nd,0.2,0.8\n");
		Files.writeString(folder.resolve("scores text.csv"), header + "a,high,0.1\nb,0.4,0.6\nc,0.3,0.7\nd,0.2,0.8\n");
		Files.writeString(folder.resolve("scores fewer.csv"), header + "a,0.9,0.1\nb,0.4,0.6\nc,0.3,0.7\n");
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
