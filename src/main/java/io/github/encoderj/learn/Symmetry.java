package io.github.encoderj.learn;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * One of the 8 ways to lay the sections of a patch on themselves: flips along x and y and a swap of x and y (with the flips: the right-angle turns).
 *
 * @param flipX whether columns are reversed
 * @param flipY whether rows are reversed
 * @param swap whether rows and columns change places, after the flips; for square patches only
 */
public record Symmetry(boolean flipX, boolean flipY, boolean swap) {

	public static final Symmetry NONE = new Symmetry(false, false, false);

	/** All eight. */
	public static List<Symmetry> all() {
		return IntStream.range(0, 8).mapToObj(i -> new Symmetry((i & 1) != 0, (i & 2) != 0, (i & 4) != 0)).toList();
	}

	/** A random one; {@code square} allows swaps. */
	public static Symmetry random(final SplittableRandom random, final boolean square) {
		return new Symmetry(random.nextBoolean(), random.nextBoolean(), random.nextBoolean() && square);
	}

	/** Index into a patch of the source of its voxel (z, y, x). */
	private int source(final int z, final int y, final int x, final int height, final int width) {
		final int row = swap ? x : y;
		final int column = swap ? y : x;
		return (z * height + (flipY ? height - 1 - row : row)) * width + (flipX ? width - 1 - column : column);
	}

	/**
	 * Source index of every voxel of a patch.
	 *
	 * @return order [z, y, x]; entry i is where voxel i comes from
	 */
	public int[] indices(final int depth, final int height, final int width) {
		if (swap && height != width) throw new IllegalArgumentException("rows and columns of " + height + " x " + width + " cannot swap");
		final int[] indices = new int[depth * height * width];
		int i = 0;
		for (int z = 0; z < depth; z++)
			for (int y = 0; y < height; y++)
				for (int x = 0; x < width; x++)
					indices[i++] = source(z, y, x, height, width);
		return indices;
	}
}
