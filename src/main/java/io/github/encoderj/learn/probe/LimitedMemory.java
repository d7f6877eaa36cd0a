package io.github.encoderj.learn.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * L-BFGS: minimises a smooth convex function with the last ten steps as its memory (Nocedal, Wright: Numerical Optimization, algorithm
 * 7.4) and step lengths halved until the function falls enough (Armijo).
 */
final class LimitedMemory {

	private static final int MEMORY = 10;
	private static final double ENOUGH = 1e-4;
	private static final int HALVINGS = 40;

	private LimitedMemory() {}

	/** A function and its gradient. */
	@FunctionalInterface
	interface Smooth {

		/** Writes the gradient at x and returns the value. */
		double at(double[] x, double[] gradient);
	}

	private record Pair(double[] step, double[] change, double product) {}

	/**
	 * Minimises.
	 *
	 * @param x start, changed to the minimum
	 * @param tolerance largest entry of the gradient at which to stop
	 * @param check called before each iteration, to stop by an exception
	 * @return whether the tolerance was reached; false also where rounding allows no further descent
	 */
	static boolean minimise(final Smooth function, final double[] x, final double tolerance, final int iterations, final Runnable check) {
		final Deque<Pair> memory = new ArrayDeque<>();
		double[] gradient = new double[x.length];
		double value = function.at(x, gradient);
		for (int i = 0; i < iterations; i++) {
			check.run();
			if (largest(gradient) <= tolerance) return true;
			final double[] direction = direction(memory, gradient);
			final double slope = dot(direction, gradient);
			double length = memory.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
			final double[] next = new double[x.length];
			final double[] nextGradient = new double[x.length];
			double nextValue = Double.POSITIVE_INFINITY;
			for (int h = 0; h < HALVINGS; h++, length /= 2) {
				for (int j = 0; j < x.length; j++) next[j] = x[j] + length * direction[j];
				nextValue = function.at(next, nextGradient);
				if (nextValue <= value + ENOUGH * length * slope) break;
			}
			if (!(nextValue < value)) return false;
			remember(memory, x, next, gradient, nextGradient);
			System.arraycopy(next, 0, x, 0, x.length);
			gradient = nextGradient;
			value = nextValue;
		}
		return largest(gradient) <= tolerance;
	}

	private static void remember(final Deque<Pair> memory, final double[] x, final double[] next, final double[] gradient,
		final double[] nextGradient)
	{
		final double[] step = new double[x.length];
		final double[] change = new double[x.length];
		for (int j = 0; j < x.length; j++) {
			step[j] = next[j] - x[j];
			change[j] = nextGradient[j] - gradient[j];
		}
		final double product = dot(step, change);
		if (product <= 1e-12 * dot(change, change)) return;
		memory.addLast(new Pair(step, change, product));
		if (memory.size() > MEMORY) memory.removeFirst();
	}

	/** Minus the approximate inverse Hessian times the gradient. */
	private static double[] direction(final Deque<Pair> memory, final double[] gradient) {
		final double[] d = new double[gradient.length];
		for (int j = 0; j < d.length; j++) d[j] = -gradient[j];
		if (memory.isEmpty()) return d;
		final double[] alpha = new double[memory.size()];
		int i = 0;
		for (final Iterator<Pair> latest = memory.descendingIterator(); latest.hasNext(); i++) {
			final Pair pair = latest.next();
			alpha[i] = dot(pair.step, d) / pair.product;
			addTo(d, -alpha[i], pair.change);
		}
		final Pair last = memory.getLast();
		final double scale = last.product / dot(last.change, last.change);
		for (int j = 0; j < d.length; j++) d[j] *= scale;
		for (final Pair pair : memory) addTo(d, alpha[--i] - dot(pair.change, d) / pair.product, pair.step);
		return d;
	}

	private static void addTo(final double[] sum, final double factor, final double[] values) {
		for (int j = 0; j < sum.length; j++) sum[j] += factor * values[j];
	}

	private static double dot(final double[] a, final double[] b) {
		double sum = 0;
		for (int j = 0; j < a.length; j++) sum += a[j] * b[j];
		return sum;
	}

	private static double largest(final double[] values) {
		double largest = 0;
		for (final double value : values) largest = Math.max(largest, Math.abs(value));
		return largest;
	}
}
