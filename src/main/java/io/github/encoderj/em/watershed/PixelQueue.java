package io.github.encoderj.em.watershed;

/** Pixels by descending value; of equal values the one that came first. Each pixel may be pushed once. */
final class PixelQueue {

	private final int[] heap;
	private final int[] arrival;
	private final double[] values;
	private int size;
	private int arrived;

	PixelQueue(final int pixels) {
		heap = new int[pixels];
		arrival = new int[pixels];
		values = new double[pixels];
	}

	boolean isEmpty() {
		return size == 0;
	}

	void push(final int pixel, final double value) {
		values[pixel] = value;
		arrival[pixel] = arrived++;
		int hole = size++;
		while (hole > 0 && before(pixel, heap[hole - 1 >> 1])) {
			heap[hole] = heap[hole - 1 >> 1];
			hole = hole - 1 >> 1;
		}
		heap[hole] = pixel;
	}

	int pop() {
		final int first = heap[0];
		final int last = heap[--size];
		int hole = 0;
		while (true) {
			int child = 2 * hole + 1;
			if (child >= size) break;
			if (child + 1 < size && before(heap[child + 1], heap[child])) child++;
			if (!before(heap[child], last)) break;
			heap[hole] = heap[child];
			hole = child;
		}
		heap[hole] = last;
		return first;
	}

	private boolean before(final int a, final int b) {
		return values[a] > values[b] || values[a] == values[b] && arrival[a] < arrival[b];
	}
}
