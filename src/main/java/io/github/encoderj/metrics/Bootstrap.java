package io.github.encoderj.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;

/**
 * Resampling of cases with replacement. A sample is a weight a case: how often it was drawn; the cases of a group are drawn
 * together. Sample k of a seed is always the same, whatever the number of threads.
 *
 * @see <a href="https://doi.org/10.1214/aos/1176344552">Efron 1979</a>
 */
public final class Bootstrap {

	private Bootstrap() {}

	/** Computes values of one sample. */
	@FunctionalInterface
	interface Statistic {

		double[] of(short[] weights);
	}

	/**
	 * Values of a statistic in many samples.
	 *
	 * @param groups group of each case, 0 and up without gaps
	 * @param samples how many
	 * @param statistic safe to call from several threads; gets the weights by case
	 * @return [value][sample]
	 */
	static double[][] of(final int[] groups, final int samples, final long seed, final Statistic statistic) {
		final double[][] bySample = new double[samples][];
		final int groupCount = Arrays.stream(groups).max().orElse(-1) + 1;
		final int parts = Math.min(samples, 4 * Parallel.threads());
		Parallel.forEach(parts, part -> {
			final short[] drawn = new short[groupCount];
			final short[] weights = new short[groups.length];
			for (int sample = part; sample < samples; sample += parts) {
				draw(drawn, random(seed, sample));
				for (int c = 0; c < groups.length; c++) weights[c] = drawn[groups[c]];
				bySample[sample] = statistic.of(weights);
			}
		});
		final double[][] byValue = new double[samples == 0 ? 0 : bySample[0].length][samples];
		for (int v = 0; v < byValue.length; v++) {
			for (int sample = 0; sample < samples; sample++) byValue[v][sample] = bySample[sample][v];
		}
		return byValue;
	}

	/** Random numbers of one sample; those of other samples and seeds have nothing in common with them. */
	static SplittableRandom random(final long seed, final int sample) {
		return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ sample * 0xD1B54A32D192ED03L);
	}

	/** No group is drawn 32,768 times: the number of draws is that of the groups, so that about one each is expected. */
	private static void draw(final short[] drawn, final SplittableRandom random) {
		Arrays.fill(drawn, (short) 0);
		for (int g = 0; g < drawn.length; g++) drawn[random.nextInt(drawn.length)]++;
	}

	/**
	 * 95 % percentile interval of a statistic of independent values, for instance of the mean Dice over cases.
	 *
	 * @param values one a case
	 * @param statistic of a resampled array of the same length
	 * @param samples 1 or more
	 */
	public static Interval interval(final double[] values, final ToDoubleFunction<double[]> statistic, final int samples,
		final long seed)
	{
		Refusal.unless(samples > 0, "bootstrap = %d: at least one sample is needed for an interval.", samples);
		if (values.length == 0) return Interval.UNDEFINED;
		final int[] cases = new int[values.length];
		Arrays.setAll(cases, c -> c);
		final double[][] results = of(cases, samples, seed, weights -> {
			final double[] resampled = new double[values.length];
			int n = 0;
			for (int c = 0; c < values.length; c++) {
				for (int k = 0; k < weights[c]; k++) resampled[n++] = values[c];
			}
			return new double[] { statistic.applyAsDouble(resampled) };
		});
		return Interval.middle(results[0], 0.95);
	}
}
