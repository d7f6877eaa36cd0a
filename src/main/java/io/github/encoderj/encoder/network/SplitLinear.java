package io.github.encoderj.encoder.network;

import java.util.Arrays;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.encoderj.encoder.engine.MatrixUnits;
import io.github.encoderj.encoder.engine.Script;

/**
 * A linear layer on matrix units that multiply bfloat16. A float32 number is, to 16 binary digits, the sum of two bfloat16
 * numbers, x = high + low. Of the four products of two such sums three are computed, with float32 sums: high high + low high +
 * high low; what is left out is 2^-18 of the product. (Henry, Tang, Heinecke 2019, "Leveraging the bfloat16 artificial intelligence
 * datatype for higher-precision computations".) With one term, x = high, it is a plain bfloat16 layer with float32 sums.
 * <p>
 * Where 16 digits do not suffice, three terms and six products keep all 24.
 * <p>
 * Rows of the left matrix stand in a room made by the script: for some inputs at a time their terms, the smallest first, and at the end
 * three ones; the columns below them hold the matrix, the largest term first, and the bias as three bfloat16 numbers that the ones
 * multiply. So the products of equal importance lie side by side and are summed in one go.
 */
final class SplitLinear {

	/** Inputs that are multiplied at once: their columns of a block of outputs stay in the second cache. */
	private static final int DEPTH = 768;
	/** Columns of the ones, and zeros behind them. */
	private static final int TAIL = 32;

	private final NDArray packed;
	private final long address;
	private final int terms;
	private final int inputs;
	private final int outputs;
	private final int fine;
	private final int pieces;
	/** Inputs of a piece, up to whole tiles. */
	private final int depth;
	private final int stride;

	/**
	 * Packs a layer.
	 *
	 * @param owner owns the packed matrix
	 * @param weight [output, input]
	 * @param bias [output]
	 * @param terms bfloat16 numbers a float32 number is split into, 1, 2 or 3
	 * @param fine outputs for which all terms count; for those behind them one less
	 */
	SplitLinear(final Script script, final NDManager owner, final NDArray weight, final NDArray bias, final int terms, final int fine) {
		this.terms = terms;
		inputs = (int) weight.getShape().get(1);
		outputs = (int) weight.getShape().get(0);
		this.fine = fine % MatrixUnits.BLOCK == 0 ? fine : outputs;
		pieces = pieces(inputs);
		depth = (inputs / pieces + 31) / 32 * 32;
		stride = pieces * terms * depth + TAIL;
		final int wide = (outputs + MatrixUnits.BLOCK - 1) / MatrixUnits.BLOCK * MatrixUnits.BLOCK;
		packed = script.run(owner, "empty", wide, stride, SplitTeam.BFLOAT16);
		address = MatrixUnits.address(packed);
		MatrixUnits.useLargePages(address, 2L * wide * stride);
		script.apply("pack", weight, bias, terms, pieces, TAIL, packed);
	}

	private static int pieces(final int inputs) {
		for (int n = (inputs + DEPTH - 1) / DEPTH; n <= 16; n++) if (inputs % (32 * n) == 0) return n;
		return 1;
	}

	int inputs() {
		return inputs;
	}

	int outputs() {
		return outputs;
	}

	/** What layers that can share a room have in common. */
	List<Integer> shape() {
		return List.of(inputs, terms);
	}

	/** A room for some rows of inputs, [row, number]; owned by the manager. */
	NDArray room(final Script script, final NDManager owner, final int rows) {
		return script.run(owner, "room", rows, stride, TAIL);
	}

	/** What the methods of split.torchscript that fill the room must know behind their other arguments: room, spare, terms, pieces, tail. */
	Object[] into(final SplitTeam.Bench bench, final Object... arguments) {
		final Object[] all = Arrays.copyOf(arguments, arguments.length + 5);
		final Object[] more = { bench.room(this).array(), bench.spare(this), terms, pieces, TAIL };
		System.arraycopy(more, 0, all, arguments.length, more.length);
		return all;
	}

	/**
	 * C = X W + b, or C += X W + b.
	 *
	 * @param bench X has entered its room for this layer
	 * @param rows rows of X
	 * @param c address of C, float32, [row, output]
	 */
	void multiply(final SplitTeam.Bench bench, final int rows, final boolean add, final long c) {
		final long room = bench.room(this).address();
		for (int piece = 0; piece < pieces; piece++) {
			final long a = room + 2L * piece * terms * depth;
			for (int n = 0; n < outputs; n += MatrixUnits.BLOCK) {
				final int columns = Math.min(MatrixUnits.BLOCK, outputs - n);
				final long b = address + 2L * ((long) n * stride + (long) piece * terms * depth * MatrixUnits.BLOCK);
				final int left = n < fine ? 0 : 1;
				final boolean ones = piece + 1 == pieces;
				boolean sum = add || piece > 0;
				if (ones && left > 0) { // the bias, which elsewhere comes with the first sum
					product(a, b, terms * depth, terms * depth, TAIL, rows, columns, sum, c + 4L * n);
					sum = true;
				}
				for (int i = left; i < terms; i++) {
					product(a, b, i * depth, 0, (terms - i) * depth + (ones && i == 0 ? TAIL : 0), rows, columns, sum, c + 4L * n);
					sum = true;
				}
			}
		}
		MatrixUnits.release();
	}

	private void product(final long a, final long b, final int columnOfA, final int rowOfB, final int length, final int rows,
		final int columns, final boolean add, final long c)
	{
		MatrixUnits.multiply(rows, columns, length, stride, outputs, add, a + 2L * columnOfA, b + 2L * rowOfB * MatrixUnits.BLOCK, c);
	}
}
