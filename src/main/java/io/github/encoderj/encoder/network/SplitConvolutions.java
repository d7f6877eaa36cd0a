package io.github.encoderj.encoder.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.encoderj.encoder.engine.MatrixUnits;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.engine.ThreadTeam;

/**
 * The blocks of one stage of a ConvNeXt on matrix units: the depthwise convolution in float32, everything behind it position by
 * position in pieces that stay in a core's cache.
 */
final class SplitConvolutions {

	/** Depthwise convolution and normalisation (weight, bias), and the two layers. */
	private record Block(NDArray[] p, SplitLinear inner, SplitLinear outer) {}

	private final PtNDManager manager;
	private final SplitTeam shared;
	private final Script script;
	private final double eps;
	private final List<Block> blocks = new ArrayList<>();

	/**
	 * An empty stage.
	 *
	 * @param manager owns the weights
	 * @param shared by all stages
	 */
	SplitConvolutions(final PtNDManager manager, final SplitTeam shared, final double eps) {
		this.manager = manager;
		this.shared = shared;
		this.eps = eps;
		script = shared.script();
	}

	/** Adds a block: convolution, normalisation, inner and outer layer, weight and bias each. */
	void add(final NDArray[] p) {
		for (int i = 0; i < 4; i++) p[i].attach(manager);
		blocks.add(new Block(new NDArray[] { p[0], p[1], p[2], p[3] }, shared.linear(p[4], p[5]), shared.linear(p[6], p[7])));
	}

	/** Number of blocks. */
	int size() {
		return blocks.size();
	}

	/**
	 * Runs the blocks.
	 *
	 * @param scratch owns what is needed meanwhile
	 * @param x [image, row, column, feature], becomes the output
	 * @param finished called with a block's number when x is its output
	 */
	void run(final PtNDManager scratch, final NDArray x, final IntConsumer finished) {
		final Shape shape = x.getShape();
		final int width = (int) shape.get(3);
		final int positions = (int) (shape.size() / width);
		final NDArray mixed = scratch.create(new Shape(positions, width));
		final NDArray flat = x.reshape(positions, width);
		flat.attach(scratch);
		final long xAt = MatrixUnits.address(flat);
		final ThreadTeam team = shared.threads();
		team.run(member -> {
			final SplitTeam.Bench bench = shared.bench(member);
			for (int i = 0; i < blocks.size(); i++) {
				final Block block = blocks.get(i);
				convolve(block, x, mixed, team);
				team.meet();
				team.pieces(positions, SplitTeam.ROWS, (first, last) -> {
					script.apply("enter_normed", block.inner.into(bench, mixed, first, last, block.p[2], block.p[3], eps));
					final SplitTeam.Room hidden = bench.outputs(block.inner);
					block.inner.multiply(bench, last - first, false, hidden.address());
					script.apply("enter_activated", block.outer.into(bench, hidden.array(), last - first, block.inner.outputs(), "gelu"));
					block.outer.multiply(bench, last - first, true, xAt + 4L * width * first);
				});
				team.meet();
				if (member == 0) finished.accept(i);
			}
		});
	}

	/** A piece of work is an image, or, where there are fewer images than threads, a band of rows. */
	private void convolve(final Block block, final NDArray x, final NDArray mixed, final ThreadTeam team) {
		final int images = (int) x.getShape().get(0);
		final int rows = (int) x.getShape().get(1);
		final int bands = Math.min(rows, images >= team.size() ? 1 : team.size());
		team.each(images * bands, piece -> script.apply("convolve", x, mixed, piece / bands, rows * (piece % bands) / bands, rows * (piece %
			bands + 1) / bands, block.p[0], block.p[1]));
	}
}
