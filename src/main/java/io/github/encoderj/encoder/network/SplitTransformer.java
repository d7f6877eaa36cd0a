package io.github.encoderj.encoder.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.encoderj.encoder.engine.MatrixUnits;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.engine.ThreadTeam;

/**
 * The blocks of a vision transformer on matrix units. Everything but attention concerns each token alone, so the tokens of all images
 * are taken in pieces that stay in a core's cache from one normalisation to the next; threads meet before and after attention only.
 */
final class SplitTransformer implements AutoCloseable {

	/** A block's two normalisations (weight, bias) and four layers. */
	private record Block(NDArray[] norms, SplitLinear joint, SplitLinear out, SplitLinear inner, SplitLinear outer, String mlp) {}

	/** Where outputs of blocks and the class token's attention go, those that are wanted; the owner owns them. */
	record Taken(NDManager owner, Wanted wanted, Map<Integer, NDArray> outputs, Map<Integer, NDArray> attention) {}

	/** One run's arrays: x [token of all images, feature], queries, keys and values, mixed values, rotation. */
	private record Run(NDArray x, NDArray qkv, NDArray mixed, NDArray rotation, long xAt, long qkvAt, int images, int tokens) {}

	private final PtNDManager manager;
	private final SplitTeam shared;
	private final Script script;
	private final int terms;
	private final int width;
	private final int heads;
	private final double eps;
	private final List<Block> blocks = new ArrayList<>();

	/**
	 * An empty network.
	 *
	 * @param manager owns the weights
	 * @param bfloat16 whether numbers are rounded to bfloat16 before they are multiplied
	 */
	SplitTransformer(final PtNDManager manager, final boolean bfloat16, final int width, final int heads, final double eps) {
		this.manager = manager;
		this.width = width;
		this.heads = heads;
		this.eps = eps;
		shared = new SplitTeam(manager, bfloat16);
		script = shared.script();
		terms = shared.terms();
	}

	/**
	 * Adds a block.
	 *
	 * @param p the twelve arrays that {@link VisionTransformerWeights#block} gives
	 * @param mlp how the inner layer is activated, as vit.torchscript has it
	 */
	void add(final NDArray[] p, final String mlp) {
		final NDArray[] norms = { p[0], p[1], p[6], p[7] };
		for (final NDArray norm : norms) norm.attach(manager);
		blocks.add(new Block(norms, shared.joint(p[2], p[3]), shared.linear(p[4], p[5]), shared.linear(p[8], p[9]), shared.linear(p[10],
			p[11]), mlp));
	}

	/** Number of blocks. */
	int size() {
		return blocks.size();
	}

	/**
	 * Runs all blocks.
	 *
	 * @param scratch owns what is needed meanwhile
	 * @param x [image, token, feature], becomes the output
	 * @param rotation [token, 1, 1, pair, 2] or empty
	 * @param taken what is wanted of single blocks
	 */
	void run(final PtNDManager scratch, final NDArray x, final NDArray rotation, final Taken taken) {
		final int images = (int) x.getShape().get(0);
		final int tokens = (int) x.getShape().get(1);
		final int type = terms == 1 ? SplitTeam.BFLOAT16 : SplitTeam.FLOAT32;
		final NDArray qkv = script.run(scratch, "empty", images * tokens, 3 * width, type);
		final NDArray mixed = script.run(scratch, "empty", images * tokens, width, type);
		final NDArray rows = x.reshape((long) images * tokens, width);
		rows.attach(scratch);
		final NDArray turns = rotation.isEmpty() ? rotation : rotation.reshape(1, -1).repeat(0, images).reshape((long) images * tokens, -1);
		turns.attach(scratch);
		final Run run = new Run(rows, qkv, mixed, turns, MatrixUnits.address(rows), MatrixUnits.address(qkv), images, tokens);
		final ThreadTeam team = shared.threads();
		team.run(member -> {
			for (int i = 0; i <= blocks.size(); i++) {
				final int next = i;
				team.pieces(images * tokens, SplitTeam.ROWS, (first, last) -> {
					if (next > 0) end(blocks.get(next - 1), run, shared.bench(member), first, last);
					if (next < blocks.size()) begin(blocks.get(next), run, shared.bench(member), first, last);
				});
				team.meet();
				if (member == 0) take(run, x, i, taken);
				if (i == blocks.size()) return;
				mix(run, team);
				team.meet();
			}
		});
	}

	/** Keeps what is wanted when x is the output of the block before {@code next}, and qkv belongs to {@code next}. */
	private void take(final Run run, final NDArray x, final int next, final Taken taken) {
		if (taken.wanted.blocks().contains(next - 1) && next > 0) taken.outputs.put(next - 1, script.run(taken.owner, "copy", x));
		if (taken.wanted.attention().contains(next) && next < blocks.size()) {
			taken.attention.put(next, script.run(taken.owner, "class_attention", run.qkv, run.tokens, heads));
		}
	}

	private void begin(final Block block, final Run run, final SplitTeam.Bench bench, final int first, final int last) {
		normed(run, first, last, block.norms[0], block.norms[1], bench, block.joint);
		if (terms == 1) {
			block.joint.multiply(bench, last - first, false, bench.outputs(block.joint).address());
			script.apply("keep", bench.outputs(block.joint).array(), run.qkv, first, last, run.rotation, heads);
		}
		else {
			block.joint.multiply(bench, last - first, false, run.qkvAt + 12L * width * first);
			if (!run.rotation.isEmpty()) script.apply("turn_rows", run.qkv, first, last, run.rotation, heads);
		}
	}

	private void normed(final Run run, final int first, final int last, final NDArray weight, final NDArray bias,
		final SplitTeam.Bench bench, final SplitLinear layer)
	{
		script.apply("enter_normed", layer.into(bench, run.x, first, last, weight, bias, eps));
	}

	private void end(final Block block, final Run run, final SplitTeam.Bench bench, final int first, final int last) {
		final long x = run.xAt + 4L * width * first;
		script.apply("enter_mixed", block.out.into(bench, run.mixed, first, last));
		block.out.multiply(bench, last - first, true, x);
		normed(run, first, last, block.norms[2], block.norms[3], bench, block.inner);
		final SplitTeam.Room hidden = bench.outputs(block.inner);
		block.inner.multiply(bench, last - first, false, hidden.address());
		script.apply("enter_activated", block.outer.into(bench, hidden.array(), last - first, block.inner.outputs(), block.mlp));
		block.outer.multiply(bench, last - first, true, x);
	}

	/** Attention: an image is one piece of work, or, where there are fewer images than threads, a group of its heads. */
	private void mix(final Run run, final ThreadTeam team) {
		final int groups = Math.min(heads, run.images >= team.size() ? 1 : team.size());
		team.each(run.images * groups, piece -> {
			final int group = piece % groups;
			script.apply("mix", run.qkv, run.mixed, piece / groups, run.tokens, heads, heads * group / groups, heads * (group + 1) / groups);
		});
	}

	@Override
	public void close() {
		shared.close();
	}
}
