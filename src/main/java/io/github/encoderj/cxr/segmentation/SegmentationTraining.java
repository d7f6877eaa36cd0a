package io.github.encoderj.cxr.segmentation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.cxr.ResearchNote;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.decoder.PlaneDecoder;
import io.github.encoderj.learn.decoder.PlaneHead;
import io.github.encoderj.learn.decoder.PlaneTraining;
import io.github.encoderj.metrics.OverlapScores;
import io.github.encoderj.metrics.Summary;
import io.github.encoderj.metrics.Table;

/**
 * Trains a segmentation head on a frozen encoder: encode every radiograph once, standardise the features, learn with cross-entropy and
 * Dice, and score each structure on the radiographs of patients that were held out. The head is the one of the last epoch: nothing is
 * chosen on the held-out patients.
 */
public final class SegmentationTraining {

	private static final Logger LOG = LoggerFactory.getLogger(SegmentationTraining.class);

	/** Truth is sampled at the side of the encoded square, but not finer than this. */
	private static final int FINEST_TRUTH = 256;
	private static final double ENCODING = 0.3;
	private static final double TRAINING = 0.95;

	private final Encoder encoder;
	private final List<SegmentationCase> cases;
	private final Settings settings;

	private SegmentationTraining(final Encoder encoder, final List<SegmentationCase> cases, final Settings settings) {
		this.encoder = encoder;
		this.cases = cases;
		this.settings = settings;
	}

	/**
	 * How to train.
	 *
	 * @param decoder kind of head
	 * @param resolution side of the encoded square; 0 is the encoder's own, 128 for the filter bank
	 * @param channels inside the pyramids
	 * @param heldOut share of the patients that are only scored on, 0 to 0.9
	 * @param training epochs, batch, learning rate, time, seed
	 * @param device auto, cpu, gpu0...
	 * @param threads 0 means all cores
	 */
	public record Settings(PlaneHead decoder, int resolution, int channels, double heldOut, PlaneTraining.Settings training, String device,
		int threads)
	{

		public Settings {
			Refusal.unless(heldOut >= 0 && heldOut <= 0.9, "heldout = %s: the share of patients that are held out must lie in 0..0.9.", heldOut);
			Refusal.unless(resolution >= 0 && resolution <= 4096, "resolution = %d: expected 0 to 4096 pixels.", resolution);
		}
	}

	/**
	 * What came out.
	 *
	 * @param head to be kept
	 * @param curve loss of each epoch
	 * @param scores Dice of each structure on each held-out radiograph, and their summary; empty if none were held out
	 * @param complete false when cancelled or out of time before the last epoch
	 * @param seconds of training alone, without encoding
	 */
	public record Result(Head head, List<PlaneTraining.Epoch> curve, Table scores, boolean complete, double seconds) {}

	/**
	 * Trains.
	 *
	 * @param cases at least one to train on, all with the same structures
	 * @param version of the suite, for the head
	 * @throws Refusal if cases do not fit together or hold nothing to learn
	 */
	public static Result train(final Encoder encoder, final List<SegmentationCase> cases, final Settings settings, final String version,
		final Progress progress)
	{
		return new SegmentationTraining(encoder, cases, settings).run(version, progress);
	}

	private Result run(final String version, final Progress progress) {
		final int[][] parts = parts();
		final int[] training = parts[0];
		final PlaneFeatures features = new PlaneFeatures(encoder, settings.resolution(), settings.decoder() == PlaneHead.UPERNET);
		final List<String> names = cases.get(0).names();
		final PlaneFeatures.Grid first = features.of(cases.get(training[0]).radiograph());
		final int side = Math.min(FINEST_TRUTH, Math.max(first.rows(), first.columns()) * encoder.stride());
		try (FeatureFile grids = new FeatureFile(first.data().length); FeatureFile truths = new FeatureFile(names.size() * side * side)) {
			final boolean exclusive = encode(features, first, training, grids, truths, side, progress.part(0, ENCODING));
			final ImageStatistics statistics = statistics(first, training.length, grids);
			final PlaneHead.Shape shape = new PlaneHead.Shape(first.features(), first.blocks(), doublings(), settings.channels(), names.size() +
				(exclusive ? 1 : 0));
			try (PlaneDecoder decoder = PlaneDecoder.open(settings.decoder(), shape, exclusive, PlaneDecoder.random(settings.decoder(), shape,
				settings.training().seed()), settings.device(), settings.threads()))
			{
				final PlaneTraining.Result result = PlaneTraining.train(decoder, training.length, i -> {
					final PlaneDecoder.Example example = RadiographSegmentation.prepared(grid(first, grids.get(i)), statistics);
					return new PlaneDecoder.Example(example.features(), example.rows(), example.columns(), truths.get(i), side);
				}, settings.training(), progress.part(ENCODING, TRAINING));
				final Table scores = scores(features, decoder, statistics, exclusive, parts[1], progress.part(TRAINING, 1));
				final Head head = new Head(RadiographSegmentation.TYPE, metadata(version, shape, exclusive, training.length, result, scores), decoder
					.tensors(), statistics);
				return new Result(head, result.curve(), scores, result.complete(), result.curve().get(result.curve().size() - 1).seconds());
			}
		}
	}

	/** Indices of the cases that are trained on, and of those that are held out, divided by patient. */
	private int[][] parts() {
		Refusal.unless(!cases.isEmpty(), "There is no radiograph with its truth to train on.");
		if (settings.heldOut() == 0) return new int[][] { IntStream.range(0, cases.size()).toArray(), {} };
		final List<String> patients = cases.stream().map(SegmentationCase::patient).toList();
		final Folds.Split split = Folds.shares(patients, new float[cases.size()][0], 1 - settings.heldOut(), 0, settings.heldOut(), settings
			.training().seed());
		return new int[][] { split.training(), split.test() };
	}

	/** Encodes the radiographs of the training part; says whether no two structures overlap. */
	private boolean encode(final PlaneFeatures features, final PlaneFeatures.Grid first, final int[] training, final FeatureFile grids,
		final FeatureFile truths, final int side, final Progress progress)
	{
		boolean exclusive = true;
		final long[] sizes = new long[cases.get(0).names().size()];
		for (int i = 0; i < training.length; i++) {
			progress.check();
			final SegmentationCase one = cases.get(training[i]);
			progress.report("Encoding " + one.name(), (double) i / training.length);
			final Volume<?> radiograph = one.radiograph();
			final Structures truth = one.truth(radiograph);
			exclusive &= one.labelled() || !truth.overlap();
			for (int s = 0; s < sizes.length; s++) sizes[s] += truth.size(s);
			truths.put(i, truth.sampled(side));
			grids.put(i, (i == 0 ? first : features.of(radiograph)).data());
		}
		for (int s = 0; s < sizes.length; s++) {
			Refusal.unless(sizes[s] > 0, "structures: \"%s\" is empty in all %d radiographs that are trained on, so it cannot be learned. Leave " +
				"it out, or give its masks.", cases.get(0).names().get(s), training.length);
		}
		if (!exclusive) LOG.info("Structures overlap: each is decided on its own.");
		return exclusive;
	}

	/** How often the finest map of a pyramid doubles that of the patches: to four pixels a cell, as the pyramids' authors do. */
	private int doublings() {
		return encoder.stride() >= 8 ? 2 : encoder.stride() >= 4 ? 1 : 0;
	}

	private static PlaneFeatures.Grid grid(final PlaneFeatures.Grid like, final float[] data) {
		return new PlaneFeatures.Grid(data, like.features(), like.blocks(), like.rows(), like.columns());
	}

	/** Mean and standard deviation of each feature over all patches of the training part. */
	private static ImageStatistics statistics(final PlaneFeatures.Grid like, final int count, final FeatureFile grids) {
		final int all = like.features() * like.blocks();
		final int n = like.rows() * like.columns();
		final double[] sum = new double[all];
		final double[] squares = new double[all];
		for (int i = 0; i < count; i++) {
			final float[] data = grids.get(i);
			for (int f = 0; f < all; f++) {
				for (int p = f * n; p < (f + 1) * n; p++) {
					sum[f] += data[p];
					squares[f] += (double) data[p] * data[p];
				}
			}
		}
		final float[] mean = new float[all];
		final float[] deviation = new float[all];
		for (int f = 0; f < all; f++) {
			final double m = sum[f] / ((double) n * count);
			final double variance = squares[f] / ((double) n * count) - m * m;
			mean[f] = (float) m;
			deviation[f] = (float) (variance > 1e-10 * (1 + m * m) ? Math.sqrt(variance) : 1); // a feature without variance says nothing
		}
		return new ImageStatistics(new double[] { 1, 1, 1 }, "pixel", 0, 1, mean, deviation);
	}

	private Table scores(final PlaneFeatures features, final PlaneDecoder decoder, final ImageStatistics statistics, final boolean exclusive,
		final int[] heldOut, final Progress progress)
	{
		final Table table = new Table("case", "patient", "structure", "dice", "iou", "precision", "recall", "note");
		final Set<String> patients = new HashSet<>();
		final RadiographSegmentation segmentation = RadiographSegmentation.of(features, decoder, statistics, cases.get(0).names(), exclusive);
		for (int i = 0; i < heldOut.length; i++) {
			final SegmentationCase one = cases.get(heldOut[i]);
			progress.report("Scoring " + one.name(), (double) i / heldOut.length);
			final Volume<?> radiograph = one.radiograph();
			final Structures truth = one.truth(radiograph);
			final Structures found = segmentation.segment(radiograph);
			patients.add(one.patient());
			for (int s = 0; s < one.names().size(); s++) {
				final OverlapScores overlap = overlap(truth.masks().get(s), found.masks().get(s));
				final Table.Row row = table.add().set("case", one.name()).set("patient", one.patient()).set("structure", one.names().get(s));
				row.set("dice", overlap.dice()).set("iou", overlap.iou()).set("precision", overlap.precision()).set("recall", overlap.recall());
				row.set("note", truth.size(s) == 0 ? "the truth is empty" : "");
			}
		}
		if (heldOut.length > 0) {
			LOG.info("Held out: {} radiographs of {} patients.", heldOut.length, patients.size());
			Summary.addTo(table, "case", "structure");
		}
		return table;
	}

	private static OverlapScores overlap(final boolean[] truth, final boolean[] found) {
		long both = 0;
		long onlyFound = 0;
		long onlyTruth = 0;
		for (int i = 0; i < truth.length; i++) {
			if (truth[i] && found[i]) both++;
			else if (found[i]) onlyFound++;
			else if (truth[i]) onlyTruth++;
		}
		return new OverlapScores(both, onlyFound, onlyTruth, truth.length - both - onlyFound - onlyTruth);
	}

	private Map<String, String> metadata(final String version, final PlaneHead.Shape shape, final boolean exclusive, final int trained,
		final PlaneTraining.Result result, final Table scores)
	{
		final Map<String, String> all = Head.of(encoder, version);
		all.put("note", ResearchNote.TEXT);
		all.put("setting.decoder", settings.decoder().key());
		all.put("setting.structures", RadiographSegmentation.joined(cases.get(0).names()));
		all.put("setting.exclusive", Boolean.toString(exclusive));
		all.put("setting.resolution", Integer.toString(settings.resolution()));
		all.put("setting.features", Integer.toString(shape.features()));
		all.put("setting.blocks", Integer.toString(shape.blocks()));
		all.put("setting.doublings", Integer.toString(shape.doublings()));
		all.put("setting.channels", Integer.toString(shape.channels()));
		all.put("setting.epochs", Integer.toString(settings.training().epochs()));
		all.put("setting.batch", Integer.toString(settings.training().batch()));
		all.put("setting.learning_rate", Double.toString(settings.training().learningRate()));
		all.put("setting.seed", Long.toString(settings.training().seed()));
		all.put("setting.radiographs", Integer.toString(trained));
		all.put("score.training_loss", text(result.curve().get(result.curve().size() - 1).training()));
		for (final String name : cases.get(0).names()) {
			if (scores.size() > 0) all.put("score.dice." + name, text(mean(scores, name)));
		}
		return all;
	}

	/** Mean Dice of a structure over the held-out radiographs; NaN if none was. */
	static double mean(final Table scores, final String structure) {
		for (int row = 0; row < scores.size(); row++) {
			if (scores.get(row, "case").equals("mean") && scores.get(row, "structure").equals(structure)) return scores.number(row, "dice");
		}
		return Double.NaN;
	}

	private static String text(final double value) {
		return String.format(Locale.ROOT, "%.6f", value);
	}

	/** The structures that a head finds, with their Dice on held-out radiographs. */
	public static List<String> summary(final Result result) {
		final List<String> lines = new ArrayList<>();
		for (final String name : RadiographSegmentation.names(result.head(), "head")) {
			lines.add(String.format(Locale.ROOT, "%s: Dice %.4f", name, mean(result.scores(), name)));
		}
		return lines;
	}
}
