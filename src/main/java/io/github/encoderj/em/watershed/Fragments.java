package io.github.encoderj.em.watershed;

import java.util.concurrent.atomic.LongAdder;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;

/**
 * A first, too fine segmentation.
 *
 * @param grid size
 * @param labels order [z, y, x]; 0 is background, fragments are 1..count
 * @param count highest label
 */
public record Fragments(Grid grid, int[] labels, int count) {

	public Fragments {
		Refusal.unless(labels.length == grid.voxels(), "fragments: %d labels do not fill a volume of %s voxels.", labels.length, grid);
	}

	/**
	 * Fragments made elsewhere.
	 *
	 * @param labels order [z, y, x]; 0 is background; ids need not be consecutive, but memory grows with the highest one
	 * @throws Refusal if a label is above 2^31 - 2
	 */
	public static Fragments of(final Grid grid, final int[] labels) {
		int highest = 0;
		for (final int label : labels) {
			Refusal.unless(label >= 0 && label < Integer.MAX_VALUE, "fragments: label %d is above 2147483646. Relabel them first.",
				label & 0xffffffffL);
			if (label > highest) highest = label;
		}
		return new Fragments(grid, labels, highest);
	}

	/** Number of voxels that belong to no fragment. */
	public long zeros() {
		final LongAdder zeros = new LongAdder();
		Parallel.ranges(labels.length, 1 << 20, (from, to) -> {
			long n = 0;
			for (int i = (int) from; i < to; i++) if (labels[i] == 0) n++;
			zeros.add(n);
		});
		return zeros.sum();
	}

	/**
	 * Coarser fragments.
	 *
	 * @param table new id of each label; table[0] must be 0
	 */
	public Fragments mapped(final int[] table) {
		final int[] out = new int[labels.length];
		Parallel.ranges(labels.length, 1 << 18, (from, to) -> {
			for (int i = (int) from; i < to; i++) out[i] = table[labels[i]];
		});
		return new Fragments(grid, out, count);
	}

	/** Number of voxels of each label, 0 included. */
	public int[] sizes() {
		final int[] sizes = new int[count + 1];
		Parallel.ranges(labels.length, 1 << 22, (from, to) -> {
			final int[] part = new int[count + 1];
			for (int i = (int) from; i < to; i++) part[labels[i]]++;
			synchronized (sizes) {
				for (int id = 0; id <= count; id++) sizes[id] += part[id];
			}
		});
		return sizes;
	}
}
