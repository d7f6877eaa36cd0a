package io.github.encoderj.em.agglomerate;

/**
 * Forbids merges. A constraint must be lasting: what it forbids once stays forbidden while the regions grow; a forbidden edge is not
 * looked at again.
 */
public interface MergeConstraint {

	/** Whether the regions with these ids may become one. */
	boolean allows(int a, int b);

	/**
	 * Takes note that two regions became one.
	 *
	 * @param a the id that survives
	 * @param b the id that is absorbed
	 */
	void merged(int a, int b);

	/** Allows all merges. */
	MergeConstraint NONE = new MergeConstraint() {

		@Override
		public boolean allows(final int a, final int b) {
			return true;
		}

		@Override
		public void merged(final int a, final int b) {}
	};

	/** Both constraints. */
	default MergeConstraint and(final MergeConstraint other) {
		final MergeConstraint one = this;
		return new MergeConstraint() {

			@Override
			public boolean allows(final int a, final int b) {
				return one.allows(a, b) && other.allows(a, b);
			}

			@Override
			public void merged(final int a, final int b) {
				one.merged(a, b);
				other.merged(a, b);
			}
		};
	}
}
