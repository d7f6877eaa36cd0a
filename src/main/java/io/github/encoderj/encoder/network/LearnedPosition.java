package io.github.encoderj.encoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.Script;

/**
 * A learned position embedding: entries for a square grid of patches, and before them none, one for the class token, or one for every
 * token before the patches. For another grid it is resized by bicubic interpolation.
 */
final class LearnedPosition {

	private final NDArray entries;
	private final int before;
	private final int side;
	private final boolean antialias;
	private final Script script;
	private final PtNDManager manager;
	private NDArray ofGrid;
	private int gridRows;
	private int gridColumns;

	/**
	 * A position embedding.
	 *
	 * @param entries [entry, feature]
	 * @param prefixTokens tokens before the patches
	 * @param antialias whether it is resized with antialiasing
	 * @param script has the method {@code resize}
	 * @param manager owns what is kept
	 * @throws Refusal if the entries are no square grid
	 */
	LearnedPosition(final NDArray entries, final int prefixTokens, final boolean antialias, final Script script,
		final PtNDManager manager)
	{
		this.entries = entries;
		this.antialias = antialias;
		this.script = script;
		this.manager = manager;
		final long n = entries.getShape().get(0);
		before = isSquare(n) ? 0 : isSquare(n - 1) ? 1 : prefixTokens;
		Refusal.unless(isSquare(n - before), "The position embedding has %d entries, which are no square grid of patches.", n);
		side = (int) Math.round(Math.sqrt(n - before));
	}

	private static boolean isSquare(final long n) {
		final long root = Math.round(Math.sqrt(n));
		return n > 0 && root * root == n;
	}

	/** Tokens before the patches, [1, token, feature], with their positions added as far as they have some. */
	NDArray addedTo(final NDArray tokens) {
		if (before == 0) return tokens;
		final long count = tokens.getShape().get(1);
		final long width = tokens.getShape().get(2);
		final NDArray own = entries.get("0:{}", before).reshape(1, before, width);
		if (before == count) return tokens.add(own);
		return tokens.add(NDArrays.concat(new NDList(own, tokens.getManager().zeros(new Shape(1, count - before, width))), 1));
	}

	/** The positions of a grid of patches, [1, patch, feature]. Those of the last grid are kept. */
	synchronized NDArray of(final int rows, final int columns) {
		if (ofGrid != null && gridRows == rows && gridColumns == columns) return ofGrid;
		final NDArray old = ofGrid;
		ofGrid = resized(rows, columns);
		gridRows = rows;
		gridColumns = columns;
		if (old != null) old.close();
		return ofGrid;
	}

	/** The class token's entry, where there is one, before the positions of a grid, [1, token, feature]. */
	NDArray withClassToken(final NDManager owner, final int rows, final int columns) {
		final NDArray patches = script.run(owner, "copy", of(rows, columns));
		if (before == 0) return patches;
		final NDArray all = script.run(owner, "copy", entries);
		return NDArrays.concat(new NDList(all.get("0:1").reshape(1, 1, all.getShape().get(1)), patches), 1);
	}

	private NDArray resized(final int rows, final int columns) {
		try (NDManager scratch = manager.newSubManager()) {
			final NDArray all = script.run(scratch, "copy", entries);
			final long width = all.getShape().get(1);
			final NDArray grid = all.get("{}:", before);
			if (side == rows && side == columns) return script.run(manager, "copy", grid.reshape(1, (long) side * side, width));
			final NDArray image = grid.reshape(1, side, side, width).transpose(0, 3, 1, 2);
			final NDArray resized = script.run(scratch, "resize", image, rows, columns, antialias);
			return script.run(manager, "copy", resized.reshape(1, width, (long) rows * columns).transpose(0, 2, 1));
		}
	}
}
