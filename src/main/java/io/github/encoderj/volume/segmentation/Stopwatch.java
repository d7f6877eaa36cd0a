package io.github.encoderj.volume.segmentation;

/** Seconds that a kind of work takes altogether. */
final class Stopwatch {

	private long total;
	private long begun;

	void start() {
		begun = System.nanoTime();
	}

	void stop() {
		total += System.nanoTime() - begun;
	}

	double seconds() {
		return total / 1e9;
	}
}
