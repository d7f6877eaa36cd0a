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
import java.util.Optional;
import java.util.SplittableRandom;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.FineGrid;
import io.github.encoderj.encoder.RawIntensity;
import io.github.encoderj.encoder.VisionEncoder;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
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
 * <li>encoder: filterbank, raw, or the weights folder of a vision transformer, which joins the filter bank; magnification, shifts, layers
 * (1/3: blocks 1 and 3), components as in {@link FineGrid.Settings};
 * <li>blur: above 0 nothing is trained: affinities are the intensities smoothed by so many pixels, ranked 0..1;
 * <li>noise: normally distributed, added to the test part, in standard deviations of its intensities; of a list the first is reported;
 * <li>other (gala only): a folder with the ISBI sections, of which 15-19, at half their size, are segmented with the same heads;
 * <li>heads: a folder that an earlier run kept; its heads are applied, nothing is trained;
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
	private Other other;

	/** Another volume to which the heads are applied as well, section by section. */
	private record Other(Volume<?> image, Volume<?> truth, int[] range) {}

	/**
	 * @param sections whether each section is segmented and scored for itself
	 * @param defaults key=value
	 */
	EmCheck(final String name, final Volume<?> image, final Volume<?> truth, final boolean sections, final String... defaults) {
		this.name = name;
		this.image = image;
		this.truth = truth;
		this.sections = sections;
		set("seeds=1,2,3", "epochs=" + AffinityTraining.Settings.defaults().epochs(), "minutes=10", "threads=0", "patch=" + AffinityTraining
			.Settings.defaults().patch(),
			"keep=", "oracle=false", "network=light", "size=0", "auxiliary=true", "dice=0", "encoder=filterbank",
			"magnification=2", "shifts=2", "layers=", "components=32", "blur=0", "noise=0", "other=", "heads=");
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

	/** Applies the heads also to sections of another volume. */
	void other(final Volume<?> otherImage, final Volume<?> otherTruth, final int first, final int last) {
		other = new Other(otherImage, otherTruth, new int[] { first, last });
	}

	String option(final String key) {
		return options.get(key);
	}

	void run() throws IOException {
		final int[] train = Arrays.stream(options.get("train").split("-")).mapToInt(Integer::parseInt).toArray();
		final int[] test = Arrays.stream(options.get("test").split("-")).mapToInt(Integer::parseInt).toArray();
		System.out.println(name + " " + options);
		System.out.println("seed  threshold  voi_split  voi_merge  voi_sum   arand  | off borders: voi_sum   arand  | zero_share  training_s  " +
			"prediction_s  megavoxels_a_s  score");
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
		if (Double.parseDouble(options.get("blur")) > 0) return blurred(trainImage, trainTruth, testImage, testTruth);
		try (Encoder encoder = encoder()) {
			final long start = System.nanoTime();
			final String heads = options.get("heads");
			final AffinityTraining.Result trained = heads.isEmpty() ? AffinityTraining.train(encoder, trainImage, trainTruth, settings, "check",
				Progress.NONE) : new AffinityTraining.Result(Head.read(file(Path.of(heads), seed), AffinityTraining.TYPE), List.of(), 0, true, true);
			final double seconds = (System.nanoTime() - start) / 1e9;
			final List<double[]> scores = new ArrayList<>();
			for (final String noise : options.get("noise").split(",")) {
				scores.add(applied(encoder, trained, noisy(testImage, Double.parseDouble(noise)), testTruth, sections, seed, seconds));
			}
			if (other != null) {
				System.out.println("      the same head on the other volume, section by section:");
				applied(encoder, trained, sections(other.image, other.range), sections(other.truth, other.range), true, seed, seconds);
			}
			return scores.get(0);
		}
	}

	private double[] applied(final Encoder encoder, final AffinityTraining.Result trained, final Volume<?> testImage,
		final Volume<?> testTruth, final boolean bySection, final long seed, final double trainingSeconds)
	{
		final long middle = System.nanoTime();
		final Volume<?> affinities = AffinityPrediction.predict(encoder, trained.head(), "head", testImage, new AffinityPrediction.Settings(true,
			"cpu", number("threads")), Progress.NONE).affinities();
		final long end = System.nanoTime();
		final AgglomerationSettings agglomeration = AffinityTraining.agglomeration(trained.head());
		keep(seed, trained, affinities);
		final float threshold = agglomeration.thresholds()[0];
		final double[] scores = scores(affinities, testTruth, bySection, agglomeration);
		System.out.printf(Locale.ROOT, "%4d  %9.2f  %9.3f  %9.3f  %7.3f  %.4f  |              %7.3f  %.4f  | %10.3f  %10.0f  %12.1f  %14.3f  %s%n",
			seed, threshold, scores[0], scores[1], scores[2], scores[3], scores[4], scores[5], scores[6], trainingSeconds, (end - middle) / 1e9,
			testImage.voxels() * 1e3 / (end - middle), agglomeration.score().text());
		if (options.get("oracle").equals("true")) {
			final StringBuilder line = new StringBuilder("      by threshold:");
			for (float t = 0.1f; t < 0.95f; t += 0.05f) {
				final double[] s = scores(affinities, testTruth, bySection, agglomeration.withThresholds(t));
				line.append(String.format(Locale.ROOT, " %.2f:%.3f/%.4f", t, s[2], s[3]));
			}
			System.out.println(line);
		}
		return scores;
	}

	private static Volume<?> noisy(final Volume<?> part, final double noise) {
		if (noise == 0) return part;
		final float[] values = Pixels.floats(part);
		double mean = 0;
		double square = 0;
		for (final float v : values) {
			mean += v / values.length;
			square += (double) v * v / values.length;
		}
		final double deviation = noise * Math.sqrt(square - mean * mean);
		final SplittableRandom random = new SplittableRandom(1);
		for (int i = 0; i < values.length; i++) values[i] += (float) (deviation * random.nextGaussian());
		return Volume.of(values, part.width(), part.height(), part.depth(), part.geometry(), part.name());
	}

	private Encoder encoder() {
		final String encoder = options.get("encoder");
		if (encoder.equals("filterbank")) return AffinityTraining.encoder();
		if (encoder.equals("raw")) return new RawIntensity();
		return AffinityTraining.encoder(VisionEncoder.open(Path.of(encoder), ComputeDevice.cpu(), number("threads"), false), new FineGrid.Settings(
			number("magnification"), number("shifts"), FineGrid.Settings.layers(options.get("layers").replace('/', ',')), number("components")),
			Optional.empty());
	}

	/** The control without training: each edge as bright as its darker end, smoothed and ranked; the threshold from the training part. */
	private double[] blurred(final Volume<?> trainImage, final Volume<?> trainTruth, final Volume<?> testImage, final Volume<?> testTruth) {
		final Volume<?> training = brightness(trainImage);
		final AgglomerationSettings sweep = AgglomerationSettings.DEFAULT.withThresholds(AgglomerationSettings.thresholds(
			ThresholdSweep.THRESHOLDS));
		final String score = sweep.score().text();
		final double[] voi = sections ? SectionAgglomeration.voi(SectionAgglomeration.run(training, sweep, Progress.NONE), score, trainTruth,
			Definition.FUNLIB) : ThresholdSweep.of(Agglomeration.run(training, sweep, Progress.NONE), score, trainTruth, Definition.FUNLIB).voi();
		final float threshold = ThresholdSweep.robust(sweep.thresholds(), voi);
		final double[] s = scores(brightness(testImage), testTruth, sections, AgglomerationSettings.DEFAULT.withThresholds(threshold));
		System.out.printf(Locale.ROOT, "blur  %9.2f  %9.3f  %9.3f  %7.3f  %.4f  |              %7.3f  %.4f  | %10.3f%n", threshold, s[0], s[1], s[2],
			s[3], s[4], s[5], s[6]);
		return s;
	}

	private Volume<?> brightness(final Volume<?> stack) {
		final int width = (int) stack.width();
		final int height = (int) stack.height();
		final int plane = width * height;
		final float[] raw = Pixels.floats(stack);
		final float[] affinities = new float[3 * raw.length];
		Parallel.forEach((int) stack.depth(), z -> {
			final float[] smooth = smooth(Arrays.copyOfRange(raw, z * plane, (z + 1) * plane), width, height, Double.parseDouble(options.get(
				"blur")));
			final float[] sorted = smooth.clone();
			Arrays.sort(sorted);
			for (int i = 0; i < plane; i++) {
				final int rank = Arrays.binarySearch(sorted, smooth[i]);
				affinities[z * plane + i] = (float) rank / plane;
			}
		});
		final int[] step = { plane, width, 1 };
		for (int c = 2; c >= 0; c--) {
			for (int p = raw.length - 1; p >= 0; p--) {
				final boolean inside = c == 0 ? p >= plane : c == 1 ? p / width % height > 0 : p % width > 0;
				affinities[c * raw.length + p] = inside ? Math.min(affinities[p], affinities[p - step[c]]) : affinities[p];
			}
		}
		return Volume.of(affinities, width, height, stack.depth(), 3, stack.geometry(), name + " brightness");
	}

	private static float[] smooth(final float[] in, final int width, final int height, final double sigma) {
		final int radius = (int) Math.ceil(3 * sigma);
		final float[] rows = new float[in.length];
		final float[] out = new float[in.length];
		for (int pass = 0; pass < 2; pass++) {
			final float[] from = pass == 0 ? in : rows;
			final float[] to = pass == 0 ? rows : out;
			for (int i = 0; i < in.length; i++) {
				final int y = i / width;
				final int x = i % width;
				double sum = 0;
				double weights = 0;
				for (int t = -radius; t <= radius; t++) {
					final int v = pass == 0 ? x + t : y + t;
					if (v < 0 || v >= (pass == 0 ? width : height)) continue;
					final double w = Math.exp(-0.5 * t * t / sigma / sigma);
					sum += w * from[pass == 0 ? y * width + v : v * width + x];
					weights += w;
				}
				to[i] = (float) (sum / weights);
			}
		}
		return out;
	}

	private Path file(final Path folder, final long seed) {
		return folder.resolve(name + "_" + seed + ".safetensors");
	}

	private void keep(final long seed, final AffinityTraining.Result trained, final Volume<?> affinities) {
		if (options.get("keep").isEmpty()) return;
		final Path folder = Path.of(options.get("keep"));
		trained.head().write(file(folder, seed));
		ImageFiles.write(affinities, folder.resolve(name + "_" + seed + ".h5"));
		trained.curve().forEach(e -> System.out.printf(Locale.ROOT, "      epoch %d: %.5f, %.0f s%n", e.epoch(), e.training(), e.seconds()));
	}

	/** VOI split, merge, sum, ARAND; VOI sum and ARAND off the borders; share of zeros. */
	private static double[] scores(final Volume<?> affinities, final Volume<?> testTruth, final boolean bySection,
		final AgglomerationSettings settings)
	{
		if (!bySection) {
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
