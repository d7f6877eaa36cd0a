package io.github.encoderj.encoder;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.github.encoderj.base.Refusal;

/** Pictures of features: principal components, similarity to a point. */
public final class FeatureMaps {

	private FeatureMaps() {}

	/**
	 * Principal components of the patches of some pictures together, so that one colour means one thing in all of them.
	 *
	 * @param pictures at least one, of one width
	 * @param components number of components
	 * @param foreground whether the patches are first divided in two by the first component (Otsu), and only the part that touches the
	 *          border less is analysed; the rest is NaN
	 * @return per picture [component, row, column], each component scaled to 0..1 over all pictures
	 * @throws Refusal if there are fewer patches than components
	 */
	public static List<float[]> principalComponents(final List<ImageFeatures> pictures, final int components, final boolean foreground) {
		final int width = pictures.get(0).width();
		final int n = pictures.stream().mapToInt(p -> p.rows() * p.columns()).sum();
		Refusal.unless(components >= 1 && components <= Math.min(width, n - 1), "components = %d: %d patches of %d features have 1 to %d.",
			components, n, width, Math.max(1, Math.min(width, n - 1)));
		final float[][] patches = new float[n][];
		int at = 0;
		for (final ImageFeatures p : pictures) {
			for (int i = 0; i < p.rows() * p.columns(); i++) patches[at++] = Arrays.copyOfRange(p.patches(), i * width, (i + 1) * width);
		}
		boolean[] taken = new boolean[n];
		Arrays.fill(taken, true);
		if (foreground) taken = foreground(pictures, scores(patches, taken, 1)[0]);
		final float[][] scores = scores(patches, taken, components);
		for (final float[] component : scores) scale(component, taken);
		return distributed(pictures, scores);
	}

	/** Per picture [component, row, column] from per component [patch of all pictures]. */
	private static List<float[]> distributed(final List<ImageFeatures> pictures, final float[][] scores) {
		final int[] first = new int[pictures.size() + 1];
		for (int p = 0; p < pictures.size(); p++) first[p + 1] = first[p] + pictures.get(p).rows() * pictures.get(p).columns();
		return IntStream.range(0, pictures.size()).mapToObj(p -> {
			final int size = first[p + 1] - first[p];
			final float[] map = new float[scores.length * size];
			for (int c = 0; c < scores.length; c++) System.arraycopy(scores[c], first[p], map, c * size, size);
			return map;
		}).toList();
	}

	/** Scores of the first components of the taken patches, [component][patch]. */
	private static float[][] scores(final float[][] patches, final boolean[] taken, final int components) {
		final PrincipalComponents basis = PrincipalComponents.fit(patches, taken, components);
		final float[][] scores = new float[components][patches.length];
		for (int c = 0; c < components; c++) {
			for (int i = 0; i < patches.length; i++) scores[c][i] = taken[i] ? basis.score(patches[i], 0, c) : Float.NaN;
		}
		return scores;
	}

	/** The part of the patches, divided by Otsu's threshold, that touches the pictures' borders less. */
	private static boolean[] foreground(final List<ImageFeatures> pictures, final float[] score) {
		final double threshold = otsu(score);
		final boolean[] above = new boolean[score.length];
		int borderAbove = 0;
		int border = 0;
		int count = 0;
		int at = 0;
		for (final ImageFeatures p : pictures) {
			for (int i = 0; i < p.rows() * p.columns(); i++, at++) {
				above[at] = score[at] > threshold;
				if (above[at]) count++;
				final int r = i / p.columns();
				final int c = i % p.columns();
				if (r > 0 && c > 0 && r < p.rows() - 1 && c < p.columns() - 1) continue;
				border++;
				if (above[at]) borderAbove++;
			}
		}
		final boolean invert = (double) borderAbove / border > (double) count / score.length;
		for (int i = 0; i < above.length; i++) above[i] ^= invert;
		return above;
	}

	/** The threshold that divides values into two groups of least variance (Otsu 1979). */
	public static double otsu(final float[] values) {
		final float[] sorted = values.clone();
		Arrays.sort(sorted);
		double total = 0;
		for (final float v : sorted) total += v;
		double below = 0;
		double best = -1;
		double threshold = sorted[0];
		for (int i = 1; i < sorted.length; i++) {
			below += sorted[i - 1];
			final double difference = below / i - (total - below) / (sorted.length - i);
			final double between = difference * difference * i * (sorted.length - i);
			if (between > best) {
				best = between;
				threshold = (sorted[i - 1] + sorted[i]) / 2.0;
			}
		}
		return threshold;
	}

	private static void scale(final float[] component, final boolean[] taken) {
		float low = Float.POSITIVE_INFINITY;
		float high = Float.NEGATIVE_INFINITY;
		for (int i = 0; i < component.length; i++) {
			if (!taken[i]) continue;
			low = Math.min(low, component[i]);
			high = Math.max(high, component[i]);
		}
		for (int i = 0; i < component.length; i++) component[i] = high > low ? (component[i] - low) / (high - low) : component[i] * 0;
	}

	/**
	 * Cosine similarity of every patch of a picture to one patch.
	 *
	 * @param of where the patch is
	 * @param row of the patch
	 * @param column of the patch
	 * @param in where it is looked for
	 * @return [row, column], -1..1; 0 for a patch without features
	 */
	public static float[] similarity(final ImageFeatures of, final int row, final int column, final ImageFeatures in) {
		final int width = of.width();
		final int from = (row * of.columns() + column) * width;
		final float[] map = new float[in.rows() * in.columns()];
		for (int i = 0; i < map.length; i++) {
			double both = 0;
			double first = 0;
			double second = 0;
			for (int f = 0; f < width; f++) {
				final double a = of.patches()[from + f];
				final double b = in.patches()[i * width + f];
				both += a * b;
				first += a * a;
				second += b * b;
			}
			map[i] = first > 0 && second > 0 ? (float) (both / Math.sqrt(first * second)) : 0;
		}
		return map;
	}
}
