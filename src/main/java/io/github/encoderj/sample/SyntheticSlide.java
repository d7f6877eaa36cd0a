package io.github.encoderj.sample;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;
import io.github.encoderj.image.pyramid.PixelSize;
import io.github.encoderj.image.pyramid.PyramidWriting;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * A synthetic whole-slide image with its truth: tissue of two textures on glass, 0.5 micrometres a pixel. Healthy tissue is pale with
 * small, sparse nuclei; tumour has large, dense, dark ones. Stain and density differ from slide to slide more than a little tumour changes
 * a slide's mean. The same seed gives the same pixels on every machine.
 */
public final class SyntheticSlide {

	/** Value of glass in the truth. */
	public static final int GLASS = 0;
	/** Value of healthy tissue in the truth. */
	public static final int TISSUE = 1;
	/** Value of tumour in the truth. */
	public static final int TUMOUR = 2;

	/** Pixels of the slide for one of the truth. */
	public static final int TRUTH_DOWNSAMPLE = 16;

	/** Of level 0. */
	public static final PixelSize PIXEL_SIZE = PixelSize.of(0.5);

	private static final double QUALITY = 0.75;
	private static final double TISSUE_SHARE = 0.45;

	private final int width;
	private final int height;
	private final int columns;
	private final int rows;
	/** Above 0 inside of tissue, on points {@value #TRUTH_DOWNSAMPLE} pixels apart. */
	private final float[] tissue;
	/** Above 0 inside of tumour. */
	private final float[] tumour;
	private final SlideTexture texture;

	/**
	 * Makes a slide.
	 *
	 * @param width pixels
	 * @param height pixels
	 * @param tumourShare share of the tissue that is tumour, 0..1
	 * @param seed same seed, same slide
	 * @throws Refusal if a side is not 256 to 100,000 pixels or the share not 0 to 1
	 */
	public SyntheticSlide(final int width, final int height, final double tumourShare, final long seed) {
		Refusal.unless(width >= 256 && height >= 256 && width <= 100_000 && height <= 100_000, "size %d x %d: expected sides of 256 to 100000 " +
			"pixels.", width, height);
		Refusal.unless(tumourShare >= 0 && tumourShare <= 1, "tumour share = %s: expected 0 to 1.", tumourShare);
		this.width = width;
		this.height = height;
		columns = width / TRUTH_DOWNSAMPLE + 2;
		rows = height / TRUTH_DOWNSAMPLE + 2;
		final Random random = new Random(seed);
		final double size = Math.min(columns, rows);
		final Waves shape = new Waves(random, 0.6 * size, 1);
		final Waves border = new Waves(random, 0.12 * size, 1);
		final Waves nests = new Waves(random, 0.25 * size, 1);
		texture = new SlideTexture(random);
		tissue = new float[columns * rows];
		tumour = new float[columns * rows];
		Parallel.forEach(rows, y -> {
			for (int x = 0; x < columns; x++) {
				final double u = 2.0 * x / columns - 1;
				final double v = 2.0 * y / rows - 1;
				final double edge = Math.max(0, Math.sqrt(u * u + v * v) - 0.7);
				tissue[y * columns + x] = (float) (shape.at(x, y, 0) + 0.35 * border.at(x, y, 0) - 12 * edge);
				tumour[y * columns + x] = (float) nests.at(x, y, 0);
			}
		});
		subtract(tissue, threshold(tissue.clone(), TISSUE_SHARE));
		final float[] inside = new float[tissue.length];
		int count = 0;
		for (int i = 0; i < tissue.length; i++) if (tissue[i] > 0) inside[count++] = tumour[i];
		subtract(tumour, tumourShare == 0 ? Float.POSITIVE_INFINITY : threshold(Arrays.copyOf(inside, count), tumourShare));
	}

	/** The value above which the given share of all values lies. */
	private static float threshold(final float[] values, final double share) {
		Arrays.sort(values);
		final int at = (int) Math.round(values.length * (1 - share)) - 1;
		return at < 0 ? Float.NEGATIVE_INFINITY : values[Math.min(at, values.length - 1)];
	}

	private static void subtract(final float[] values, final float threshold) {
		for (int i = 0; i < values.length; i++) values[i] = threshold == Float.NEGATIVE_INFINITY ? 1 : threshold == Float.POSITIVE_INFINITY
			? -1 : values[i] - threshold;
	}

	public int width() {
		return width;
	}

	public int height() {
		return height;
	}

	/** What lies at a pixel: {@link #GLASS}, {@link #TISSUE} or {@link #TUMOUR}. */
	public int at(final int x, final int y) {
		if (between(tissue, x, y) <= 0) return GLASS;
		return between(tumour, x, y) > 0 ? TUMOUR : TISSUE;
	}

	private float between(final float[] field, final int x, final int y) {
		final int i = y / TRUTH_DOWNSAMPLE * columns + x / TRUTH_DOWNSAMPLE;
		final float u = (float) (x % TRUTH_DOWNSAMPLE) / TRUTH_DOWNSAMPLE;
		final float v = (float) (y % TRUTH_DOWNSAMPLE) / TRUTH_DOWNSAMPLE;
		return (1 - v) * ((1 - u) * field[i] + u * field[i + 1]) + v * ((1 - u) * field[i + columns] + u * field[i + columns + 1]);
	}

	/**
	 * The pixels of a part.
	 *
	 * @param out red, green, blue of each pixel, [height, width, 3]; the part must lie inside of the slide
	 */
	public void read(final int x, final int y, final int partWidth, final int partHeight, final byte[] out) {
		for (int v = 0; v < partHeight; v++) {
			for (int u = 0; u < partWidth; u++) texture.paint(x + u, y + v, at(x + u, y + v), out, 3 * (v * partWidth + u));
		}
	}

	/** What lies in the middle of each square of {@value #TRUTH_DOWNSAMPLE} pixels: unsigned bytes. */
	public Volume<UnsignedByteType> truth() {
		final int w = width / TRUTH_DOWNSAMPLE;
		final int h = height / TRUTH_DOWNSAMPLE;
		final byte[] truth = new byte[w * h];
		for (int i = 0; i < truth.length; i++) {
			truth[i] = (byte) at(i % w * TRUTH_DOWNSAMPLE + TRUTH_DOWNSAMPLE / 2, i / w * TRUTH_DOWNSAMPLE + TRUTH_DOWNSAMPLE / 2);
		}
		final double side = PIXEL_SIZE.x() * TRUTH_DOWNSAMPLE;
		return Volume.of(truth, w, h, 1, Geometry.spacing(side, side, 1, "\u00b5m"), "slide truth");
	}

	/**
	 * Writes the slide as pyramidal OME-TIFF with JPEG tiles.
	 *
	 * @param path a name that ends with .ome.tif
	 * @throws Refusal if it cannot be written
	 */
	public void write(final Path path, final Progress progress) {
		PyramidWriting.write(path, width, height, Optional.of(PIXEL_SIZE), OptionalDouble.of(QUALITY), this::read, progress);
	}
}
