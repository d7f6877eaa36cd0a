package io.github.encoderj.wsi.classify;

import java.nio.file.Path;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.BagTasks;
import io.github.encoderj.learn.GatedAttention;
import io.github.encoderj.learn.Head;

/** A trained head that classifies slides by the features of their tiles. */
public final class SlideClassifier implements AutoCloseable {

	private final Head head;
	private final String file;
	private final BagTasks tasks;
	private final SlidePooling pooling;
	private final GatedAttention attention;

	private SlideClassifier(final Head head, final String file, final String device, final int threads) {
		this.head = head;
		this.file = file;
		Refusal.unless(head.metadata().containsKey("tasks") && head.metadata().containsKey("pooling") && head.tensors().size() >= 10,
			"%s is no head of a slide classifier: its metadata lack tasks or pooling. Train the head again.", file);
		tasks = BagTasks.parse(head.metadata().get("tasks"), file);
		pooling = SlidePooling.of(head.metadata().get("pooling"));
		attention = GatedAttention.open(head.tensors(), device, threads);
	}

	/**
	 * Opens a head file.
	 *
	 * @param device "auto", "cpu" or "gpu0", "gpu1"...
	 * @param threads threads of an operation; 0 means all cores
	 * @throws Refusal if there is none, or it is no head of a slide classifier
	 */
	public static SlideClassifier open(final Path file, final String device, final int threads) {
		return new SlideClassifier(Head.read(file, SlideTraining.TYPE), String.valueOf(file.getFileName()), device, threads);
	}

	/** The head. */
	public Head head() {
		return head;
	}

	/** What it answers. */
	public BagTasks tasks() {
		return tasks;
	}

	/** How it pools tiles; only attention gives maps. */
	public SlidePooling pooling() {
		return pooling;
	}

	/** Whether each label has an attention of its own. */
	public boolean ownAttention() {
		return attention.branches() > 1;
	}

	/**
	 * What a classifier says about a slide.
	 *
	 * @param probabilities of each label
	 * @param attention before the softmax, [branch][tile]; one branch for all outputs, or one for each
	 * @param shares part of each output that each tile makes up, [output][tile]
	 */
	public record Prediction(double[] probabilities, float[][] attention, float[][] shares) {

		/** The label with the highest probability. */
		public int best() {
			int best = 0;
			for (int l = 1; l < probabilities.length; l++) if (probabilities[l] > probabilities[best]) best = l;
			return best;
		}
	}

	/**
	 * Classifies a slide; memory is needed for a few thousand tiles and some numbers a tile.
	 *
	 * @param features file of its tiles
	 * @throws Refusal if it holds no features, or those of another encoder
	 */
	public Prediction classify(final Path features, final Progress progress) {
		final FeatureBag bag = new FeatureBag(features);
		check(bag);
		final GatedAttention.Result result = attention.apply(pooling.of(bag), progress);
		return new Prediction(tasks.probabilities(result.outputs()), result.attention(), result.shares());
	}

	/** Attention on the tiles for a label: its own branch, or the shared one. */
	public float[] attention(final Prediction prediction, final int label) {
		return prediction.attention()[ownAttention() ? tasks.output(label) : 0];
	}

	/** How much each tile speaks for a label rather than for the others: its share of the label's output less the mean of those of the others. */
	public float[] evidence(final Prediction prediction, final int label) {
		final int first = tasks.exclusive() ? 0 : 2 * label;
		final int count = tasks.exclusive() ? prediction.shares().length : 2;
		final int own = tasks.output(label);
		final float[] evidence = prediction.shares()[own].clone();
		for (int o = first; o < first + count; o++) {
			for (int i = 0; i < evidence.length && o != own; i++) evidence[i] -= prediction.shares()[o][i] / (count - 1);
		}
		return evidence;
	}

	private void check(final FeatureBag bag) {
		final String sha256 = head.metadata().getOrDefault("encoder_sha256", "");
		final String name = bag.path().getFileName().toString();
		Refusal.unless(bag.width() == attention.width(), "%s holds %d features a tile, %s takes %d. Choose features of the encoder %s.", name, bag
			.width(), file, attention.width(), head.encoder());
		Refusal.unless(sha256.isEmpty() || bag.sha256().isEmpty() || sha256.equals(bag.sha256()), "%s was trained on the encoder %s (%.12s), " +
			"but %s holds features of %s (%.12s). Encode the slide with that encoder, or train a head on this one.", file, head.encoder(),
			sha256, name, bag.encoder(), bag.sha256());
		final String preprocessing = head.metadata().getOrDefault("preprocessing", "");
		Refusal.unless(preprocessing.isEmpty() || bag.preprocessing().isEmpty() || preprocessing.equals(bag.preprocessing()),
			"%s was trained with the preprocessing \"%s\", but the features of %s were made with \"%s\". Encode the slide again.", file,
			preprocessing, name, bag.preprocessing());
	}

	@Override
	public void close() {
		attention.close();
	}
}
