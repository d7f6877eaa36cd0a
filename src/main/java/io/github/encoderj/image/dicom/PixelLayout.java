package io.github.encoderj.image.dicom;

import io.github.encoderj.base.Refusal;

/**
 * How the pixels of a file are laid out (PS3.3, C.7.6.3).
 *
 * @param columns width
 * @param rows height
 * @param samples 1, or 3 for colour
 * @param frames pictures in the file
 * @param allocated bits that a sample takes: 1, 8, 16, 32, 64
 * @param stored bits of it that count
 * @param high number of the highest of these bits
 * @param signed whether they are in two's complement
 * @param planar whether uncompressed colours lie one after the other instead of interleaved
 * @param photometric what the samples mean, such as MONOCHROME2
 * @param real whether samples are floating-point numbers
 */
record PixelLayout(int columns, int rows, int samples, int frames, int allocated, int stored, int high, boolean signed, boolean planar,
	String photometric, boolean real)
{

	private static final int MOST_PIXELS = 1 << 30;

	/**
	 * The layout that a file states.
	 *
	 * @throws Refusal if a statement is missing, contradicts another or is not supported
	 */
	static PixelLayout of(final DataSet elements, final int pixelTag, final Object file) {
		final int rows = required(elements, Tag.ROWS, "rows", file);
		final int columns = required(elements, Tag.COLUMNS, "columns", file);
		final int samples = elements.unsigned(Tag.SAMPLES_PER_PIXEL).orElse(1);
		final int frames = frames(elements, file);
		final int allocated = required(elements, Tag.BITS_ALLOCATED, "bits", file);
		final boolean real = pixelTag != Tag.PIXEL_DATA;
		final int stored = real ? allocated : elements.unsigned(Tag.BITS_STORED).orElse(allocated);
		final int high = real ? allocated - 1 : elements.unsigned(Tag.HIGH_BIT).orElse(stored - 1);
		final int representation = real ? 1 : elements.unsigned(Tag.PIXEL_REPRESENTATION).orElse(0);
		final int planar = elements.unsigned(Tag.PLANAR_CONFIGURATION).orElse(0);
		final String photometric = elements.text(Tag.PHOTOMETRIC_INTERPRETATION).orElse("");
		Refusal.unless(samples == 1 || samples == 3, "%s has %d samples per pixel; expected 1 (grey) or 3 (colour).", file, samples);
		Refusal.unless(real ? allocated == (pixelTag == Tag.FLOAT_PIXEL_DATA ? 32 : 64) : allocated == 1 || allocated == 8 || allocated == 16 ||
			allocated == 32, "%s has %d bits allocated per sample; expected 1, 8, 16 or 32. Convert it first.", file, allocated);
		Refusal.unless(stored >= 1 && stored <= allocated && high >= stored - 1 && high < allocated, "%s is damaged: %d bits stored with the " +
			"highest bit %d of %d allocated. Export it again.", file, stored, high, allocated);
		Refusal.unless(representation <= 1 && planar <= 1, "%s is damaged: pixel representation %d and planar configuration %d must be 0 or 1.",
			file, representation, planar);
		Refusal.unless(allocated > 1 || samples == 1, "%s has 1 bit allocated and %d samples; expected one sample.", file, samples);
		Refusal.unless((long) rows * columns <= MOST_PIXELS / samples, "%s has frames of %d x %d pixels, more than are read here. Crop it.", file,
			columns, rows);
		final boolean grey = photometric.startsWith("MONOCHROME");
		Refusal.unless(grey ? samples == 1 : samples == 3 && (photometric.equals("RGB") || photometric.startsWith("YBR_")),
			"%s has the photometric interpretation \"%s\" with %d samples; expected MONOCHROME1, MONOCHROME2, RGB or YBR. Convert it first.", file,
			DataSet.printable(photometric), samples);
		return new PixelLayout(columns, rows, samples, frames, allocated, stored, high, representation == 1, planar == 1, photometric, real);
	}

	private static int required(final DataSet elements, final int tag, final String what, final Object file) {
		final int value = elements.unsigned(tag).orElse(0);
		Refusal.unless(value > 0, "%s does not say its number of %s %s. Export it again.", file, what, Tag.shown(tag));
		return value;
	}

	private static int frames(final DataSet elements, final Object file) {
		final double frames = elements.number(Tag.NUMBER_OF_FRAMES).orElse(1.0);
		Refusal.unless(frames >= 1 && frames == Math.rint(frames) && frames <= Integer.MAX_VALUE, "%s is damaged: it has %s frames.", file,
			frames);
		return (int) frames;
	}

	/** Samples of one frame. */
	int frameSamples() {
		return rows * columns * samples;
	}

	/** Bits of one frame when uncompressed. */
	long frameBits() {
		return (long) frameSamples() * allocated;
	}

	/** Whether colours are brightness and two differences. */
	boolean brightnessAndDifferences() {
		return photometric.startsWith("YBR_FULL");
	}

	/** The number that the bits of a sample stand for. */
	long value(final int bits) {
		if (stored == 32) return signed ? bits : bits & 0xffffffffL;
		final int shifted = bits >>> high + 1 - stored;
		final int unused = 32 - stored;
		return signed ? shifted << unused >> unused : shifted << unused >>> unused;
	}

	/** Smallest number that can be stored. */
	double lowest() {
		return signed ? -Math.pow(2, stored - 1) : 0;
	}

	/** Largest number that can be stored. */
	double highest() {
		return Math.pow(2, signed ? stored - 1 : stored) - 1;
	}
}
