package io.github.encoderj.encoder.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.github.encoderj.encoder.engine.MatrixUnits;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.engine.ThreadTeam;

/** What the parts of a network on matrix units share: the steps of split.torchscript, the threads, and how numbers are split. */
final class SplitTeam implements AutoCloseable {

	/** Rows of a piece: few enough for the second cache, many enough that reading the matrices costs little beside the products. */
	static final int ROWS = 256;

	static final int BFLOAT16 = 15;
	static final int FLOAT32 = 6;

	private final PtNDManager manager;
	private final Script script;
	private final int terms;
	private final List<Bench> benches = new ArrayList<>();
	private ThreadTeam team;

	/**
	 * A team whose threads start with the first run.
	 *
	 * @param manager owns weights and benches
	 * @param bfloat16 whether numbers are rounded to bfloat16 before they are multiplied, instead of being split
	 */
	SplitTeam(final PtNDManager manager, final boolean bfloat16) {
		if (!MatrixUnits.present()) throw new IllegalStateException("This processor has no matrix units.");
		this.manager = manager;
		terms = bfloat16 ? 1 : 2;
		script = new Script(manager, Script.resource(SplitTeam.class, "split.torchscript"));
	}

	Script script() {
		return script;
	}

	/** bfloat16 numbers that a number is split into. */
	int terms() {
		return terms;
	}

	/** A layer with [output, input] weights and their bias. */
	SplitLinear linear(final NDArray weight, final NDArray bias) {
		return new SplitLinear(script, manager, weight, bias, terms, (int) weight.getShape().get(0));
	}

	/**
	 * A layer of queries, keys and values. Attention weights grow exponentially with products of queries and keys, so these two get one
	 * term more.
	 */
	SplitLinear joint(final NDArray weight, final NDArray bias) {
		final int outputs = (int) weight.getShape().get(0);
		return terms == 1 ? linear(weight, bias) : new SplitLinear(script, manager, weight, bias, terms + 1, outputs / 3 * 2);
	}

	/** As many threads as the engine may use now. */
	synchronized ThreadTeam threads() {
		final int threads = JniUtils.getNumThreads();
		if (team != null && team.size() != threads) {
			team.close();
			team = null;
		}
		if (team == null) team = new ThreadTeam(threads);
		return team;
	}

	/** Where rows are put for the products of a layer, and where that is. */
	record Room(NDArray array, long address) {}

	/** What one thread needs: rooms for its pieces, and the outputs of a layer. */
	final class Bench {

		private final Map<List<Integer>, Room> rooms = new HashMap<>();
		private Room outputs;
		private NDArray spare;

		/** A room for the inputs of a layer; layers of one shape share it. */
		Room room(final SplitLinear layer) {
			return rooms.computeIfAbsent(layer.shape(), k -> located(layer.room(script, manager, ROWS)));
		}

		/** The outputs of a layer; the next layer's take their place. */
		Room outputs(final SplitLinear layer) {
			if (outputs == null || outputs.array.size() < (long) ROWS * layer.outputs()) outputs = located(manager.zeros(new Shape((long) ROWS *
				layer.outputs())));
			return outputs;
		}

		/** As many numbers as a room has inputs. */
		NDArray spare(final SplitLinear layer) {
			if (spare == null || spare.size() < (long) ROWS * layer.inputs()) spare = manager.zeros(new Shape((long) ROWS * layer.inputs()));
			return spare;
		}
	}

	private static Room located(final NDArray array) {
		return new Room(array, MatrixUnits.address(array));
	}

	/** The bench of a thread. */
	synchronized Bench bench(final int member) {
		while (benches.size() <= member) benches.add(new Bench());
		return benches.get(member);
	}

	@Override
	public synchronized void close() {
		if (team != null) team.close();
		script.close();
	}
}
