package io.github.encoderj.cxr;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.network.FineTunable;
import io.github.encoderj.encoder.network.WeightsFolder;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Preprocessing;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.learn.FineTuning;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.learn.probe.LinearModel;
import io.github.encoderj.learn.probe.ProbeTraining;

/**
 * Trains a linear layer together with the encoder on radiographs, and scores both on the test part as a frozen encoder is scored. Pictures
 * are prepared as the encoder's authors do, without augmentation.
 */
public final class RadiographFineTuning {

	private static final double FIRST_DEVIATION = 0.01;
	/** Share of Java's memory that prepared pictures may take; what is beyond is read again each time. */
	private static final double MEMORY_SHARE = 0.25;

	private RadiographFineTuning() {}

	/**
	 * What is trained and how.
	 *
	 * @param lastBlocks of the encoder; -1 for the whole
	 * @param training rates, batch and epochs
	 */
	public record Settings(int lastBlocks, FineTuning.Settings training) {

		/** As tables name it. */
		String name() {
			return lastBlocks < 0 ? "finetune all" : "finetune " + lastBlocks;
		}

		FineTuning.Settings with(final long seed) {
			return new FineTuning.Settings(training.learningRate(), training.layerDecay(), training.weightDecay(), training.batch(), training
				.epochs(), training.warmUp(), training.constant(), training.shuffled(), seed);
		}
	}

	static RadiographTraining.Run run(final RadiographStudy study, final Folds.Split split, final RadiographEncoder encoder,
		final int resolution, final RadiographTraining.Settings settings, final long seed, final Progress progress)
	{
		final Settings tuning = settings.tuning().orElseThrow();
		final WeightsFolder weights = encoder.weights();
		final Preprocessing preprocessing = Preprocessing.of(weights).withResolution(resolution);
		final LabelTable labels = study.table().labels();
		final LabelTable training = labels.subset(split.training());
		final Inputs inputs = new Inputs(Arrays.stream(split.training()).mapToObj(study.files()::get).toList(), preprocessing);
		final Planes first = inputs.get(0);
		final FineTunable network = FineTunable.of(weights, tuning.lastBlocks(), first.height(), first.width());
		final FineTuning.Result trained = FineTuning.train(network, inputs, training.values(), labels.exclusive(), head(labels.labels().size(),
			network.width(), seed), tuning.with(seed), encoder.device(), encoder.threads(), progress.part(0, 0.9));
		final LinearModel model = LinearModel.of(List.of(renamed(trained.head().get(0), "weight"), renamed(trained.head().get(1), "bias")), labels
			.exclusive());
		final Pooling pooling = weights.family().endsWith("convnext") ? Pooling.MODEL : Pooling.CLS;
		try (RadiographEncoder tuned = encoder.tuned(trained.encoder(), pooling)) {
			final Optional<double[][]> validation = split.validation().length == 0 ? Optional.empty() : Optional.of(probabilities(model, study, split
				.validation(), tuned, resolution, progress.part(0.9, 0.95)));
			final double[] thresholds = RadiographScores.thresholds(settings.threshold(), labels, split.validation(), validation);
			final double[][] test = probabilities(model, study, split.test(), tuned, resolution, progress.part(0.95, 1));
			final double chosen = validation.map(v -> RadiographScores.macroAuroc(labels.labels(), v, labels.subset(split.validation()).values()))
				.orElse(Double.NaN);
			final String how = String.format(java.util.Locale.ROOT, "learning_rate %.4g, layer decay %.4g", tuning.training().learningRate(), tuning
				.training().layerDecay());
			return new RadiographTraining.Run(new ProbeTraining.Result(model, how, chosen), thresholds, test, RadiographScores.of(labels, split.test(),
				test, settings.bootstrap(), thresholds), seed, pooling, trained.encoder());
		}
	}

	private static double[][] probabilities(final LinearModel model, final RadiographStudy study, final int[] indices,
		final RadiographEncoder tuned, final int resolution, final Progress progress)
	{
		final Map<String, Path> files = new LinkedHashMap<>();
		for (final int i : indices) files.put(study.table().labels().cases().get(i), study.files().get(i));
		final Map<String, float[]> vectors = RadiographVectors.of(files, tuned, resolution, Optional.empty(), true, progress).vectors();
		return model.probabilities(files.keySet().stream().map(vectors::get).toArray(float[][]::new));
	}

	private static Tensor renamed(final Tensor tensor, final String name) {
		return Tensor.of(name, tensor.floats(), tensor.shape());
	}

	private static List<Tensor> head(final int labels, final int width, final long seed) {
		final Random random = new Random(seed);
		final float[] weight = new float[labels * width];
		for (int i = 0; i < weight.length; i++) weight[i] = (float) (FIRST_DEVIATION * random.nextGaussian());
		return List.of(Tensor.of("head.weight", weight, labels, width), Tensor.of("head.bias", new float[labels], labels));
	}

	/** Radiographs as the network takes them; as many are kept as memory allows. */
	private static final class Inputs implements FineTuning.Pictures {

		private final List<Path> files;
		private final Preprocessing preprocessing;
		private final Map<Integer, Planes> kept = new HashMap<>();
		private long bytes;
		private Planes first;

		private Inputs(final List<Path> files, final Preprocessing preprocessing) {
			this.files = files;
			this.preprocessing = preprocessing;
		}

		@Override
		public Planes get(final int index) {
			final Planes known = kept.get(index);
			if (known != null) return known;
			final Planes planes = preprocessing.apply(Pictures.planes(Radiograph.read(files.get(index)), 0), Window.BYTES);
			if (first == null) first = planes;
			Refusal.unless(planes.height() == first.height() && planes.width() == first.width(), "%s becomes a picture of %d x %d pixels, others of %d " +
				"x %d: this encoder's preprocessing keeps the aspect ratio. Crop the radiographs to one shape, or choose another encoder.", files.get(
					index).getFileName(), planes.width(), planes.height(), first.width(), first.height());
			bytes += 4L * planes.data().length;
			if (bytes < MEMORY_SHARE * Runtime.getRuntime().maxMemory()) kept.put(index, planes);
			return planes;
		}
	}
}
