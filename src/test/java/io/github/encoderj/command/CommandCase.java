package io.github.encoderj.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.encoderj.base.Progress;
import io.github.encoderj.cxr.RadiographHead;
import io.github.encoderj.cxr.SmallRadiographs;
import io.github.encoderj.cxr.segmentation.RadiographSegmentation;
import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.encoder.Catalogue;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.Normalisation;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.BagTasks;
import io.github.encoderj.learn.DenseDecoder;
import io.github.encoderj.learn.GatedAttention;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.decoder.PlaneDecoder;
import io.github.encoderj.learn.decoder.PlaneHead;
import io.github.encoderj.sample.SyntheticSlide;
import io.github.encoderj.wsi.classify.FeatureFiles;
import io.github.encoderj.wsi.classify.SlideTraining;
import io.github.encoderj.learn.VolumeDecoder;
import io.github.encoderj.volume.segmentation.SegmentationTraining;

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

	/** Radiographs with their truth. */
	private static final String RADIOGRAPHS = "test-images/radiographs";

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
			new CommandCase("Show Tiles...", options("input", "{inputs}/slide.ome.tif", "mask", "{inputs}/slide.geojson", "tile", "64",
				"output", "{folder}/sheet.png"), List.of("input", "mask"), Map.of("input", List.of("", "{inputs}/raw.tif"), "mask", List.of(
					"{inputs}/text.geojson"), "overlap", List.of("64"), "micrometres", List.of("0.01")), List.of("sheet.png", "sheet.csv")), //
			new CommandCase("Encode Slides...", options("input", "{inputs}/slide.ome.tif", "mask", "{inputs}/slide.geojson", "tile", "64",
				"output", "{folder}"), List.of("input", "mask"), Map.of("input", List.of("", "{inputs}/raw.tif", "{inputs}/preferences"), "mask", List.of(
					"{inputs}/text.geojson", "{inputs}/preferences"), "overlap", List.of("64"), "micrometres", List.of("0.01"), "encoder", List.of(
						"", "resnet", "{inputs}"), "pooling", List.of("cls"), "resolution", List.of("8"), "device", List.of("tpu", "gpu77"), "output",
					List.of("")), List.of("slide.h5", "encoding.csv")), //
			new CommandCase("Train Slide Classifier...", options("input", "{inputs}/bags", "labels", "{inputs}/slides.csv", "output",
				"{folder}/slides.safetensors", "folds", "2", "epochs", "1", "bootstrap", "10"), List.of("input", "labels"), Map.of("input", List.of("",
					"{inputs}/preferences"), "labels", List.of("", "{inputs}/scores.csv"), "columns", List.of("nocolumn"), "group", List.of(
						"clinic"), "folds", List.of("50"), "output", List.of(""), "device", List.of("tpu", "gpu77"), "rate", List.of("0")), List.of(
							"slides.safetensors", "slides_scores.csv", "slides_predictions.csv", "slides_curve.csv", "slides_roc.png")), //
			new CommandCase("Classify Slides...", options("input", "{inputs}/bags", "head", "{inputs}/slides.safetensors", "output",
				"{folder}/classes.csv"), List.of("input", "head"), Map.of("input", List.of("", "{inputs}/preferences", "{inputs}/other width.h5",
					"{inputs}/other weights.h5"), "head", List.of("", "{inputs}/head.safetensors", "{inputs}/truncated.safetensors"), "device", List
						.of("tpu", "gpu77")), List.of("classes.csv")), //
			new CommandCase("Slide Attention Map...", options("input", "{inputs}/slide.ome.tif", "features", "{inputs}/bags/s1.h5", "head",
				"{inputs}/slides.safetensors", "mask", "{inputs}/slide.geojson", "output", "{folder}/map.ome.tif"), List.of("input", "features",
					"head", "mask"), Map.of("input", List.of("", "{inputs}/raw.tif"), "features", List.of("", "{inputs}/bags"), "head", List.of("",
						"{inputs}/head.safetensors", "{inputs}/mean.safetensors"), "label", List.of("nobody"), "mask", List.of(
							"{inputs}/text.geojson"), "device", List.of("tpu", "gpu77")), List.of("map.ome.tif", "map_tiles.csv", "map_tiles.png")), //
			new CommandCase("EncoderJ Neurites", Map.of(), List.of(), Map.of(), List.of()), //
			new CommandCase("EncoderJ Slide...", options("output", "{folder}/slide.ome.tif", "folder", "{folder}/slides", "number", "2"), List.of(),
				Map.of("folder", List.of("{inputs}", "{inputs}/none/set")), List.of("slide.ome.tif", "slide-truth.tif", "slides/labels.csv",
					"slides/images/s2.ome.tif")), //
			new CommandCase("EncoderJ Radiographs", options("number", "2", "size", "32", "output", "{folder}/set"), List.of(), Map.of("output",
				List.of("{inputs}")), List.of("set/labels.csv", "set/images/p0001_1.tif", "set/findings/p0002_1.png")), //
			new CommandCase("EncoderJ PET/CT", options("number", "2", "output", "{folder}/patients"), List.of(), Map.of("output", List.of("{inputs}")),
				List.of("patients/p1/pet.nii.gz", "patients/p2/lesions.nii.gz")), //
			new CommandCase("Start...", Map.of(), List.of(), Map.of(), List.of()), //
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
			new CommandCase("Merge Labels...", options("input", "{inputs}/labels.tif", "points", "1,1,1;20,1,1", "list", "{folder}/list.csv", "output",
				"{folder}/merged.tif"), List.of("input"), Map.of("points", List.of("", "1,1", "1,1,1", "1,1,1;2,1,1", "1,1,1;99,1,1", "a,b,c"), "list",
					List.of("{inputs}/scores.csv")), List.of("merged.tif", "list.csv")), //
			new CommandCase("Split Label...", options("input", "{inputs}/labels.tif", "points", "1,1,1;5,5,4", "list", "{folder}/list.csv", "output",
				"{folder}/split.tif"), List.of("input"), Map.of("points", List.of("", "1,1", "1,1,1", "1,1,1;20,1,1", "1,1,1;99,1,1", "1,1,1;1,1,1"),
					"list", List.of("{inputs}/scores.csv")), List.of("split.tif", "list.csv")), //
			new CommandCase("Label Overlay...", options("input", "{inputs}/raw.tif", "labels", "{inputs}/labels.tif", "output",
				"{folder}/overlay.png"), List.of("input", "labels"), Map.of("labels", List.of("", "{inputs}/small.tif", "{inputs}/fractions.tif")),
				List.of("overlay.png")), //
			new CommandCase("Affinity Protocol...", options("input", "{inputs}/protocol.csv", "seeds", "1", "epochs", "1", "minutes", "0.01", "patch",
				"16", "validation", "2", "average", "false", "output", "{folder}/protocol"), List.of(), Map.of("input", List.of("", "{inputs}/none",
					"{inputs}/scores.csv"), "encoders", List.of("", "resnet"), "output", List.of("", "{inputs}/raw.tif"), "device", List.of("tpu",
						"gpu77")), List.of("protocol/scores.csv", "protocol/small_filterbank_1.tif", "protocol/small_filterbank_1_overlay.png",
							"protocol/small_filterbank_1_features.png", "protocol/small_filterbank_1_affinities.png")), //
			new CommandCase("Convert to SUV...", options("input", DICOM, "output", "{folder}/suv.nii.gz"), List.of("input"), Map.of("input", List
				.of("", "{inputs}", DICOM + ":/1.2.826.0.1.3680043.8.498.1.2", "src/test/resources/dicom/tilted")), List.of("suv.nii.gz",
					"suv.csv")), //
			new CommandCase("Resample to Reference...", options("input", DICOM + ":/1.2.826.0.1.3680043.8.498.1.2", "reference", DICOM +
				":/1.2.826.0.1.3680043.8.498.1.1", "output", "{folder}/ct.nii.gz"), List.of("input", "reference"), Map.of("reference", List.of("",
					"{inputs}/raw.tif"), "input", List.of("{inputs}/raw.tif")), List.of("ct.nii.gz")), //
			new CommandCase("Volume Projections...", options("input", "{inputs}/raw.tif", "labels", "{inputs}/labels.tif", "output",
				"{folder}/mip.png"), List.of("input", "labels"), Map.of("labels", List.of("{inputs}/affinities.tif", "{inputs}/fractions.tif"), "views",
					List.of("", "top", "axial,"), "window", List.of("5", "2..1"), "input", List.of("{inputs}/affinities.tif")), List.of("mip.png")), //
			new CommandCase("Volume PCA...", options("input", "{inputs}/raw.tif", "encoder", TINY, "window", "0..255", "resolution", "64",
				"orientation", "coronal", "output", "{folder}/scan.png"), List.of("input"), Map.of("encoder", List.of("", "resnet", "{inputs}"),
					"device", List.of("tpu", "gpu77"), "window", List.of("", "1", "0..1,0..1"), "input", List.of("{inputs}/affinities.tif")), List.of("scan.png")), //
			new CommandCase("Encode Volumes...", options("input", "{inputs}/raw.tif", "window", "0..255", "output", "{folder}/volumes.h5"), List
				.of("input"), Map.of("encoder", List.of("", "resnet", "{inputs}"), "output", List.of(""), "rescale", List.of("{inputs}/missing.csv", "{inputs}/scores.csv"), "device", List.of("tpu", "gpu77"),
					"window", List.of("", "1", "3..2", "0..1,0..1,0..1"), "resolution", List.of("64")), List.of("volumes.h5", "volumes.csv")), //
			new CommandCase("Classify Volumes...", options("input", "{inputs}/volumes.h5", "labels", "{inputs}/findings.csv", "folds", "2", "setting",
				"0.1", "bootstrap", "10", "output", "{folder}/findings.csv"), List.of("input", "labels"), Map.of("input", List.of("",
					"{inputs}/truncated.h5"), "labels", List.of("", "{inputs}/scores.csv"), "findings", List.of("bird"), "group", List.of("clinic"),
					"folds", List.of("1", "9", "0"), "setting", List.of("a", "0", "1,2,"), "threshold", List.of("best"), "validation", List.of("0")),
				List.of("findings.csv", "findings_probabilities.csv")), //
			new CommandCase("Train Volume Segmentation...", options("pet", "{inputs}/raw.tif", "labels", "{inputs}/labels.tif", "output",
				"{folder}/head.safetensors", "epochs", "1", "minutes", "0.01", "crop", "16", "batch", "1", "folds", "0"), List.of("ct", "pet",
					"labels"), refused("input", List.of("{inputs}/none"), "pet", List.of("", "{inputs}/nan.tif", "{inputs}/small.tif"), "labels", List.of(
						"", "{inputs}/small.tif", "{inputs}/zero.tif", "{inputs}/fractions.tif", "{inputs}/nan.tif"), "output", List.of(""), "encoder",
				List.of("resnet"), "slices", List.of("2", "3"), "folds", List.of("2"), "crop", List.of("18"), "rate", List.of("0"), "voxel", List.of(
					"-1"), "device", List.of("tpu", "gpu77")), List.of("head.safetensors", "head_curve.csv")), //
			new CommandCase("Segment Volumes...", options("pet", "{inputs}/raw.tif", "labels", "{inputs}/labels.tif", "head",
				"{inputs}/volume head.safetensors", "output", "{folder}/lesions.nii.gz"), List.of("pet", "labels"), Map.of("pet", List.of(
					"{inputs}/nan.tif"), "head", List.of("", "{inputs}/head.safetensors", "{inputs}/truncated.safetensors",
						"{inputs}/volume other.safetensors"), "labels", List.of("{inputs}/small.tif", "{inputs}/fractions.tif"), "device", List.of(
							"tpu", "gpu77"), "minvolume", List.of("1")), List.of("lesions.nii.gz", "lesions.csv")), //
			new CommandCase("Segment Neurons...", options("input", "{inputs}/raw.tif", "head", "{inputs}/head.safetensors", "output",
				"{folder}/neurons.tif"), List.of("input", "head"), Map.of("input", List.of("{inputs}/nan.tif"), "head", HEADS, "encoder", List.of(
					"resnet"), "device", List.of("tpu", "gpu77"), "score", List.of("1 - median")), List.of("neurons.tif", "neurons.csv")), //
			new CommandCase("Train Radiograph Classifier...", radiographs("resolution", "16", "seeds", "1", "epochs", "2", "bootstrap", "0", "output",
				"{folder}/findings.safetensors"), List.of(), badRadiographs("rates", List.of("", "fast", "-1"), "strengths", List.of("", "0"),
					"neighbours", List.of("", "0", "x"), "split", List.of("", "7:3", "0:1:1"), "testlist", List.of("{inputs}/none.txt"), "threshold",
					List.of("", "best"), "folds", List.of("1", "99"), "finetune", List.of("some", "2")), List.of("findings.safetensors", "findings.csv", "findings_test.csv")), //
			new CommandCase("Classify Radiographs...", options("input", "{inputs}/radiographs/images", "head", "{inputs}/findings.safetensors",
				"output", "{folder}/findings.csv"), List.of("input"), Map.of("head", HEADS, "device", List.of("tpu"), "encoder", List.of("resnet",
					TINY)), List.of("findings.csv")), //
			new CommandCase("Sweep Radiographs...", radiographs("over", "resolution", "values", "16,20", "methods", "logistic", "bootstrap", "0",
				"output", "{folder}/sweep.csv"), List.of(), badRadiographs("values", List.of("", "wide", "0"), "methods", List.of("", "svm"), "rates",
					List.of("fast"), "split", List.of("7:3"), "finetune", List.of("some")), List.of("sweep.csv", "sweep.png")), //
			new CommandCase("Study Radiograph Metadata...", radiographs("resolution", "16", "folds", "2", "bootstrap", "0", "output",
				"{folder}/metadata.csv"), List.of(), badRadiographs("ages", List.of("", "old"), "strengths", List.of("0")), List.of(
					"metadata.csv")), //
			new CommandCase("Train Radiograph Segmentation...", options("input", RADIOGRAPHS + "/images", "masks", RADIOGRAPHS + "/structures",
				"structures", "right_lung,left_lung,heart", "patients", RADIOGRAPHS + "/labels.csv", "resolution", "16", "channels", "8", "epochs",
				"1", "decoder", "linear", "output", "{folder}/lungs.safetensors"), List.of("input", "masks", "patients"), Map.of("masks", List.of("",
					"{inputs}"), "structures", List.of("", "lung", "a,a"), "encoder", List.of("", "resnet"), "channels", List.of("12"), "output", List.of(
						""), "device", List.of("tpu", "gpu77")), List.of("lungs.safetensors", "lungs_curve.csv", "lungs_dice.csv")), //
			new CommandCase("Segment Radiographs...", options("input", "{inputs}/section.tif", "head", "{inputs}/structures.safetensors", "output",
				"{folder}/segmented"), List.of("input", "head"), Map.of("input", List.of("{inputs}/raw.tif", "{inputs}/nan.tif"), "head", List.of("",
					"{inputs}/head.safetensors"), "encoder", List.of("resnet", TINY), "device", List.of("tpu", "gpu77")), List.of(
						"segmented/labels/section.png", "segmented/overlays/section.png", "segmented/structures.csv")), //
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
				"y", "4,5", "output", "{folder}/map.tif", "figure", "{folder}/map.png"), List.of("input", "target"), Map.of("figure", List.of(
					"{folder}/map.jpg"), "encoder", ENCODERS, "device", List.of("tpu",
					"gpu77"), "x", List.of("", "a", "3", "3,99"), "y", List.of("", "-1,2", "4,24"), "input", List.of("{inputs}/raw.tif"), "target",
					List.of("{inputs}/raw.tif")), List.of("map.tif", "map.png")), //
			new CommandCase("Attention Maps...", options("input", "{inputs}/section.tif", "encoder", TINY, "resolution", "64", "heads", "1,3",
				"output", "{folder}/attention.tif"), List.of("input"), Map.of("encoder", List.of("", "filterbank", "resnet", CONVOLUTIONS),
					"device", List.of("tpu", "gpu77"), "heads", List.of("0", "5", "one"), "layer", List.of("4"), "input", List.of(
						"{inputs}/raw.tif")), List.of("attention.tif")));
	}

	/** Options of a command that learns from the small radiographs. */
	private static Map<String, String> radiographs(final String... more) {
		final Map<String, String> options = options("input", "{inputs}/radiographs/images", "labels", "{inputs}/radiographs/labels.csv",
			"features", "{folder}/kept");
		options.putAll(options(more));
		return options;
	}

	/** What such a command refuses, and more: keys and lists of values. */
	private static Map<String, List<String>> badRadiographs(final Object... more) {
		final Map<String, List<String>> refused = new LinkedHashMap<>(Map.of("input", List.of("", "{inputs}/none", "{inputs}/zero.tif"), "labels",
			List.of("", "{inputs}/none.csv", "{inputs}/truth.csv", "{inputs}/text.tif"), "findings", List.of("Flu"), "group", List.of("clinic"),
			"encoder", List.of("", "resnet", "{inputs}")));
		refused.putAll(refused(more));
		return refused;
	}

	/** Keys and lists of values that are refused. */
	private static Map<String, List<String>> refused(final Object... keysAndValues) {
		final Map<String, List<String>> refused = new LinkedHashMap<>();
		for (int i = 0; i < keysAndValues.length; i += 2) {
			@SuppressWarnings("unchecked")
			final List<String> values = (List<String>) keysAndValues[i + 1];
			refused.put(keysAndValues[i].toString(), values);
		}
		return refused;
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
		writeSlides(folder);
		writeVolumeHeads(folder);
		writeTables(folder);
		SmallRadiographs.write(folder.resolve("radiographs"), 24, 20);
		RadiographHead.write(folder.resolve("findings.safetensors"));
		final float[] affinities = new float[3 * raw.length];
		for (int i = 0; i < affinities.length; i++) affinities[i] = raw[i % raw.length] == 60 ? 0.1f : 0.9f;
		write(folder, "affinities", Volume.of(affinities, SIDE, SIDE, DEPTH, 3, geometry(), "affinities"));
		final byte[] whole = Files.readAllBytes(folder.resolve("raw.tif"));
		Files.write(folder.resolve("truncated.tif"), Arrays.copyOf(whole, whole.length / 3));
		Files.write(folder.resolve("empty.tif"), new byte[0]);
		Files.writeString(folder.resolve("text.tif"), "This is no image.\n");
		Files.writeString(folder.resolve("text.geojson"), "{\"type\": 3, ");
		new SyntheticSlide(600, 512, 0.1, 1).write(folder.resolve("slide.ome.tif"), Progress.NONE);
		Files.writeString(folder.resolve("slide.geojson"), "{\"type\":\"Polygon\",\"coordinates\":[[[90,80],[400,80],[400,300],[90,80]]]}");
		Files.writeString(folder.resolve("text.h5"), "This is no image either.\n");
	}

	/** True classes and scores of four cases, and tables that do not fit. */
	private static void writeTables(final Path folder) throws IOException {
		final String header = "case,cat,dog\n";
		Files.writeString(folder.resolve("truth.csv"), "case,patient,cat,dog\na,p,1,0\nb,p,0,1\nc,q,1,0\nd,q,0,1\n");
		Files.writeString(folder.resolve("protocol.csv"), "name,train_image,train_labels,train_sections,test_image,test_labels,test_sections\n" +
			"small,raw.tif,labels.tif,first 4,raw.tif,labels.tif,last 2\n");
		Files.writeString(folder.resolve("scores.csv"), header + "a,0.9,0.1\nb,0.4,0.6\nc,0.3,0.7\nd,0.2,0.8\n");
		Files.writeString(folder.resolve("others.csv"), header + "a,0.8,0.2\nb,0.9,0.1\nc,0.6,0.4\nd,0.3,0.7\n");
		Files.writeString(folder.resolve("findings.csv"), "scan,patient,nodule\na,p,1\nb,q,0\nc,r,1\nd,s,0\ne,t,1\nf,u,0\n");
		final FeatureStore volumes = FeatureStore.open(folder.resolve("volumes.h5"), new FeatureStore.Key("filterbank", "0", "none", 0, "mean"),
			true);
		for (int i = 0; i < 6; i++) volumes.add("abcdef".charAt(i) + ".nii.gz", new float[] { i % 2, i, 1 });
		volumes.write();
		final byte[] features = Files.readAllBytes(folder.resolve("volumes.h5"));
		Files.write(folder.resolve("truncated.h5"), Arrays.copyOf(features, features.length / 2));
		Files.writeString(folder.resolve("two.csv"), header + "a,2,0\nb,0,1\nc,1,0\nd,0,1\n");
		Files.writeString(folder.resolve("truth nan.csv"), header + "a,yes,0\nb,0,1\nc,1,0\nd,0,1\n");
		Files.writeString(folder.resolve("scores nan.csv"), header + "a,NaN,0.1\nb,0.4,0.6\nc,0.3,0.7\nd,0.2,0.8\n");
		Files.writeString(folder.resolve("scores text.csv"), header + "a,high,0.1\nb,0.4,0.6\nc,0.3,0.7\nd,0.2,0.8\n");
		Files.writeString(folder.resolve("scores fewer.csv"), header + "a,0.9,0.1\nb,0.4,0.6\nc,0.3,0.7\n");
	}

	/** Features of eight slides with their labels, an untrained head for them, and what does not fit it. */
	private static void writeSlides(final Path folder) throws IOException {
		final String sha256 = "ab".repeat(32);
		final int width = 5;
		Files.createDirectories(folder.resolve("bags"));
		Files.writeString(folder.resolve("slides.csv"), FeatureFiles.cohort(folder.resolve("bags"), 8, 20, width, sha256));
		FeatureFiles.write(folder.resolve("other width.h5"), new float[2][9], new long[2][2], 64, sha256);
		FeatureFiles.write(folder.resolve("other weights.h5"), new float[2][width], new long[2][2], 64, "cd".repeat(32));
		final Map<String, String> metadata = Map.of("encoder", "tiny", "encoder_sha256", sha256, "preprocessing", "none", "version", "test",
			"tasks", new BagTasks(List.of("odd"), false).toText(), "pooling", "attention");
		final float[] ones = new float[width];
		Arrays.fill(ones, 1);
		final Head head = new Head(SlideTraining.TYPE, metadata, GatedAttention.random(width, 2, 1, false, 1), new ImageStatistics(new double[] {
			1, 1, 1 }, "pixel", 0, 1, new float[width], ones));
		head.write(folder.resolve("slides.safetensors"));
		head.with("pooling", "mean").write(folder.resolve("mean.safetensors"));
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
		writeStructuresHead(folder);
		final byte[] whole = Files.readAllBytes(folder.resolve("head.safetensors"));
		Files.write(folder.resolve("truncated.safetensors"), Arrays.copyOf(whole, whole.length / 2));
	}

	/** An untrained head that segments two structures on the filter bank. */
	private static void writeStructuresHead(final Path folder) throws IOException {
		final Map<String, String> metadata = Head.of(new FilterBank(), "test");
		final int width = new FilterBank().width() + 2;
		Map.of("decoder", "linear", "structures", "lung|heart", "exclusive", "true", "resolution", "16", "features", "" + width, "blocks", "1",
			"doublings", "0", "channels", "8").forEach((key, value) -> metadata.put("setting." + key, value));
		final float[] ones = new float[width];
		Arrays.fill(ones, 1);
		new Head(RadiographSegmentation.TYPE, metadata, PlaneDecoder.random(PlaneHead.LINEAR, new PlaneHead.Shape(width, 1, 0, 8, 3), 1),
			new ImageStatistics(new double[] { 1, 1, 1 }, "pixel", 0, 1, new float[width], ones)).write(folder.resolve("structures.safetensors"));
	}

	/** An untrained head for PET, and one of an encoder that is not here. */
	private static void writeVolumeHeads(final Path folder) {
		final FilterBank bank = new FilterBank(Normalisation.parse("fixed 0.0 1.0"));
		final Map<String, String> metadata = Head.of(bank, "test");
		metadata.putAll(Map.of("modalities", "PET", "skips", "raw", "setting.voxel", "8", "setting.unit", "nm", "setting.crop", "16"));
		final ImageStatistics statistics = new ImageStatistics(new double[] { 8, 8, 8 }, "nm", 0, 1, new float[3], new float[] { 1, 1,
			1 });
		final Head head = new Head(SegmentationTraining.TYPE, metadata, VolumeDecoder.random(3, 0, 2, new int[] { 4, 4, 4 }, 1), statistics);
		head.write(folder.resolve("volume head.safetensors"));
		head.with("encoder", "dinov9").write(folder.resolve("volume other.safetensors"));
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
