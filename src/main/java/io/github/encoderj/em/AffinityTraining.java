package io.github.encoderj.em;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.AffinityPatches.Section3D;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.FineGrid;
import io.github.encoderj.encoder.Normalisation;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.DenseDecoder;
import io.github.encoderj.learn.DenseNetwork;
import io.github.encoderj.learn.DenseTraining;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.Patch;

/**
 * Trains a head that predicts affinities: frozen features of the sections, a light decoder, weighted mean squared error, Adam.
 */
public final class AffinityTraining {

	/** Type of the head. */
	public static final String TYPE = "affinities";

	/** Metadata of the head: the agglomeration threshold that suits it. */
	public static final String THRESHOLD = AgglomerationChoice.THRESHOLD;

	/** Metadata of the head: "true" when its labels numbered the profiles of each section, so that it knows nothing across sections. */
	static final String PLANAR = "setting.planar";

	/** Metadata of the head: its {@link DenseNetwork}; heads of the first version have none. */
	static final String NETWORK = "network";

	private static final int PATCH_VOXELS = 12 * 64 * 64;
	private static final int FEWEST_SECTIONS = 4;
	private static final int STEPS_AN_EPOCH = 100;
	private static final double LEARNING_RATE = 1e-3;
	/** With as many sections kept for validation the threshold is chosen on them, else on sections that are trained on only in the end. */
	public static final int ENOUGH_SECTIONS = 8;

	/** With fewer sections than this none can be left out at first, and the threshold is chosen on all of them after the training. */
	public static final int FEWEST_TO_HOLD = 12;

	private AffinityTraining() {}

	/**
	 * The filter bank as affinities use it. Sections are normalised before they are cut into blocks and tiles, so the bank itself leaves
	 * intensities as they are.
	 */
	public static FilterBank encoder() {
		return new FilterBank(new Normalisation.Fixed(0, 1));
	}

	/**
	 * An encoder of coarse patches as affinities use it: its features on a finer grid, beside those of the filter bank.
	 *
	 * @param cache folder that keeps features
	 */
	public static Encoder encoder(final PictureEncoder coarse, final FineGrid.Settings grid, final Optional<Path> cache) {
		return new FineGrid(coarse, grid, AffinityEncoders.WINDOW, cache);
	}

	/**
	 * How to train.
	 *
	 * @param epochs of 100 patches
	 * @param patch rows and columns of a patch, at least 16; the larger, the fewer sections has a patch
	 * @param validation sections at the end of the stack that are kept for choosing the best epoch; 0 keeps none
	 * @param minutes wall-clock limit
	 * @param device auto, cpu, gpu0...
	 * @param threads 0 means all cores
	 * @param network what is trained
	 */
	public record Settings(int epochs, int patch, int validation, double minutes, long seed, String device, int threads, Network network) {

		public Settings {
			Refusal.unless(epochs > 0 && epochs <= 100_000, "epochs = %d: expected 1 to 100000.", epochs);
			Refusal.unless(patch >= 16 && patch <= 512, "patch = %d: expected 16 to 512 pixels.", patch);
			Refusal.unless(validation >= 0, "validation = %d: the number of sections kept for validation must be 0 or more.", validation);
			Refusal.unless(minutes > 0, "minutes = %s: the time limit must be above 0.", minutes);
		}

		/** With the network that is best on a processor. */
		public Settings(final int epochs, final int patch, final int validation, final double minutes, final long seed, final String device,
			final int threads)
		{
			this(epochs, patch, validation, minutes, seed, device, threads, Network.DEFAULT);
		}

		/** The same with another seed. */
		public Settings withSeed(final long newSeed) {
			return new Settings(epochs, patch, validation, minutes, newSeed, device, threads, network);
		}

		/** 60 epochs of 64 pixel patches, 10 minutes at most. */
		public static Settings defaults() {
			return new Settings(60, 64, 0, 10, 1, "auto", 0);
		}

		/** The same with another network. */
		public Settings with(final Network other) {
			return new Settings(epochs, patch, validation, minutes, seed, device, threads, other);
		}
	}

	/**
	 * What is trained.
	 *
	 * @param kind light, superhuman or mala, see {@link DenseNetwork.Kind}
	 * @param size channels at full resolution; 0 for a size that a processor trains in minutes
	 * @param auxiliary whether affinities over long distances and {@link ShapeDescriptors local shape descriptors} are learned too
	 * @param dice weight of a Dice term of the affinities beside the squared error; 0 for none
	 */
	public record Network(String kind, int size, boolean auxiliary, double dice) {

		/** The light network with auxiliary targets. */
		public static final Network DEFAULT = new Network("light", 0, true, 0);

		public Network {
			Refusal.unless(dice >= 0 && dice <= 100, "dice = %s: the weight of the Dice term must be 0 to 100.", dice);
		}
	}

	/**
	 * What came out.
	 *
	 * @param head to be kept
	 * @param curve loss of each epoch
	 * @param best epoch whose weights the head has
	 * @param complete false when cancelled or out of time before the last epoch
	 * @param independent whether score and threshold were chosen on sections that had not been learned from until then
	 */
	public record Result(Head head, List<DenseTraining.Epoch> curve, int best, boolean complete, boolean independent) {}

	/**
	 * Trains on one labelled stack.
	 *
	 * @param image one channel
	 * @param labels of the same size; 0 is membrane or outside
	 * @param version of the suite, for the head
	 * @throws Refusal if the two do not fit together, hold nothing to learn from, or are too small
	 */
	public static Result train(final Encoder encoder, final Volume<?> image, final Volume<?> labels, final Settings settings,
		final String version, final Progress progress)
	{
		return train(encoder, image, labels, settings, STEPS_AN_EPOCH, version, progress);
	}

	/** The same with epochs of another length. */
	static Result train(final Encoder encoder, final Volume<?> image, final Volume<?> labels, final Settings settings, final int steps,
		final String version, final Progress progress)
	{
		check(image, labels, settings);
		final int[] truth = Pixels.labels(labels);
		checkContent(truth, labels);
		final Section3D volume = Sections.normalised(image);
		final int kept = settings.validation();
		final int depth = volume.depth() - kept;
		final int plane = volume.height() * volume.width();
		final Section3D training = volume.crop(0, 0, 0, depth, volume.height(), volume.width());
		final int[] trainingTruth = Arrays.copyOfRange(truth, 0, depth * plane);
		final AffinityEncoders encoders = AffinityEncoders.of(encoder).fitted(training);
		final ImageStatistics statistics = Sections.statistics(encoders.fine(), image, training);
		final AffinityTargets targets = new AffinityTargets(settings.network().auxiliary(), trainingTruth, depth, volume.height(), volume
			.width());
		final DenseNetwork network = encoders.join(DenseNetwork.of(settings.network().kind(), settings.network().size(),
			Affinities.CHANNELS, targets.auxiliary()));
		final AffinityPatches.Size size = size(settings, network, volume, kept == 0 ? Integer.MAX_VALUE : kept);
		final int held = held(truth, plane, depth, kept);
		final AffinityPatches patches = new AffinityPatches(encoders.fine(), encoders.sections(training), training, trainingTruth, targets, held,
			size, statistics);
		final List<Patch> validation = kept == 0 ? List.of() : List.of(validation(encoders, volume, truth, depth, targets, size, statistics));
		try (DenseDecoder decoder = DenseDecoder.toTrain(network, network.random(encoders.fine().width(), settings.seed()), settings
			.network().dice(), size.side() * size.side(), settings.device(), settings.threads()))
		{
			final Map<String, String> metadata = encoders.metadata(version);
			metadata.put(NETWORK, network.toString());
			metadata.put("setting.epochs", Integer.toString(settings.epochs()));
			metadata.put("setting.patch", Integer.toString(settings.patch()));
			metadata.put("setting.validation", Integer.toString(kept));
			metadata.put("setting.seed", Long.toString(settings.seed()));
			metadata.put("setting.sections", Integer.toString(depth));
			metadata.put("setting.auxiliary", Boolean.toString(settings.network().auxiliary()));
			metadata.put("setting.dice", Double.toString(settings.network().dice()));
			metadata.put(Grain.GRAIN, Grain.text(training));
			metadata.put(PLANAR, Boolean.toString(targets.planar()));
			final Function<List<Tensor>, Head> heads = weights -> new Head(TYPE, metadata, encoders.tensors(weights), statistics);
			final AgglomerationChoice[] choice = new AgglomerationChoice[1];
			final DenseTraining.Checkpoint checkpoint = held == 0 ? DenseTraining.Checkpoint.NONE : new DenseTraining.Checkpoint(
				AffinityPatches.HOLDING, weights -> choice[0] = AgglomerationChoice.of(encoders.given(), heads.apply(weights), image, labels, depth -
					held, held, settings.device(), settings.threads()));
			final DenseTraining.Result result = DenseTraining.train(decoder, patches, validation, checkpoint, new DenseTraining.Settings(settings
				.epochs(), steps, LEARNING_RATE, settings.minutes(), settings.seed()), progress);
			metadata.put("score.best_epoch", Integer.toString(result.best()));
			final DenseTraining.Epoch best = result.curve().get(result.best() - 1);
			metadata.put("score.training_loss", String.format(Locale.ROOT, "%.6f", best.training()));
			if (kept > 0) metadata.put("score.validation_loss", String.format(Locale.ROOT, "%.6f", best.validation()));
			final Head head = heads.apply(result.weights());
			final boolean enough = kept >= ENOUGH_SECTIONS;
			final boolean independent = choice[0] != null || enough;
			if (choice[0] == null) {
				choice[0] = AgglomerationChoice.of(encoders.given(), head, image, labels, enough ? depth : 0, enough ? kept : depth, settings.device(),
					settings.threads());
			}
			return new Result(choice[0].in(head), result.curve(), result.best(), result.complete(), independent);
		}
	}

	private static AffinityPatches.Size size(final Settings settings, final DenseNetwork network, final Section3D volume, final int kept) {
		final int multiple = network.multiple();
		final int side = Math.max(multiple, Math.round((float) settings.patch() / multiple) * multiple);
		final int smallest = Math.min(volume.height(), volume.width());
		Refusal.unless(smallest >= multiple, "The sections have %d x %d pixels; network = %s needs at least %d x %d. Choose another network.",
			volume.width(), volume.height(), settings.network().kind(), multiple, multiple);
		final int depth = Math.max(FEWEST_SECTIONS, PATCH_VOXELS / (side * side));
		return new AffinityPatches.Size(Math.min(depth, kept), side, multiple, network.coarseStride());
	}

	private static Patch validation(final AffinityEncoders encoders, final Section3D volume, final int[] truth, final int from,
		final AffinityTargets targets, final AffinityPatches.Size size, final ImageStatistics statistics)
	{
		final Section3D kept = volume.crop(from, 0, 0, volume.depth() - from, volume.height(), volume.width());
		final int[] keptTruth = Arrays.copyOfRange(truth, from * volume.height() * volume.width(), truth.length);
		return new AffinityPatches(encoders.fine(), encoders.sections(kept), kept, keptTruth, targets, 0, size, statistics).whole();
	}

	/** Whether a head knows nothing across sections; segment with {@link SectionAgglomeration} then. */
	public static boolean planar(final Head head) {
		return Boolean.parseBoolean(head.metadata().get(PLANAR));
	}

	/**
	 * How to agglomerate a head's affinities: the score and the threshold that were chosen when it was trained.
	 *
	 * @return for {@link SectionAgglomeration} where the head is {@link #planar}, else for {@link Agglomeration}
	 */
	public static AgglomerationSettings agglomeration(final Head head) {
		return AgglomerationChoice.settings(head);
	}

	/**
	 * Sections at the end of those that are trained on that are left out at first, to choose score and threshold on them: a quarter; none
	 * where they, or those before them, are too few or hold no labels.
	 *
	 * @param truth order [z, y, x]
	 * @param plane voxels of a section
	 */
	static int held(final int[] truth, final int plane, final int depth, final int kept) {
		final int held = (depth + 3) / 4;
		if (kept >= ENOUGH_SECTIONS || depth < FEWEST_TO_HOLD) return 0;
		final boolean before = Arrays.stream(truth, 0, (depth - held) * plane).anyMatch(label -> label != 0);
		final boolean there = Arrays.stream(truth, (depth - held) * plane, depth * plane).anyMatch(label -> label != 0);
		return before && there ? held : 0;
	}

	private static void check(final Volume<?> image, final Volume<?> labels, final Settings settings) {
		Refusal.unless(image.channels() == 1, "%s has %d channels; training takes a grey-value stack of one channel.", image.name(), image
			.channels());
		Refusal.unless(labels.channels() == 1, "%s has %d channels; labels have one.", labels.name(), labels.channels());
		Refusal.unless(image.sameSize(labels), "%s is %s voxels but its labels %s are %s. Give the labels of this stack.", image.name(), image
			.size(), labels.name(), labels.size());
		final long depth = image.depth() - settings.validation();
		Refusal.unless(depth >= 2, "%s has %d sections, of which %d are kept for validation; training needs at least 2.", image.name(), image
			.depth(), settings.validation());
		Refusal.unless(image.width() >= 16 && image.height() >= 16, "%s is %s voxels; training needs at least 16 x 16 pixels a section.",
			image.name(), image.size());
	}

	private static void checkContent(final int[] truth, final Volume<?> labels) {
		int first = 0;
		for (final int label : truth) {
			if (label == 0) continue;
			if (first == 0) first = label;
			else if (label != first) return;
		}
		throw new Refusal(first == 0 ? labels.name() + " holds only the value 0; labels number the neurons from 1." : labels.name() +
			" holds only one label, " + first + "; affinities are learned from at least two neurons. Is it a mask instead of labels?");
	}
}
