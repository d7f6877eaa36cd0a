package io.github.encoderj.em;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import io.github.encoderj.base.Progress;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.PartitionScores;
import io.github.encoderj.metrics.PartitionScores.Definition;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * The EM job on real sections, those of the gala project (train-image.tif, train-gt.tif; 50 sections of 200 x 100): trained on sections
 * 0-34, threshold chosen there too, scored on 35-49, where every voxel belongs to a segment; VOI
 * as funlib and ARAND as scikit-image define them, both without truth 0.
 * {@code sh src/build/gala.sh FOLDER} runs it.
 */
public final class GalaCheck {

	private static final int TRAINING_SECTIONS = 35;

	private GalaCheck() {}

	/** Arguments: folder, number of seeds, epochs. */
	public static void main(final String[] arguments) throws IOException {
		final Path folder = Path.of(arguments[0]);
		final int seeds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
		final int epochs = arguments.length > 2 ? Integer.parseInt(arguments[2]) : AffinityTraining.Settings.defaults().epochs();
		final Volume<?> image = ImageFiles.read(folder.resolve("train-image.tif"));
		final Volume<?> truth = ImageFiles.readLabels(folder.resolve("train-gt.tif").toString());
		final Volume<?> test = sections(image, TRAINING_SECTIONS, image.depth());
		final int[] testTruth = Pixels.labels(sections(truth, TRAINING_SECTIONS, image.depth()));
		final double[][] results = new double[seeds][];
		System.out.println("seed  threshold  voi_split  voi_merge  voi_sum  arand   zero_share  training_s  prediction_s");
		for (int seed = 1; seed <= seeds; seed++) {
			final AffinityTraining.Settings settings = new AffinityTraining.Settings(epochs, 64, 0, 10, seed, "cpu", 0);
			final long start = System.nanoTime();
			final AffinityTraining.Result trained = AffinityTraining.train(AffinityTraining.encoder(), sections(image, 0, TRAINING_SECTIONS),
				sections(truth, 0, TRAINING_SECTIONS), settings, "check", Progress.NONE);
			final long middle = System.nanoTime();
			final Volume<?> affinities = AffinityPrediction.predict(AffinityTraining.encoder(), trained.head(), "head", test,
				new AffinityPrediction.Settings(true, "cpu", 0), Progress.NONE).affinities();
			final long end = System.nanoTime();
			final float threshold = Float.parseFloat(trained.head().metadata().get(AffinityTraining.THRESHOLD));
			final AgglomerationResult result = Agglomeration.run(affinities, AgglomerationSettings.DEFAULT.withThresholds(threshold),
				Progress.NONE);
			final int[] segmentation = Pixels.labels(result.segmentation(0));
			final PartitionScores scores = PartitionScores.of(testTruth, segmentation, Definition.FUNLIB);
			final double arand = PartitionScores.of(testTruth, segmentation, Definition.SKIMAGE).arand();
			results[seed - 1] = new double[] { scores.voiSum(), arand };
			System.out.printf(Locale.ROOT, "%4d  %9.2f  %9.3f  %9.3f  %7.3f  %.4f  %10.3f  %10.0f  %12.1f%n", seed, threshold, scores.voiSplit(),
				scores.voiMerge(), scores.voiSum(), arand, result.zeroShare(0), (middle - start) / 1e9, (end - middle) / 1e9);
		}
		System.out.printf(Locale.ROOT, "median of %d seeds: VOI sum %.3f, ARAND %.4f%n", seeds, median(results, 0), median(results, 1));
		System.out.println("Peak resident memory: " + peakMemory());
	}

	private static <T extends RealType<T>> Volume<T> sections(final Volume<T> volume, final long from, final long to) {
		final long[] min = { 0, 0, from };
		final long[] max = { volume.width() - 1, volume.height() - 1, to - 1 };
		return new Volume<>(Views.zeroMin(Views.interval(volume.pixels(), min, max)), volume.geometry(), volume.name());
	}

	private static double median(final double[][] results, final int column) {
		final double[] values = Arrays.stream(results).mapToDouble(r -> r[column]).sorted().toArray();
		return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
	}

	private static String peakMemory() throws IOException {
		final Path status = Path.of("/proc/self/status");
		if (!Files.exists(status)) return "unknown on this system";
		return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmHWM")).findFirst().orElse("unknown").replaceAll("\\s+",
			" ");
	}
}
