package io.github.encoderj.encoder;

/**
 * All features of one tile of a few sections: the filters of {@link FilterBank} in the order of {@link FilterBank#FEATURES}, on arrays
 * that fit the caches. A value depends neither on the size of its tile nor on its place in it.
 */
final class FilterTile {

	/** Standard deviations in pixels. */
	private static final double[] PLANE_SCALES = { 0.7, 1.6, 3.5 };
	private static final double WIDEST = 5;
	private static final double NEIGHBOUR_SCALE = 1;
	private static final double[][] PLANE_TENSORS = { { 0.7, 1.6 }, { 1.6, 3.5 } };
	private static final double[] SPACE_SCALES = { 1, 2 };
	private static final double[] SPACE_TENSOR = { 1, 1.6 };

	/** Rows and columns beyond the core that the filters see. */
	static final int MARGIN = Math.max(Gaussian.of(WIDEST).radius(), Gaussian.of(PLANE_TENSORS[1][0]).radius() + Gaussian.of(
		PLANE_TENSORS[1][1]).radius()) + 1;

	/** Keeps the slope of a square root finite where nothing varies. */
	private static final double FLOOR = 1e-4;

	private final Block in;
	private final double thickness;
	private final Output output;

	/**
	 * @param in normalised intensities with margins of {@link #MARGIN} and {@link #reach}
	 * @param thickness distance of sections in pixels, 1 or more
	 * @param output where the features of the core go
	 */
	FilterTile(final Block in, final double thickness, final Output output) {
		this.in = in;
		this.thickness = thickness;
		this.output = output;
	}

	/** Sections above and below the core that the filters see. */
	static int reach(final double thickness) {
		final int tensor = Gaussian.of(SPACE_TENSOR[0] / thickness).radius() + 1 + Gaussian.of(SPACE_TENSOR[1] / thickness).radius();
		return Math.max(tensor, Gaussian.of(SPACE_SCALES[1] / thickness).radius() + 1);
	}

	/** The features that come first, {@link FilterBank#PLANE_FEATURES}, which depend on the section alone. */
	void computePlane() {
		planeFeatures();
		output.check();
	}

	private void planeFeatures() {
		values(in, 0);
		plane();
		for (final double[] scales : PLANE_TENSORS) planeTensor(scales[0], scales[1]);
	}

	void compute() {
		planeFeatures();
		final Block neighbours = Gaussian.of(NEIGHBOUR_SCALE).smoothPlane(in, 1, 0);
		values(neighbours, -1);
		values(neighbours, 1);
		for (final double scale : SPACE_SCALES) space(scale);
		spaceTensor(SPACE_TENSOR[0], SPACE_TENSOR[1]);
		output.check();
	}

	private void plane() {
		final Block squares = in.sibling(0, in.margin());
		final int skipped = in.marginZ() * in.sectionStride();
		for (int i = 0; i < squares.data().length; i++) squares.data()[i] = in.data()[i + skipped] * in.data()[i + skipped];
		for (final double scale : PLANE_SCALES) {
			final Gaussian gaussian = Gaussian.of(scale);
			final Block smooth = gaussian.smoothPlane(in, 0, 1);
			values(smooth, 0);
			if (scale > PLANE_SCALES[0]) {
				planeGradient(smooth, scale);
				deviation(smooth, gaussian.smoothPlane(squares, 0, 0));
			}
			planeHessian(smooth, scale);
		}
		final Block smooth = Gaussian.of(WIDEST).smoothPlane(in, 0, 1);
		values(smooth, 0);
		laplacian(smooth, WIDEST);
	}

	/** The values themselves, of the section {@code shift} further along z. */
	private void values(final Block b, final int shift) {
		output.next(b, (z, y, i, row, o) -> System.arraycopy(b.data(), b.index(z + shift, y, 0), row, o, b.width()));
	}

	private void planeGradient(final Block b, final double scale) {
		final float[] s = b.data();
		final int dy = b.rowStride();
		final double factor = 0.5 * scale;
		output.next(b, (z, y, from, row, o) -> {
			for (int x = 0; x < b.width(); x++) {
				final int i = from + x;
				final double gx = s[i + 1] - s[i - 1];
				final double gy = s[i + dy] - s[i - dy];
				row[o + x] = (float) (factor * Math.sqrt(gx * gx + gy * gy));
			}
		});
	}

	private void deviation(final Block mean, final Block meanSquare) {
		output.next(mean, (z, y, from, row, o) -> {
			final int squares = meanSquare.index(z, y, 0);
			for (int x = 0; x < mean.width(); x++) {
				final double m = mean.data()[from + x];
				row[o + x] = (float) Math.sqrt(Math.max(0, meanSquare.data()[squares + x] - m * m) + FLOOR);
			}
		});
	}

	private void laplacian(final Block b, final double scale) {
		final float[] s = b.data();
		final int dy = b.rowStride();
		final double factor = scale * scale;
		output.next(b, (z, y, from, row, o) -> {
			for (int x = 0; x < b.width(); x++) {
				final int i = from + x;
				row[o + x] = (float) (factor * ((double) s[i + 1] + s[i - 1] + s[i + dy] + s[i - dy] - 4.0 * s[i]));
			}
		});
	}

	private void planeHessian(final Block b, final double scale) {
		final float[] s = b.data();
		final int dy = b.rowStride();
		final double factor = scale * scale;
		final double mixed = factor / 4;
		output.next(2, b, (z, y, from, rows, o) -> {
			final double[] eigenvalues = new double[2];
			for (int x = 0; x < b.width(); x++) {
				final int i = from + x;
				final double centre = 2.0 * s[i];
				final double xx = factor * ((double) s[i + 1] + s[i - 1] - centre);
				final double yy = factor * ((double) s[i + dy] + s[i - dy] - centre);
				final double xy = mixed * ((double) s[i + dy + 1] - s[i + dy - 1] - s[i - dy + 1] + s[i - dy - 1]);
				Eigenvalues.of2(xx, yy, xy, eigenvalues);
				rows.put(eigenvalues, o + x);
			}
		});
	}

	/** Square roots of the eigenvalues of the structure tensor: gradients at one scale, their products averaged at another. */
	private void planeTensor(final double inner, final double outer) {
		final Gaussian window = Gaussian.of(outer);
		final int r = window.radius();
		final Block b = Gaussian.of(inner).smoothPlane(in, 0, r + 1);
		final Block xx = b.sibling(0, r);
		final Block yy = b.sibling(0, r);
		final Block xy = b.sibling(0, r);
		final float[] s = b.data();
		final int dy = b.rowStride();
		final float factor = (float) (0.5 * inner);
		for (int z = 0; z < b.depth(); z++) {
			for (int y = -r; y < b.height() + r; y++) {
				final int i = b.index(z, y, -r);
				final int o = xx.index(z, y, -r);
				for (int x = 0; x < b.width() + 2 * r; x++) {
					final float gx = factor * (s[i + x + 1] - s[i + x - 1]);
					final float gy = factor * (s[i + x + dy] - s[i + x - dy]);
					xx.data()[o + x] = gx * gx;
					yy.data()[o + x] = gy * gy;
					xy.data()[o + x] = gx * gy;
				}
			}
		}
		final float[] axx = window.smoothPlane(xx, 0, 0).data();
		final float[] ayy = window.smoothPlane(yy, 0, 0).data();
		final Block last = window.smoothPlane(xy, 0, 0);
		output.next(2, last, (z, y, from, rows, o) -> {
			final double[] eigenvalues = new double[2];
			for (int x = 0; x < last.width(); x++) {
				final int i = from + x;
				Eigenvalues.of2(axx[i], ayy[i], last.data()[i], eigenvalues);
				rows.put(roots(eigenvalues), o + x);
			}
		});
	}

	/** Gradient magnitude and Hessian eigenvalues in three dimensions; at the second scale the smoothed intensity too. */
	private void space(final double scale) {
		final Block b = smoothSpace(scale, 1, 1);
		final float[] s = b.data();
		final int dy = b.rowStride();
		final int dz = b.sectionStride();
		final double half = 0.5 * scale;
		if (scale > SPACE_SCALES[0]) values(b, 0);
		output.next(b, (z, y, from, row, o) -> {
			for (int x = 0; x < b.width(); x++) {
				final int i = from + x;
				final double gx = s[i + 1] - s[i - 1];
				final double gy = s[i + dy] - s[i - dy];
				final double gz = (s[i + dz] - s[i - dz]) / thickness;
				row[o + x] = (float) (half * Math.sqrt(gx * gx + gy * gy + gz * gz));
			}
		});
		final double factor = scale * scale;
		final double mixed = factor / 4;
		output.next(3, b, (z, y, from, rows, o) -> {
			final double[] eigenvalues = new double[3];
			for (int x = 0; x < b.width(); x++) {
				final int i = from + x;
				final double centre = 2.0 * s[i];
				final double xx = factor * ((double) s[i + 1] + s[i - 1] - centre);
				final double yy = factor * ((double) s[i + dy] + s[i - dy] - centre);
				final double zz = factor * ((double) s[i + dz] + s[i - dz] - centre) / (thickness * thickness);
				final double xy = mixed * ((double) s[i + dy + 1] - s[i + dy - 1] - s[i - dy + 1] + s[i - dy - 1]);
				final double xz = mixed * ((double) s[i + dz + 1] - s[i + dz - 1] - s[i - dz + 1] + s[i - dz - 1]) / thickness;
				final double yz = mixed * ((double) s[i + dz + dy] - s[i + dz - dy] - s[i - dz + dy] + s[i - dz - dy]) / thickness;
				Eigenvalues.of3(xx, yy, zz, xy, xz, yz, eigenvalues);
				rows.put(eigenvalues, o + x);
			}
		});
	}

	private void spaceTensor(final double inner, final double outer) {
		final Gaussian plane = Gaussian.of(outer);
		final Gaussian across = Gaussian.of(outer / thickness);
		final int r = plane.radius();
		final int rz = across.radius();
		final Block b = smoothSpace(inner, rz + 1, r + 1);
		final Block[] products = new Block[6];
		for (int p = 0; p < 6; p++) products[p] = b.sibling(rz, r);
		final float[] s = b.data();
		final int dy = b.rowStride();
		final int dz = b.sectionStride();
		final float factor = (float) (0.5 * inner);
		final float factorZ = (float) (factor / thickness);
		for (int z = -rz; z < b.depth() + rz; z++) {
			for (int y = -r; y < b.height() + r; y++) {
				final int i = b.index(z, y, -r);
				final int o = products[0].index(z, y, -r);
				for (int x = 0; x < b.width() + 2 * r; x++) {
					final float gx = factor * (s[i + x + 1] - s[i + x - 1]);
					final float gy = factor * (s[i + x + dy] - s[i + x - dy]);
					final float gz = factorZ * (s[i + x + dz] - s[i + x - dz]);
					products[0].data()[o + x] = gx * gx;
					products[1].data()[o + x] = gy * gy;
					products[2].data()[o + x] = gz * gz;
					products[3].data()[o + x] = gx * gy;
					products[4].data()[o + x] = gx * gz;
					products[5].data()[o + x] = gy * gz;
				}
			}
		}
		for (int p = 0; p < 6; p++) products[p] = across.smoothDepth(plane.smoothPlane(products[p], rz, 0), 0);
		final float[] xx = products[0].data();
		final float[] yy = products[1].data();
		final float[] zz = products[2].data();
		final float[] xy = products[3].data();
		final float[] xz = products[4].data();
		final float[] yz = products[5].data();
		output.next(3, products[0], (z, y, from, rows, o) -> {
			final double[] eigenvalues = new double[3];
			for (int x = 0; x < b.width(); x++) {
				final int i = from + x;
				Eigenvalues.of3(xx[i], yy[i], zz[i], xy[i], xz[i], yz[i], eigenvalues);
				rows.put(roots(eigenvalues), o + x);
			}
		});
	}

	private Block smoothSpace(final double scale, final int marginZ, final int margin) {
		final Gaussian across = Gaussian.of(scale / thickness);
		return across.smoothDepth(Gaussian.of(scale).smoothPlane(in, marginZ + across.radius(), margin), marginZ);
	}

	private static double[] roots(final double[] values) {
		for (int i = 0; i < values.length; i++) values[i] = Math.sqrt(Math.max(0, values[i]) + FLOOR);
		return values;
	}
}
