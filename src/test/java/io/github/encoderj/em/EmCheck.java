package io.github.encoderj.em;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.ContingencyTable;
import io.github.encoderj.metrics.PartitionScores;
import io.github.encoderj.metrics.PartitionScores.Definition;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * The EM job on real sections: trains on some sections of a stack, chooses the threshold without the others, scores the others. VOI as
 * funlib and ARAND as scikit-image define them, both without truth 0; also with voxels within 2 pixels of a border of the truth left
 * out. Options are {@code key=value}:
 * <ul>
 * <li>seeds: a list, 1,2,3; epochs; minutes; threads (0: all cores);
 * <li>train, test: first and last section of each part, from 0;
 * <li>patch; network: light, superhuman, mala; size; auxiliary; dice: as in {@link AffinityTraining.Settings};
 * <li>keep: a folder for the heads and affinities of each seed;
 * <li>oracle=true: also the best threshold of the test part, for choosing settings inside the training part only.
 * </ul>
 */
final class EmCheck {

	private static final double BORDER = 2;

	private final String name;
	private final Volume<?> image;
	private final Volume<?> truth;
	private final boolean sections;
	private final Map<String, String> options = new LinkedHashMap<>();

	/**
	 * @param sections whether each section is segmented and scored for itself
	 * @param defaults key=value
	 */
	EmCheck(final String name, final Volume<?> image, final Volume<?> truth, final boolean sections, final String... defaults) {
		this.name = name;
		this.image = image;
		this.truth = truth;
		this.sections = sections;
		set("seeds=1,2,3", "epochs=" + AffinityTraining.Settings.defaults().epochs(), "minutes=10", "threads=0", "patch=" + AffinityTraining.Settings.defaults().patch(),
			"keep=", "oracle=false", "network=light", "size=0", "auxiliary=true", "dice=0");
		set(defaults);
	}

	void set(final String... keyValues) {
		for (final String option : keyValues) {
			final int equals = option.indexOf('=');
			if (equals < 1) throw new IllegalArgumentException(option + ": expected key=value");
			options.put(option.substring(0, equals), option.substring(equals + 1));
		}
	}

	private int number(final String key) {
		return Integer.parseInt(options.get(key));
	}

	void run() throws IOException {
		final int[] train = Arrays.stream(options.get("train").split("-")).mapToInt(Integer::parseInt).toArray();
		final int[] test = Arrays.stream(options.get("test").split("-")).mapToInt(Integer::parseInt).toArray();
		System.out.println(name + " " + options);
		System.out.println("seed  threshold  voi_split  voi_merge  voi_sum   arand  | off borders: voi_sum   arand  | zero_share  training_s  " +
			"prediction_s");
		final List<double[]> results = new ArrayList<>();
		for (final String text : options.get("seeds").split(",")) {
			results.add(Parallel.withThreads(number("threads"), () -> one(Long.parseLong(text), sections(image, train), sections(truth, train),
				sections(image, test), sections(truth, test))));
		}
		System.out.printf(Locale.ROOT, "median of %d seeds: VOI sum %.3f, ARAND %.4f; off borders %.3f, %.4f%n", results.size(), median(results,
			2), median(results, 3), median(results, 4), median(results, 5));
		System.out.println("Peak resident memory: " + peakMemory());
	}

	private double[] one(final long seed, final Volume<?> trainImage, final Volume<?> trainTruth, final Volume<?> testImage,
		final Volume<?> testTruth)
	{
		final AffinityTraining.Settings settings = new AffinityTraining.Settings(number("epochs"), number("patch"), 0, Double.parseDouble(options
			.get("minutes")), seed, "cpu", number("threads"), new AffinityTraining.Network(options.get("network"), number("size"), Boolean
				.parseBoolean(options.get("auxiliary")), Double.parseDouble(options.get("dice"))));
		final long start = System.nanoTime();
		final Volume<?> affinities;
		final float threshold;
		final long middle;
		try (Encoder encoder = AffinityTraining.encoder()) {
			final AffinityTraining.Result trained = AffinityTraining.train(encoder, trainImage, trainTruth, settings, "check", Progress.NONE);
			middle = System.nanoTime();
			affinities = AffinityPrediction.predict(encoder, trained.head(), "head", testImage, new AffinityPrediction.Settings(true, "cpu",
				number("threads")), Progress.NONE).affinities();
			threshold = Float.parseFloat(trained.head().metadata().get(AffinityTraining.THRESHOLD));
			keep(seed, trained, affinities);
		}
		final long end = System.nanoTime();
		final double[] scores = scores(affinities, testTruth, threshold);
		System.out.printf(Locale.ROOT, "%4d  %9.2f  %9.3f  %9.3f  %7.3f  %.4f  |              %7.3f  %.4f  | %10.3f  %10.0f  %12.1f%n", seed,
			threshold, scores[0], scores[1], scores[2], scores[3], scores[4], scores[5], scores[6], (middle - start) / 1e9, (end - middle) / 1e9);
		if (options.get("oracle").equals("true")) {
			final StringBuilder line = new StringBuilder("      by threshold:");
			for (float t = 0.3f; t < 0.95f; t += 0.05f) {
				final double[] s = scores(affinities, testTruth, t);
				line.append(String.format(Locale.ROOT, " %.2f:%.3f/%.4f", t, s[2], s[3]));
			}
			System.out.println(line);
		}
		return scores;
	}

	private void keep(final long seed, final AffinityTraining.Result trained, final Volume<?> affinities) {
		if (options.get("keep").isEmpty()) return;
		final Path folder = Path.of(options.get("keep"));
		trained.head().write(folder.resolve(name + "_" + seed + ".safetensors"));
		ImageFiles.write(affinities, folder.resolve(name + "_" + seed + ".h5"));
		trained.curve().forEach(e -> System.out.printf(Locale.ROOT, "      epoch %d: %.5f, %.0f s%n", e.epoch(), e.training(), e.seconds()));
	}

	/** VOI split, merge, sum, ARAND; VOI sum and ARAND off the borders; share of zeros. */
	private double[] scores(final Volume<?> affinities, final Volume<?> testTruth, final float threshold) {
		final AgglomerationSettings settings = AgglomerationSettings.DEFAULT.withThresholds(threshold);
		if (!sections) {
			final AgglomerationResult result = Agglomeration.run(affinities, settings, Progress.NONE);
			return scores(testTruth, result.segmentation(0), result.zeroShare(0));
		}
		final List<AgglomerationResult> results = SectionAgglomeration.run(affinities, settings, Progress.NONE);
		final double[] mean = new double[7];
		for (int z = 0; z < results.size(); z++) {
			final double[] one = scores(sections(testTruth, new int[] { z, z }), results.get(z).segmentation(0), results.get(z).zeroShare(0));
			for (int i = 0; i < mean.length; i++) mean[i] += one[i] / results.size();
		}
		return mean;
	}

	private static double[] scores(final Volume<?> truth, final Volume<?> segmentation, final double zeros) {
		final ContingencyTable all = ContingencyTable.of(truth.pixels(), segmentation.pixels());
		final ContingencyTable inner = ContingencyTable.of(truth.pixels(), segmentation.pixels(), BORDER);
		final PartitionScores funlib = PartitionScores.of(all, Definition.FUNLIB);
		return new double[] { funlib.voiSplit(), funlib.voiMerge(), funlib.voiSum(), PartitionScores.of(all, Definition.SKIMAGE).arand(),
			PartitionScores.of(inner, Definition.FUNLIB).voiSum(), PartitionScores.of(inner, Definition.SKIMAGE).arand(), zeros };
	}

	private static <T extends RealType<T>> Volume<T> sections(final Volume<T> volume, final int[] range) {
		final long[] min = { 0, 0, range[0] };
		final long[] max = { volume.width() - 1, volume.height() - 1, range[1] };
		return new Volume<>(Views.zeroMin(Views.interval(volume.pixels(), min, max)), volume.geometry(), volume.name());
	}

	private static double median(final List<double[]> results, final int column) {
		final double[] values = results.stream().mapToDouble(r -> r[column]).sorted().toArray();
		return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
	}

	private static String peakMemory() throws IOException {
		final Path status = Path.of("/proc/self/status");
		if (!Files.exists(status)) return "unknown on this system";
		return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmHWM")).findFirst().orElse("unknown").replaceAll("\\s+",
			" ");
	}
}
