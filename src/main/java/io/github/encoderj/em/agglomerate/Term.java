package io.github.encoderj.em.agglomerate;

/**
 * A scoring function as a formula: statistics of an edge and of the two regions that it joins, constants, and operators. Numbers are
 * float32 where an affinity takes part, else whole or float64, as in waterz; every operator rounds its result to its type.
 */
public sealed interface Term {

	/** A number that does not depend on the edge. */
	record Constant(double value) implements Term {}

	/** Number of voxels of the smaller of the two regions. */
	record SmallerSize() implements Term {}

	/** Number of voxels of the larger of the two regions. */
	record LargerSize() implements Term {}

	/** A number that is kept for each edge and changes when two edges become one. */
	sealed interface OfEdge extends Term {}

	/** Number of voxel pairs. */
	record ContactArea() implements OfEdge {}

	/** Mean affinity. */
	record Mean() implements OfEdge {}

	/** Lowest affinity. */
	record Minimum() implements OfEdge {}

	/** Highest affinity. */
	record Maximum() implements OfEdge {}

	/** Mean of the k highest affinities. */
	record MeanOfHighest(int k) implements OfEdge {}

	/**
	 * Exact quantile: the value at index {@code percent * n / 100} of the n sorted ones.
	 *
	 * @param startWithMaximum whether an edge begins with one value, its highest affinity, instead of all
	 */
	record Quantile(int percent, boolean startWithMaximum) implements OfEdge {}

	/**
	 * Quantile of a histogram of 0..1, as the middle of a bin.
	 *
	 * @param startWithMaximum whether an edge begins with one value, its highest affinity, instead of all
	 */
	record HistogramQuantile(int percent, int bins, boolean startWithMaximum) implements OfEdge {}

	/** What an operator of one term does. */
	enum Function {
		/** 1 - x */
		ONE_MINUS {

			@Override
			double apply(final double x) {
				return 1.0 - x;
			}
		},
		/** 1 / x */
		INVERT {

			@Override
			double apply(final double x) {
				return 1.0 / x;
			}
		},
		/** x * x */
		SQUARE {

			@Override
			double apply(final double x) {
				return x * x;
			}
		};

		abstract double apply(double x);
	}

	/** An operator of one term. */
	record Unary(Function function, Term term) implements Term {}

	/** What an operator of two terms does. */
	enum Operator {
		ADD, SUBTRACT, MULTIPLY,
		/** Quotient; the largest number with the sign of the product where the divisor is 0 or denormal. */
		DIVIDE,
		/** 0 where the first is below the second, else 1. */
		STEP
	}

	/** An operator of two terms. */
	record Binary(Operator operator, Term first, Term second) implements Term {}

	/** The type in which a term's value is rounded. */
	enum Number {
		WHOLE, FLOAT, DOUBLE;

		double round(final double value) {
			return this == FLOAT ? (float) value : value;
		}

		static Number common(final Number a, final Number b) {
			if (a == DOUBLE || b == DOUBLE || a == WHOLE && b == WHOLE) return DOUBLE;
			return FLOAT;
		}
	}

	/** The type of a term's value. */
	default Number number() {
		if (this instanceof Constant c) return c.value == Math.rint(c.value) ? Number.WHOLE : Number.FLOAT;
		if (this instanceof SmallerSize || this instanceof LargerSize || this instanceof ContactArea) return Number.WHOLE;
		if (this instanceof Unary u) return Number.common(u.term.number(), u.term.number());
		if (this instanceof Binary b) return Number.common(b.first.number(), b.second.number());
		return Number.FLOAT;
	}
}
