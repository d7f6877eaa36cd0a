package io.github.encoderj.image.pyramid;

import java.util.Optional;

import io.github.encoderj.base.Refusal;

/**
 * How large the pixels of the finest level are.
 *
 * @param x width in micrometres, above 0
 * @param y height in micrometres, above 0
 */
public record PixelSize(double x, double y) {

	/** Largest size that is believed: above it, a resolution in a file was meant for a printer or a screen, not for a microscope. */
	public static final double LARGEST = 10;

	private static final double SMALLEST = 0.01;

	public PixelSize {
		Refusal.unless(x > 0 && y > 0 && Double.isFinite(x) && Double.isFinite(y), "pixel size %s x %s micrometres: both must be numbers " +
			"above 0.", x, y);
	}

	/** Square pixels. */
	public static PixelSize of(final double micrometres) {
		return new PixelSize(micrometres, micrometres);
	}

	/** Mean of width and height, in micrometres. */
	public double mean() {
		return (x + y) / 2;
	}

	/** What a file says, if a microscope can have made it: 72 dots an inch, say, are 353 micrometres and mean that nobody knew. */
	static Optional<PixelSize> believed(final double x, final double y) {
		return x >= SMALLEST && x <= LARGEST && y >= SMALLEST && y <= LARGEST ? Optional.of(new PixelSize(x, y)) : Optional.empty();
	}
}
