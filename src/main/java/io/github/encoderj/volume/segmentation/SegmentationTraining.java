package io.github.encoderj.volume.segmentation;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.VolumeDecoder;
import io.github.encoderj.learn.VolumeTraining;

/**
 * Trains a head that segments volumes: scans on one working grid, frozen features, random crops, a light decoder, cross-entropy and Dice,
 * AdamW.
 */
public final class SegmentationTraining {

	/** Type of the head. */
	public static final String TYPE = "volume segmentation";

	static final String MODALITIES = "modalities";
	static final String SKIPS = "skips";
	static final String SLICES = "slices";
	static final String VOXEL = "setting.voxel";
	static final String UNIT = "setting.unit";
	static final String CROP = "setting.crop";
	static final String PURPOSE = "setting.training";

	private static final int[] CHANNELS = { 16, 32, 64 };
	private static final int STEPS_AN_EPOCH = 50;
	private static final double WEIGHT_DECAY = 0.01;

	private SegmentationTraining() {}

	/**
	 * How to train.
	 *
	 * @param skips what enters at full resolution
	 * @param slices that the encoder sees at once: 1, or 3 as the colours of a picture
	 * @param voxel side of the working grid's voxels in the unit of the scans; 0 means the cube root of the median voxel volume
	 * @param crop side of a training crop in voxels of the working grid, a multiple of 4
	 * @param batch crops of a step
	 * @param epochs of 50 steps
	 * @param learningRate highest learning rate
	 * @param minutes wall-clock limit of a training
	 * @param device auto, cpu, gpu0...
	 * @param threads 0 means all cores
	 */
	public record Settings(Skips skips, int slices, double voxel, int crop, int batch, int epochs, double learningRate, double minutes,
		long seed, String device, int threads)
	{

		public Settings {
			Refusal.unless(voxel >= 0 && Double.isFinite(voxel), "voxel = %s: expected a length above 0, or 0 for the usual voxel of the scans.",
				voxel);
			Refusal.unless(crop >= 16 && crop <= 256 && crop % VolumeDecoder.MULTIPLE == 0, "crop = %d: expected 16 to 256 voxels, a multiple of %d.",
				crop, VolumeDecoder.MULTIPLE);
			Refusal.unless(batch > 0 && batch <= 64, "batch = %d: expected 1 to 64 crops.", batch);
			Refusal.unless(epochs > 0 && epochs <= 100_000, "epochs = %d: expected 1 to 100000.", epochs);
			Refusal.unless(learningRate > 0 && learningRate <= 1, "rate = %s: expected a learning rate above 0, usually 1e-4 to 1e-3.", learningRate);
			Refusal.unless(minutes > 0, "minutes = %s: the time limit must be above 0.", minutes);
		}

		/** Raw channels and filter bank, single slices, crops of 40 voxels, two a step, 20 epochs, learning rate 1e-3, 30 minutes at most. */
		public static Settings defaults() {
			return new Settings(Skips.BOTH, 1, 0, 40, 2, 20, 1e-3, 30, 1, "auto", 0);
		}

		/** The same with a voxel size in place of 0. */
		Settings withVoxel(final double side) {
			return new Settings(skips, slices, side, crop, batch, epochs, learningRate, minutes, seed, device, threads);
		}
	}

	/**
	 * What came out.
	 *
	 * @param head to be kept
	 * @param complete false when the time was up before the last epoch
	 */
	public record Result(Head head, List<VolumeTraining.Epoch> curve, boolean complete) {}

	/**
	 * Labelled scans on their working grid.
	 *
	 * @param voxel side of the grid's voxels
	 * @param classes number of classes, the background included
	 */
	record LabelledScans(List<Modality> modalities, List<Field> fields, double voxel, int classes) {

		/** Some of them. */
		LabelledScans some(final int[] indices) {
			return new LabelledScans(modalities, Arrays.stream(indices).mapToObj(fields::get).toList(), voxel, classes);
		}
	}

	/**
	 * Reads all patients of a set with their labels.
	 *
	 * @param voxel as in {@link Settings}
	 * @throws Refusal if a patient has no labels, nothing is labelled anywhere, or a file does not suit
	 */
	static LabelledScans read(final PatientSet set, final double voxel, final Progress progress) {
		final List<Geometry> geometries = new ArrayList<>();
		int highest = 0;
		for (final Patient patient : set.patients()) {
			progress.check();
			progress.report("Reading labels", (double) geometries.size() / set.patients().size());
			final Volume<?> labels = labels(patient);
			highest = Math.max(highest, Field.highestLabel(labels));
			geometries.add(labels.geometry());
		}
		Refusal.unless(highest > 0, "labels: no patient has a label above 0; there is nothing to learn.");
		for (final Geometry g : geometries) Refusal.unless(g.unit().equals(geometries.get(0).unit()), "the scans are measured in different units " +
			"(%s and %s). Bring them to one.", geometries.get(0).unit(), g.unit());
		final double side = voxel > 0 ? voxel : usualVoxel(geometries);
		final List<Field> fields = new ArrayList<>();
		for (final Patient patient : set.patients()) {
			progress.check();
			progress.report("Reading scans", (double) fields.size() / set.patients().size());
			fields.add(Field.of(Scan.read(patient, set.modalities()), labels(patient), highest + 1, side));
		}
		return new LabelledScans(set.modalities(), fields, side, highest + 1);
	}

	private static Volume<?> labels(final Patient patient) {
		return ImageFiles.readLabels(patient.labels().orElseThrow(() -> new Refusal(patient.name() + " has no labels. Name the labels of " +
			"each patient.")).toString());
	}

	private static double usualVoxel(final List<Geometry> geometries) {
		final double[] sides = geometries.stream().mapToDouble(g -> Math.cbrt(g.x() * g.y() * g.z())).sorted().toArray();
		return sides[sides.length / 2];
	}

	/**
	 * Trains on all patients of a set.
	 *
	 * @param encoder of slices; the filter bank stands for none
	 * @param state file that keeps a training that is cut off; empty for none
	 * @param version of the suite, for the head
	 * @throws Refusal if a file does not suit
	 */
	public static Result train(final Encoder encoder, final PatientSet set, final Settings settings, final Optional<Path> state,
		final String version, final Progress progress)
	{
		final LabelledScans scans = read(set, settings.voxel(), progress.part(0, 0.05));
		return train(encoded(encoder, scans, settings), scans, settings.withVoxel(scans.voxel()), state, version, progress.part(0.05, 1));
	}

	/** Where scans are encoded, once for all trainings that share it. */
	static EncodedFields encoded(final Encoder encoder, final LabelledScans scans, final Settings settings) {
		return new EncodedFields(new VolumeInputs(scans.modalities(), settings.skips(), VolumeInputs.coarse(encoder, settings.slices())), scans
			.fields(), Runtime.getRuntime().maxMemory() / 2);
	}

	static Result train(final EncodedFields encoded, final LabelledScans scans, final Settings settings, final Optional<Path> state,
		final String version, final Progress progress)
	{
		final VolumeInputs inputs = encoded.inputs();
		final String purpose = purpose(inputs, scans, settings);
		final ImageStatistics statistics = statistics(encoded, scans);
		final CropSampler sampler = new CropSampler(scans.fields(), encoded, statistics, scans.classes(), settings.crop(), settings.batch(),
			settings.seed());
		try (VolumeDecoder decoder = VolumeDecoder.toTrain(VolumeDecoder.random(inputs.width(), inputs.coarseWidth(), scans.classes(), CHANNELS,
			settings.seed()), settings.device(), settings.threads(), settings.crop()))
		{
			final VolumeTraining.Result trained = VolumeTraining.train(decoder, sampler, new VolumeTraining.Settings((long) settings.epochs() *
				STEPS_AN_EPOCH, STEPS_AN_EPOCH, settings.learningRate(), WEIGHT_DECAY, settings.minutes()), purpose, state, progress);
			final Map<String, String> metadata = Head.of(inputs.encoder(), version);
			metadata.put(MODALITIES, Modality.text(scans.modalities()));
			metadata.put(SKIPS, settings.skips().key());
			metadata.put(SLICES, Integer.toString(settings.slices()));
			metadata.put(VOXEL, Double.toString(scans.voxel()));
			metadata.put(UNIT, scans.fields().get(0).geometry().unit());
			metadata.put(CROP, Integer.toString(settings.crop()));
			metadata.put(PURPOSE, purpose);
			metadata.put("setting.batch", Integer.toString(settings.batch()));
			metadata.put("setting.steps", Long.toString(trained.steps()));
			metadata.put("setting.rate", Double.toString(settings.learningRate()));
			metadata.put("setting.seed", Long.toString(settings.seed()));
			metadata.put("setting.patients", Integer.toString(scans.fields().size()));
			metadata.put("score.training_loss", String.format(Locale.ROOT, "%.6f", trained.curve().get(trained.curve().size() - 1).loss()));
			return new Result(new Head(TYPE, metadata, decoder.tensors(), statistics), trained.curve(), trained.complete());
		}
	}

	/** What a training is of: all that its result follows from but the pixels; patients by a hash of their names. */
	static String purpose(final VolumeInputs inputs, final LabelledScans scans, final Settings settings) {
		final String names = String.join("\n", scans.fields().stream().map(Field::name).toList());
		try {
			final byte[] hash = MessageDigest.getInstance("SHA-256").digest(names.getBytes(StandardCharsets.UTF_8));
			return String.format(Locale.ROOT, "%s, %s, encoder %.12s%s, voxel %s, crop %d, batch %d, epochs %d, rate %s, seed %d, %d patients %.12s",
				Modality.text(inputs.modalities()), settings.skips().key(), inputs.encoder().sha256(), settings.slices() == 1 ? "" : ", slices " +
					settings.slices(), scans.voxel(), settings.crop(), settings.batch(), settings.epochs(), settings.learningRate(), settings.seed(),
				scans.fields().size(), HexFormat.of().formatHex(hash));
		}
		catch (final NoSuchAlgorithmException e) {
			throw new IllegalStateException("every Java has SHA-256", e);
		}
	}

	/** Mean and deviation of every feature over all scans, and of the first view. */
	private static ImageStatistics statistics(final EncodedFields encodedFields, final LabelledScans scans) {
		final VolumeInputs inputs = encodedFields.inputs();
		final int width = inputs.width() + inputs.coarseWidth();
		final Moments[] moments = new Moments[width + 1];
		Arrays.setAll(moments, i -> new Moments());
		for (final Field field : scans.fields()) {
			final int sections = Math.max(1, Math.min(field.depth(), EncodedFields.PART_VOXELS / (field.rows() * field.columns())));
			final VolumeInputs.Encoded encoded = encodedFields.of(sections == field.depth() ? field : field.crop((field.depth() - sections) / 2, 0,
				0, sections, field.rows(), field.columns()));
			final float[][] features = inputs.features(encoded.base(), scans.modalities().stream().map(m -> VolumeInputs.Change.NONE).toList(), field
				.scales());
			for (int f = 0; f < features.length; f++) moments[f].add(features[f], 0, features[f].length);
			encoded.coarse().ifPresent(grid -> {
				final int cells = grid.sections() * grid.rows() * grid.columns();
				for (int f = 0; f < grid.width(); f++) moments[inputs.width() + f].add(grid.data(), f * cells, (f + 1) * cells);
			});
			moments[width].add(encoded.base()[0], 0, encoded.base()[0].length);
		}
		final float[] mean = new float[width];
		final float[] deviation = new float[width];
		for (int f = 0; f < width; f++) {
			mean[f] = (float) moments[f].mean();
			deviation[f] = (float) Math.max(1e-6, moments[f].deviation());
		}
		final Geometry geometry = scans.fields().get(0).geometry();
		return new ImageStatistics(geometry.spacing(), geometry.unit(), moments[width].mean(), moments[width].deviation(), mean, deviation);
	}

	/** Sums from which mean and deviation follow. */
	private static final class Moments {

		private double sum;
		private double squares;
		private long n;

		void add(final float[] values, final int from, final int to) {
			for (int i = from; i < to; i++) {
				sum += values[i];
				squares += (double) values[i] * values[i];
			}
			n += to - from;
		}

		double mean() {
			return sum / n;
		}

		double deviation() {
			return Math.sqrt(Math.max(0, squares / n - mean() * mean()));
		}
	}
}
