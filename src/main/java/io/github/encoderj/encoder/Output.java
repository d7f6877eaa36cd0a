package io.github.encoderj.encoder;

/** Where the features of one tile go in the array of all, one feature after the other. */
final class Output {

	private final float[] features;
	private final int count;
	private final int sections;
	private final int rows;
	private final int columns;
	private final int fromSection;
	private final int fromRow;
	private final int fromColumn;
	private int feature;

	/**
	 * @param features float32 in the order [feature, section, row, column], written to
	 * @param count number of features
	 * @param fromSection section of {@code features} that is the tile's first
	 * @param fromRow its first row
	 * @param fromColumn its first column
	 */
	Output(final float[] features, final int count, final int sections, final int rows, final int columns, final int fromSection,
		final int fromRow, final int fromColumn)
	{
		this.features = features;
		this.count = count;
		this.sections = sections;
		this.rows = rows;
		this.columns = columns;
		this.fromSection = fromSection;
		this.fromRow = fromRow;
		this.fromColumn = fromColumn;
	}

	/** Computes one row of one feature. */
	@FunctionalInterface
	interface Row {

		/**
		 * @param from index in the block of the row's first voxel
		 * @param out array that takes the row
		 * @param to index of the row's first value in it
		 */
		void compute(int z, int y, int from, float[] out, int to);
	}

	/** Computes one row of several features. */
	@FunctionalInterface
	interface Rows {

		void compute(int z, int y, int from, Sink out, int to);
	}

	/** Takes several features of a voxel. */
	static final class Sink {

		private final float[] features;
		private final int stride;

		private Sink(final float[] features, final int stride) {
			this.features = features;
			this.stride = stride;
		}

		void put(final double[] values, final int index) {
			for (int k = 0; k < values.length; k++) features[index + k * stride] = (float) values[k];
		}
	}

	/** The next feature, for all rows of a block's core. */
	void next(final Block block, final Row row) {
		for (int z = 0; z < block.depth(); z++) {
			for (int y = 0; y < block.height(); y++) row.compute(z, y, block.index(z, y, 0), features, index(z, y));
		}
		feature++;
	}

	/** The next n features, for all rows of a block's core. */
	void next(final int n, final Block block, final Rows computation) {
		final Sink sink = new Sink(features, sections * rows * columns);
		for (int z = 0; z < block.depth(); z++) {
			for (int y = 0; y < block.height(); y++) computation.compute(z, y, block.index(z, y, 0), sink, index(z, y));
		}
		feature += n;
	}

	/** Makes sure that each feature was written. */
	void check() {
		if (feature != count) throw new IllegalStateException(feature + " features were computed, " + count + " are named");
	}

	private int index(final int z, final int y) {
		return ((feature * sections + fromSection + z) * rows + fromRow + y) * columns + fromColumn;
	}
}
