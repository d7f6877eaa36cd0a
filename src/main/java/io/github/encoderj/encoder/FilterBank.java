package io.github.encoderj.encoder;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Volume;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * The embedded encoder: classical features at full resolution, in each section and across sections, for membranes of about three pixels
 * and their surroundings. Needs no weights and no engine.
 * <p>
 * Smoothing is Gaussian, cut off at three standard deviations; the numbers in {@link #FEATURES} are standard deviations in pixels.
 * Derivatives are central differences of the smoothed image ([-1, 0, 1] / 2, [1, -2, 1]), times the scale to the power of their order
 * (Lindeberg 1998, Int. J. Comput. Vis. 30:79), so that features of all scales have like magnitudes. Eigenvalues are in descending order;
 * those of the structure tensor (gradients at the first scale, their products averaged at the second) and local variances v are given as
 * sqrt(v + 0.0001). The image is thought mirrored at its borders, the border voxel repeated (SciPy's "reflect", NumPy's "symmetric").
 * <p>
 * Across sections lengths are physical: with sections t pixels apart the standard deviation is scale / t sections and derivatives are
 * divided by t (sections closer than pixels are treated as one pixel apart). Between thick sections smoothing therefore vanishes and the
 * three-dimensional features become those of the section; the two neighbouring sections then serve as context in features of their own.
 * <p>
 * Every feature is a function of the normalised intensities of the section and its {@link #contextSections} neighbours; the
 * {@link Normalisation} is by section unless fixed numbers are given.
 */
public final class FilterBank implements Encoder {

	/** Catalogue name. */
	public static final String NAME = "filterbank";

	/** What the features are, in their order. */
	public static final List<String> FEATURES = List.of( //
		"intensity", //
		"smoothed 0.7", "Hessian 0.7 first", "Hessian 0.7 second", //
		"smoothed 1.6", "gradient 1.6", "deviation 1.6", "Hessian 1.6 first", "Hessian 1.6 second", //
		"smoothed 3.5", "gradient 3.5", "deviation 3.5", "Hessian 3.5 first", "Hessian 3.5 second", //
		"smoothed 5", "Laplacian 5", //
		"structure tensor 0.7 1.6 first", "structure tensor 0.7 1.6 second", //
		"structure tensor 1.6 3.5 first", "structure tensor 1.6 3.5 second", //
		"section above, smoothed 1", "section below, smoothed 1", //
		"3D gradient 1", "3D Hessian 1 first", "3D Hessian 1 second", "3D Hessian 1 third", //
		"3D smoothed 2", "3D gradient 2", "3D Hessian 2 first", "3D Hessian 2 second", "3D Hessian 2 third", //
		"3D structure tensor 1 1.6 first", "3D structure tensor 1 1.6 second", "3D structure tensor 1 1.6 third");

	/** How many of them, the first ones, depend on the section alone. */
	public static final int PLANE_FEATURES = FEATURES.indexOf("section above, smoothed 1");

	/** Changes whenever a feature's values change by more than rounding. */
	private static final String DEFINITION = "EncoderJ filter bank, version 1\nGaussian cut off at 3; mirrored borders\n" + String.join("\n",
		FEATURES) + "\n";

	private static final int TILE = 128;
	private static final int TILE_SECTIONS = 16;

	private final Normalisation normalisation;

	/** A filter bank that normalises each section by its own percentiles. */
	public FilterBank() {
		this(Normalisation.SECTION);
	}

	public FilterBank(final Normalisation normalisation) {
		this.normalisation = normalisation;
	}

	/** A filter bank with the mean and standard deviation of a volume as fixed numbers. */
	public static FilterBank of(final Volume<?> volume) {
		return new FilterBank(Normalisation.of(volume));
	}

	@Override
	public String name() {
		return NAME;
	}

	/** Of the definition of the features; the normalisation is part of {@link #preprocessing}. */
	@Override
	public String sha256() {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(DEFINITION.getBytes(StandardCharsets.UTF_8)));
		}
		catch (final NoSuchAlgorithmException e) {
			throw new IllegalStateException("every Java has SHA-256", e);
		}
	}

	/** {@link Normalisation#text}. */
	@Override
	public String preprocessing() {
		return normalisation.text();
	}

	@Override
	public int width() {
		return FEATURES.size();
	}

	@Override
	public int stride() {
		return 1;
	}

	@Override
	public int contextPixels() {
		return FilterTile.MARGIN;
	}

	/** For cubic voxels; between thick sections fewer are used. */
	@Override
	public int contextSections() {
		return FilterTile.reach(1);
	}

	/**
	 * {@inheritDoc} Beyond the result, memory is needed for the sections of the range and its context, as float32, and about 60 MB a
	 * thread.
	 *
	 * @throws Refusal if the volume has several channels, the range lies outside of it, a value is NaN or infinite, or the features are
	 *           more than one array holds
	 */
	@Override
	public FeatureGrid encode(final Volume<?> volume, final long fromSection, final long toSection) {
		Refusal.unless(volume.channels() == 1, "%s has %d channels; the filter bank takes an image of one channel. Split it first.", volume
			.name(), volume.channels());
		Refusal.unless(fromSection >= 0 && fromSection < toSection && toSection <= volume.depth(),
			"sections %d..%d of %s: expected a range within 0..%d.", fromSection, toSection, volume.name(), volume.depth());
		final long size = width() * (toSection - fromSection) * volume.height() * volume.width();
		Refusal.unless(size <= Integer.MAX_VALUE - 8, "%s: %d features of %d sections of %d x %d are more than one array holds. Encode " +
			"fewer sections at a time.", volume.name(), width(), toSection - fromSection, volume.width(), volume.height());
		final int columns = (int) volume.width();
		final int rows = (int) volume.height();
		final int sections = (int) (toSection - fromSection);
		final double thickness = thickness(volume);
		final int reach = FilterTile.reach(thickness);
		final float[][] around = sections(volume, fromSection, sections, reach);
		final float[] features = new float[(int) size];
		final int across = (columns + TILE - 1) / TILE;
		final int down = (rows + TILE - 1) / TILE;
		final int slabs = (sections + TILE_SECTIONS - 1) / TILE_SECTIONS;
		Parallel.forEach(across * down * slabs, t -> {
			final int x = t % across * TILE;
			final int y = t / across % down * TILE;
			final int z = t / across / down * TILE_SECTIONS;
			final Block block = new Block(null, Math.min(TILE_SECTIONS, sections - z), Math.min(TILE, rows - y), Math.min(TILE, columns - x), 0, 0)
				.sibling(reach, FilterTile.MARGIN);
			fill(block, around, rows, columns, z, y, x);
			new FilterTile(block, thickness, new Output(features, width(), sections, rows, columns, z, y, x)).compute();
		});
		return new FeatureGrid(features, width(), sections, rows, columns, 1);
	}

	/**
	 * Only the first {@link #PLANE_FEATURES} features of a single picture: the same values as {@link #encode} gives, in less time.
	 * Runs on the calling thread.
	 *
	 * @param picture finite values [row, column], normalised in place
	 * @return float32 in the order [feature, row, column]
	 */
	public float[] encodePlane(final float[] picture, final int rows, final int columns) {
		normalisation.apply(picture);
		final float[][] sections = { picture };
		final float[] features = new float[Math.multiplyExact(PLANE_FEATURES, Math.multiplyExact(rows, columns))];
		for (int y = 0; y < rows; y += TILE) {
			for (int x = 0; x < columns; x += TILE) {
				final Block block = new Block(null, 1, Math.min(TILE, rows - y), Math.min(TILE, columns - x), 0, 0).sibling(0, FilterTile.MARGIN);
				fill(block, sections, rows, columns, 0, y, x);
				new FilterTile(block, 1, new Output(features, PLANE_FEATURES, 1, rows, columns, 0, y, x)).computePlane();
			}
		}
		return features;
	}

	/** Distance of sections in pixels, at least 1. */
	private static double thickness(final Volume<?> volume) {
		return Math.max(1, volume.geometry().z() / Math.sqrt(volume.geometry().x() * volume.geometry().y()));
	}

	/** The normalised sections from - reach .. from + sections + reach of the mirrored volume. */
	private float[][] sections(final Volume<?> volume, final long from, final int sections, final int reach) {
		final long first = Math.max(0, from - reach);
		final long last = Math.min(volume.depth(), from + sections + reach);
		final float[][] read = new float[(int) (last - first)][];
		Parallel.forEach(read.length, i -> read[i] = section(volume, first + i));
		final float[][] around = new float[sections + 2 * reach][];
		for (int i = 0; i < around.length; i++) around[i] = read[(int) (mirror(from - reach + i, volume.depth()) - first)];
		return around;
	}

	private <T extends RealType<T>> float[] section(final Volume<T> volume, final long z) {
		final float[] section = new float[(int) (volume.width() * volume.height())];
		final Cursor<T> cursor = Views.flatIterable(Views.hyperSlice(volume.pixels(), 2, z)).cursor();
		for (int i = 0; i < section.length; i++) {
			section[i] = cursor.next().getRealFloat();
			if (!Float.isFinite(section[i])) {
				throw new Refusal(volume.name() + " holds the value " + section[i] + " at x = " + i % volume.width() + ", y = " + i / volume
					.width() + ", z = " + z + "; expected finite numbers. Replace it first.");
			}
		}
		normalisation.apply(section);
		return section;
	}

	private static void fill(final Block block, final float[][] sections, final int rows, final int columns, final int fromSection,
		final int fromRow, final int fromColumn)
	{
		final int m = block.margin();
		final int[] x = new int[block.rowStride()];
		for (int i = 0; i < x.length; i++) x[i] = (int) mirror(fromColumn - m + i, columns);
		int o = 0;
		for (int z = 0; z < block.depth() + 2 * block.marginZ(); z++) {
			final float[] section = sections[fromSection + z];
			for (int y = -m; y < block.height() + m; y++) {
				final int row = (int) mirror(fromRow + y, rows) * columns;
				for (final int i : x) block.data()[o++] = section[row + i];
			}
		}
	}

	/** Index in 0..n-1 of a position in the endlessly mirrored line. */
	private static long mirror(final long position, final long n) {
		final long p = Math.floorMod(position, 2 * n);
		return p < n ? p : 2 * n - 1 - p;
	}
}
