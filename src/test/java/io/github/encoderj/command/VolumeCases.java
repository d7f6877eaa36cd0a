package io.github.encoderj.command;

import static io.github.encoderj.command.CommandCase.TINY;
import static io.github.encoderj.command.CommandCase.options;
import static io.github.encoderj.command.CommandCase.refused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.Normalisation;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.VolumeDecoder;
import io.github.encoderj.volume.segmentation.SegmentationTraining;

/** How {@link EveryCommandTest} calls the commands of the menu Volumes, and the heads and features that they are given. */
final class VolumeCases {

	/** A folder of a PET and a CT series. */
	private static final String DICOM = "src/test/resources/dicom/mixed";

	private VolumeCases() {}

	/** The commands of the menu. */
	static List<CommandCase> all() {
		return List.of( //
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
							"tpu", "gpu77"), "minvolume", List.of("1")), List.of("lesions.nii.gz", "lesions.csv")));
	}

	/** Writes heads and features. */
	static void write(final Path folder) throws IOException {
		writeHeads(folder);
		writeFeatures(folder);
	}

	/** An untrained head for PET, and one of an encoder that is not here. */
	private static void writeHeads(final Path folder) {
		final FilterBank bank = new FilterBank(Normalisation.parse("fixed 0.0 1.0"));
		final Map<String, String> metadata = Head.of(bank, "test");
		metadata.putAll(Map.of("modalities", "PET", "skips", "raw", "setting.voxel", "8", "setting.unit", "nm", "setting.crop", "16"));
		final ImageStatistics statistics = new ImageStatistics(new double[] { 8, 8, 8 }, "nm", 0, 1, new float[3], new float[] { 1, 1,
			1 });
		final Head head = new Head(SegmentationTraining.TYPE, metadata, VolumeDecoder.random(3, 0, 2, new int[] { 4, 4, 4 }, 1), statistics);
		head.write(folder.resolve("volume head.safetensors"));
		head.with("encoder", "dinov9").write(folder.resolve("volume other.safetensors"));
	}

	/** Vectors of six scans with their findings. */
	private static void writeFeatures(final Path folder) throws IOException {
		Files.writeString(folder.resolve("findings.csv"), "scan,patient,nodule\na,p,1\nb,q,0\nc,r,1\nd,s,0\ne,t,1\nf,u,0\n");
		final FeatureStore volumes = FeatureStore.open(folder.resolve("volumes.h5"), new FeatureStore.Key("filterbank", "0", "none", 0, "mean"),
			true);
		for (int i = 0; i < 6; i++) volumes.add("abcdef".charAt(i) + ".nii.gz", new float[] { i % 2, i, 1 });
		volumes.write();
		final byte[] features = Files.readAllBytes(folder.resolve("volumes.h5"));
		Files.write(folder.resolve("truncated.h5"), Arrays.copyOf(features, features.length / 2));
	}
}
