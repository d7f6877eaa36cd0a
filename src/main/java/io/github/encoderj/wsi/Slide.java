package io.github.encoderj.wsi;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.pyramid.PixelSize;
import io.github.encoderj.image.pyramid.Pyramid;
import io.github.encoderj.image.pyramid.PyramidLevel;

/**
 * A whole-slide image: a pyramid whose pixels have a physical size. The size comes from the file or from the user and is never assumed;
 * what needs none (tissue, tiles in pixels) works without. Safe to use from several threads.
 */
public final class Slide implements AutoCloseable {

	/** Pixels of a level up to which it is read as it is, when a coarser picture is asked for than there is. */
	private static final long READ_WHOLE = 1L << 25;

	/** Two levels whose downsamples differ by less than this share count as the same: files round the sizes of their levels. */
	private static final double ROUNDING = 0.005;

	private final Pyramid pyramid;
	private final Optional<PixelSize> pixelSize;

	private Slide(final Pyramid pyramid, final Optional<PixelSize> pixelSize) {
		this.pyramid = pyramid;
		this.pixelSize = pixelSize;
	}

	/**
	 * Opens a slide.
	 *
	 * @throws Refusal if it cannot be read
	 */
	public static Slide open(final Path path) {
		final Pyramid pyramid = Pyramid.open(path);
		return new Slide(pyramid, pyramid.pixelSize());
	}

	/**
	 * Opens a slide whose pixels have the given size, whatever the file says.
	 *
	 * @param micrometres side of a pixel of level 0; empty: what the file says
	 * @throws Refusal if the slide cannot be read, or the size is not a number above 0
	 */
	public static Slide open(final Path path, final OptionalDouble micrometres) {
		final Optional<PixelSize> given = micrometres.isPresent() ? Optional.of(PixelSize.of(micrometres.getAsDouble())) : Optional.empty();
		final Pyramid pyramid = Pyramid.open(path);
		return new Slide(pyramid, given.or(pyramid::pixelSize));
	}

	/** File name without its suffix, as CLAM and TRIDENT name slides. */
	public String name() {
		return pyramid.path().getFileName().toString().replaceFirst("(?i)(\\.ome)?\\.[^.]+$", "");
	}

	/** The levels and what the file says. */
	public Pyramid pyramid() {
		return pyramid;
	}

	/** Columns of level 0. */
	public int width() {
		return pyramid.level(0).width();
	}

	/** Rows of level 0. */
	public int height() {
		return pyramid.level(0).height();
	}

	/** Whether the size of the pixels is known. */
	public boolean calibrated() {
		return pixelSize.isPresent();
	}

	/**
	 * Size of the pixels of level 0.
	 *
	 * @throws Refusal if neither the file nor the user said it
	 */
	public PixelSize pixelSize() {
		return pixelSize.orElseThrow(() -> new Refusal(pyramid.path() + " does not say how large its pixels are. Give the micrometres of a " +
			"pixel of level 0 (often 0.25 for scans at 40x, 0.5 at 20x; the scanner's software tells), or work in pixels."));
	}

	/**
	 * Nominal magnification by the size of a pixel, as TRIDENT sorts them.
	 *
	 * @param micrometres of a pixel
	 * @throws Refusal if the pixels are too large for tissue at any magnification
	 */
	public static int magnification(final double micrometres) {
		Refusal.unless(micrometres > 0 && micrometres < 2.4, "pixel size %s micrometres: expected a number above 0 and below 2.4 (5x).",
			micrometres);
		return micrometres < 0.16 ? 80 : micrometres < 0.2 ? 60 : micrometres < 0.3 ? 40 : micrometres < 0.6 ? 20 : micrometres < 1.2 ? 10
			: 5;
	}

	/** The coarsest level that is not coarser than wanted: OpenSlide's and so CLAM's choice. */
	public int levelFor(final double downsample) {
		int best = 0;
		for (int level = 1; level < pyramid.levels().size(); level++) {
			if (pyramid.level(level).downsample() <= downsample * (1 + ROUNDING)) best = level;
		}
		return best;
	}

	/**
	 * Reads a part of a level.
	 *
	 * @param x left column in pixels of level 0
	 * @param y upper row in pixels of level 0
	 * @param width columns in pixels of that level; what lies outside of the slide is white
	 * @param height rows
	 * @return red, green, blue of each pixel, [height, width, 3]
	 */
	public byte[] read(final int level, final long x, final long y, final int width, final int height) {
		final PyramidLevel of = pyramid.level(level);
		return pyramid.read(level, Math.round(x / of.downsampleX()), Math.round(y / of.downsampleY()), width, height);
	}

	/**
	 * The whole slide about as coarse as wanted: the level that {@link #levelFor} names; where that is still large, means of its pixels.
	 *
	 * @param downsample pixels of level 0 for one of the picture, at least 1
	 */
	public Picture picture(final double downsample) {
		Refusal.unless(downsample >= 1, "downsample = %s: expected a number of at least 1.", downsample);
		final int level = levelFor(downsample);
		final PyramidLevel of = pyramid.level(level);
		final boolean large = (long) of.width() * of.height() > READ_WHOLE;
		final int shrink = large ? (int) Math.max(1, Math.floor(downsample / of.downsample() * (1 + ROUNDING))) : 1;
		return picture(level, shrink);
	}

	/** A level as a picture, as {@link #picture(double)}, without shrinking it. */
	public Picture level(final int level) {
		return picture(level, 1);
	}

	private Picture picture(final int level, final int shrink) {
		final PyramidLevel of = pyramid.level(level);
		final int width = Math.max(1, of.width() / shrink);
		final int height = Math.max(1, of.height() / shrink);
		Refusal.unless(3L * width * height <= Integer.MAX_VALUE - 8, "level %d of %s has %d x %d pixels, too many for one picture. Choose a " +
			"coarser level.", level, pyramid.path().getFileName(), of.width(), of.height());
		final byte[] rgb = new byte[3 * width * height];
		final int rows = Math.max(1, of.tileHeight() / shrink);
		Parallel.forEach((height + rows - 1) / rows, strip -> {
			final int from = strip * rows;
			final int to = Math.min(height, from + rows);
			final byte[] part = pyramid.read(level, 0, (long) from * shrink, width * shrink, (to - from) * shrink);
			if (shrink == 1) System.arraycopy(part, 0, rgb, 3 * from * width, part.length);
			else means(part, width, to - from, shrink, rgb, 3 * from * width);
		});
		return new Picture(width, height, rgb, of.downsampleX() * shrink, of.downsampleY() * shrink);
	}

	private static void means(final byte[] part, final int width, final int height, final int shrink, final byte[] out, final int start) {
		final int area = shrink * shrink;
		for (int y = 0; y < height; y++) {
			for (int x = 0; x < width; x++) {
				for (int c = 0; c < 3; c++) {
					int sum = area / 2;
					for (int v = 0; v < shrink; v++) {
						int i = 3 * ((y * shrink + v) * width * shrink + x * shrink) + c;
						for (int u = 0; u < shrink; u++, i += 3) sum += part[i] & 255;
					}
					out[start + 3 * (y * width + x) + c] = (byte) (sum / area);
				}
			}
		}
	}

	@Override
	public void close() {
		pyramid.close();
	}
}
