package io.github.encoderj.learn;

import java.util.function.LongSupplier;

import ai.djl.training.tracker.Tracker;

/**
 * The learning rate over a training that may have to end early: it rises over the first steps and falls to zero along half a cosine. When the
 * steps so far show that the time will not do for all, fewer are planned, and more again when the machine gets faster.
 */
public final class Schedule implements Tracker {

	/** Share of the time limit after which the speed is known well enough to plan by it. */
	private static final double PLANNING_SHARE = 0.2;

	private final double highest;
	private final double warmUp;
	private final long all;
	private final double minutes;
	private final LongSupplier clock;
	private final long start;

	private long planned;
	private long steps;
	private double progress;

	/**
	 * A schedule whose time runs from now.
	 *
	 * @param highest learning rate
	 * @param warmUp steps over which it rises
	 * @param all steps if there is time
	 * @param minutes wall-clock limit
	 */
	public Schedule(final double highest, final double warmUp, final long all, final double minutes) {
		this(highest, warmUp, all, minutes, System::nanoTime);
	}

	Schedule(final double highest, final double warmUp, final long all, final double minutes, final LongSupplier clock) {
		this.highest = highest;
		this.warmUp = warmUp;
		this.all = all;
		this.minutes = minutes;
		this.clock = clock;
		start = clock.getAsLong();
		planned = all;
	}

	/** Share of the training that is over, 0..1; never falls. */
	public double progress() {
		return progress;
	}

	/** Since the start. */
	public double seconds() {
		return (clock.getAsLong() - start) / 1e9;
	}

	/**
	 * Counts a step that was done.
	 *
	 * @return whether the time is up before all steps were done
	 */
	public boolean over() {
		steps++;
		final double used = seconds() / (60 * minutes);
		if (used > PLANNING_SHARE) planned = Math.min(all, (long) (steps / used) + 1);
		progress = Math.max(progress, Math.min(1, (double) steps / planned));
		return steps < all && (used >= 1 || steps >= planned);
	}

	@Override
	public float getNewValue(final int update) {
		return (float) (highest * Math.min(1, update / warmUp) * 0.5 * (1 + Math.cos(Math.PI * progress)));
	}
}
