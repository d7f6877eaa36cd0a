package io.github.encoderj.cxr.segmentation;

import java.util.Arrays;
import java.util.List;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/**
 * Which structure each pixel of a radiograph belongs to.
 *
 * @param names of the structures
 * @param masks one a structure, row by row
 * @param rows of the radiograph
 * @param columns of the radiograph
 */
public record Structures(List<String> names, List<boolean[]> masks, int rows, int columns) {

	/** Masks from a label image with the values 1 to n. */
	static Structures ofLabels(final List<String> names, final Volume<?> labels) {
		final int[] values = Pixels.labels(plane(labels));
		final List<boolean[]> masks = names.stream().map(n -> new boolean[values.length]).toList();
		for (int i = 0; i < values.length; i++) {
			Refusal.unless(values[i] >= 0 && values[i] <= names.size(), "%s holds the value %d, but the structures are %d: %s. Name all of them, " +
				"in the order of their values.", labels.name(), values[i], names.size(), String.join(", ", names));
			if (values[i] > 0) masks.get(values[i] - 1)[i] = true;
		}
		return new Structures(names, masks, (int) labels.height(), (int) labels.width());
	}

	/** A mask from an image in which all but 0 is inside. */
	static boolean[] mask(final Volume<?> image) {
		final float[] values = Pixels.floats(plane(image));
		final boolean[] mask = new boolean[values.length];
		for (int i = 0; i < values.length; i++) {
			Refusal.unless(Float.isFinite(values[i]), "%s holds the value %s; a mask has 0 outside and another number inside.", image.name(),
				values[i]);
			mask[i] = values[i] != 0;
		}
		return mask;
	}

	private static Volume<?> plane(final Volume<?> image) {
		Refusal.unless(image.depth() == 1 && image.channels() == 1, "%s has %d sections and %d channels; a mask has one of each. Save it as " +
			"a grey-value picture.", image.name(), image.depth(), image.channels());
		return image;
	}

	/** Whether a pixel belongs to two of them. */
	boolean overlap() {
		final boolean[] seen = new boolean[rows * columns];
		for (final boolean[] mask : masks) {
			for (int i = 0; i < seen.length; i++) {
				if (mask[i] && seen[i]) return true;
				seen[i] |= mask[i];
			}
		}
		return false;
	}

	/** 0 or 1 at the centres of a square grid, order [structure, row, column]. */
	float[] sampled(final int side) {
		final float[] truth = new float[names.size() * side * side];
		for (int i = 0; i < truth.length; i++) {
			final int row = (int) ((i / side % side + 0.5) * rows / side);
			final int column = (int) ((i % side + 0.5) * columns / side);
			if (masks.get(i / (side * side))[row * columns + column]) truth[i] = 1;
		}
		return truth;
	}

	/** The label image: 0 outside, else the number of the structure from 1; where two overlap, the later one. */
	public int[] labels() {
		final int[] labels = new int[rows * columns];
		for (int s = 0; s < masks.size(); s++) {
			final boolean[] mask = masks.get(s);
			for (int i = 0; i < labels.length; i++) if (mask[i]) labels[i] = s + 1;
		}
		return labels;
	}

	/** Pixels of a structure. */
	long size(final int structure) {
		long size = 0;
		for (final boolean in : masks.get(structure)) if (in) size++;
		return size;
	}

	/**
	 * The names in a text, separated by commas.
	 *
	 * @throws Refusal if there is none, or one comes twice
	 */
	public static List<String> names(final String text) {
		final List<String> names = Arrays.stream(text.split(",")).map(String::trim).filter(n -> !n.isEmpty()).toList();
		Refusal.unless(!names.isEmpty() && names.stream().distinct().count() == names.size(), "structures = \"%s\": name the structures in the " +
			"order of their values 1, 2..., each once, with commas between.", text);
		return names;
	}
}
