package io.github.encoderj.volume.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureMaps;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.PrincipalComponents;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.image.Volume;
import io.github.encoderj.volume.GreyWindows;
import io.github.encoderj.volume.View;

/**
 * Principal components of an encoder's features over a whole scan on one basis, so that a colour means one thing in all sections. The basis
 * is found on sections evenly spread over the scan, and the others are projected one batch after the other: memory does not grow with
 * their number.
 *
 * @param scan the volume cut as it was encoded
 * @param rows patches along y of a section
 * @param columns patches along x
 * @param maps per section [component, row, column], each component 0..1 over all sections; NaN outside the foreground
 * @param threshold that divides the first component in two
 */
public record ScanComponents(Volume<?> scan, int rows, int columns, List<float[]> maps, double threshold) {

	private static final int BATCH = 8;
	private static final int BASIS_PATCHES = 8192;

	/**
	 * What is computed.
	 *
	 * @param view which sections are encoded
	 * @param windows grey values that the encoder sees as black and white
	 * @param components 1 to 3
	 * @param foreground whether the first component of all first divides the background off, which gets no colours
	 * @param threshold of the first component, 0..1; below 0 for Otsu's
	 */
	public record Settings(View view, GreyWindows windows, int components, boolean foreground, double threshold) {}

	/**
	 * Encodes a scan. The sign of the first component is such that it rises with the brightness of the patches.
	 *
	 * @throws Refusal if the scan has several channels, or the encoder too few patches
	 */
	public static ScanComponents of(final Volume<?> volume, final SectionFeatures encoder, final Settings settings, final Progress progress) {
		Refusal.unless(volume.channels() == 1, "%s has %d channels; a scan has one. Split it first.", volume.name(), volume.channels());
		final Volume<?> cut = settings.view.cut(volume);
		final Encoding encoding = new Encoding(cut, encoder, settings);
		final int depth = Math.toIntExact(cut.depth());
		final ImageFeatures first = encoding.features(List.of(depth / 2)).get(0);
		final int cells = first.rows() * first.columns();
		final int sample = Math.max(1, Math.min(depth, BASIS_PATCHES / cells));
		final int[] chosen = new int[sample];
		for (int i = 0; i < sample; i++) chosen[i] = (int) ((i + 0.5) * depth / sample);
		final Map<Integer, ImageFeatures> kept = new HashMap<>();
		for (int i = 0; i < sample; i += BATCH) {
			progress.check();
			progress.report("Encoding sections for the basis", 0.4 * i / sample);
			final List<Integer> batch = Arrays.stream(chosen, i, Math.min(sample, i + BATCH)).boxed().toList();
			final List<ImageFeatures> features = encoding.features(batch);
			for (int j = 0; j < batch.size(); j++) kept.put(batch.get(j), features.get(j));
		}
		final Basis basis = Basis.fit(List.copyOf(Arrays.stream(chosen).mapToObj(kept::get).toList()), settings);
		final List<float[]> maps = new ArrayList<>();
		for (int z = 0; z < depth; z += BATCH) {
			progress.check();
			progress.report("Encoding sections", 0.4 + 0.6 * z / depth);
			final List<Integer> missing = new ArrayList<>();
			for (int i = z; i < Math.min(depth, z + BATCH); i++) if (!kept.containsKey(i)) missing.add(i);
			final List<ImageFeatures> features = missing.isEmpty() ? List.of() : encoding.features(missing);
			for (int i = z; i < Math.min(depth, z + BATCH); i++) {
				maps.add(basis.scores(kept.containsKey(i) ? kept.get(i) : features.get(missing.indexOf(i))));
			}
		}
		if (encoding.darker(maps, first.rows(), first.columns())) for (final float[] map : maps) for (int i = 0; i < cells; i++) map[i] = -map[i];
		for (int c = 0; c < settings.components; c++) scale(maps, c * cells, cells);
		return new ScanComponents(cut, first.rows(), first.columns(), maps, settings.threshold < 0 ? otsu(maps, cells) : settings.threshold);
	}

	/** Sections through an encoder. */
	private record Encoding(Volume<?> cut, SectionFeatures encoder, Settings settings) {

		private List<ImageFeatures> features(final List<Integer> sections) {
			return encoder.of(sections.stream().map(this::section).toList());
		}

		private Planes section(final int z) {
			return settings.windows.apply(Pictures.planes(cut, z));
		}

		/** Whether the first component falls with brightness, over every fourth section. */
		private boolean darker(final List<float[]> maps, final int rows, final int columns) {
			double meanScore = 0;
			double meanGrey = 0;
			double both = 0;
			long n = 0;
			for (int z = 0; z < maps.size(); z += 4) {
				final Planes p = section(z);
				for (int i = 0; i < rows * columns; i++) {
					final float score = maps.get(z)[i];
					if (Float.isNaN(score)) continue;
					final double grey = mean(p, i / columns, rows, i % columns, columns);
					n++;
					meanScore += score;
					meanGrey += grey;
					both += grey * score;
				}
			}
			return both * n < meanScore * meanGrey;
		}

		/** Mean brightness of a patch. */
		private static double mean(final Planes p, final int row, final int rows, final int column, final int columns) {
			final int top = row * p.height() / rows;
			final int bottom = Math.max(top + 1, (row + 1) * p.height() / rows);
			final int left = column * p.width() / columns;
			final int right = Math.max(left + 1, (column + 1) * p.width() / columns);
			double sum = 0;
			for (int y = top; y < Math.min(bottom, p.height()); y++) for (int x = left; x < Math.min(right, p.width()); x++) sum += p.data()[y * p
				.width() + x];
			return sum / ((bottom - top) * (right - left));
		}
	}

	/** Directions of the features, and how the background is told, if it is. */
	private record Basis(PrincipalComponents components, PrincipalComponents division, double threshold, boolean inverted, int count) {

		private static Basis fit(final List<ImageFeatures> sections, final Settings settings) {
			final int width = sections.get(0).width();
			final List<float[]> all = new ArrayList<>();
			for (final ImageFeatures s : sections) {
				for (int i = 0; i < s.rows() * s.columns(); i++) all.add(Arrays.copyOfRange(s.patches(), i * width, (i + 1) * width));
			}
			Refusal.unless(settings.components >= 1 && settings.components <= Math.min(width, all.size() - 1), "components = %d: %d patches of %d " +
				"features have 1 to %d.", settings.components, all.size(), width, Math.max(1, Math.min(width, all.size() - 1)));
			final float[][] patches = all.toArray(float[][]::new);
			final boolean[] taken = new boolean[patches.length];
			Arrays.fill(taken, true);
			if (!settings.foreground) {
				final PrincipalComponents basis = PrincipalComponents.fit(patches, taken, settings.components);
				return new Basis(basis, basis, Double.NaN, false, settings.components);
			}
			final PrincipalComponents division = PrincipalComponents.fit(patches, taken, 1);
			final float[] scores = new float[patches.length];
			for (int i = 0; i < scores.length; i++) scores[i] = division.score(patches[i], 0, 0);
			final double threshold = FeatureMaps.otsu(scores);
			final boolean inverted = bordersMore(sections, scores, threshold);
			for (int i = 0; i < scores.length; i++) taken[i] = scores[i] > threshold ^ inverted;
			return new Basis(PrincipalComponents.fit(patches, taken, settings.components), division, threshold, inverted, settings.components);
		}

		/** Whether what lies above a threshold touches the borders of the sections more than the rest. */
		private static boolean bordersMore(final List<ImageFeatures> sections, final float[] scores, final double threshold) {
			int border = 0;
			int borderAbove = 0;
			int above = 0;
			int at = 0;
			for (final ImageFeatures s : sections) {
				for (int i = 0; i < s.rows() * s.columns(); i++, at++) {
					final int r = i / s.columns();
					final int c = i % s.columns();
					final boolean high = scores[at] > threshold;
					if (high) above++;
					if (r > 0 && c > 0 && r < s.rows() - 1 && c < s.columns() - 1) continue;
					border++;
					if (high) borderAbove++;
				}
			}
			return (double) borderAbove / border > (double) above / scores.length;
		}

		/** [component, row, column]. */
		private float[] scores(final ImageFeatures section) {
			final int cells = section.rows() * section.columns();
			final float[] scores = new float[count * cells];
			for (int i = 0; i < cells; i++) {
				final int from = i * section.width();
				final boolean in = Double.isNaN(threshold) || division.score(section.patches(), from, 0) > threshold ^ inverted;
				for (int c = 0; c < count; c++) scores[c * cells + i] = in ? components.score(section.patches(), from, c) : Float.NaN;
			}
			return scores;
		}
	}

	/** Scales a component to 0..1 over all sections. */
	private static void scale(final List<float[]> maps, final int from, final int cells) {
		float low = Float.POSITIVE_INFINITY;
		float high = Float.NEGATIVE_INFINITY;
		for (final float[] map : maps) {
			for (int i = from; i < from + cells; i++) {
				if (Float.isNaN(map[i])) continue;
				low = Math.min(low, map[i]);
				high = Math.max(high, map[i]);
			}
		}
		final float range = high > low ? high - low : 1;
		for (final float[] map : maps) for (int i = from; i < from + cells; i++) map[i] = (map[i] - low) / range;
	}

	private static double otsu(final List<float[]> maps, final int cells) {
		final float[] all = new float[maps.size() * cells];
		int count = 0;
		for (final float[] map : maps) for (int i = 0; i < cells; i++) if (!Float.isNaN(map[i])) all[count++] = map[i];
		return count == 0 ? 0.5 : FeatureMaps.otsu(Arrays.copyOf(all, count));
	}
}
