package io.github.encoderj.base;

import java.util.concurrent.CancellationException;

/**
 * Where a long job says how far it is, and asks whether the user has cancelled. Implementations are safe to call from any thread.
 */
public interface Progress {

	/**
	 * Says how far the job is.
	 *
	 * @param stage what is being done, in a few words
	 * @param done share of the whole job that is finished, 0..1
	 */
	void report(String stage, double done);

	/** Whether the user wants the job to stop. */
	boolean cancelled();

	/**
	 * Stops the job if the user wants that.
	 *
	 * @throws CancellationException if cancelled
	 */
	default void check() {
		if (cancelled()) throw new CancellationException("Cancelled");
	}

	/** A part of this job, whose own 0..1 is shown as {@code from..to} here. */
	default Progress part(final double from, final double to) {
		final Progress whole = this;
		return new Progress() {

			@Override
			public void report(final String stage, final double done) {
				whole.report(stage, from + (to - from) * done);
			}

			@Override
			public boolean cancelled() {
				return whole.cancelled();
			}
		};
	}

	/** Nobody watches and nobody cancels. */
	Progress NONE = new Progress() {

		@Override
		public void report(final String stage, final double done) {}

		@Override
		public boolean cancelled() {
			return false;
		}
	};
}
