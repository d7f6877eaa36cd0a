package io.github.encoderj.encoder.preprocess;

import java.util.Locale;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * The grey values that count as black and white. Nothing in the reference libraries treats more than 8 bits usefully, so a picture of
 * any other depth is scaled here, by a window that is stated.
 *
 * @param black becomes 0
 * @param white becomes 1; what lies outside is clipped
 */
public record Window(double black, double white) {

	/** The window of 8-bit pictures, which changes nothing. */
	public static final Window BYTES = new Window(0, 255);

	public Window {
		Refusal.unless(Double.isFinite(black) && Double.isFinite(white) && black < white,
			"The grey-value window %s..%s is not one: black must be less than white.", black, white);
	}

	/**
	 * The window that suits a volume: 0..255 for 8 bits, else its smallest and largest finite value over all sections, so that every
	 * section is scaled alike.
	 */
	public static Window of(final Volume<?> volume) {
		if (volume.pixels().getType() instanceof UnsignedByteType) return BYTES;
		float low = Float.POSITIVE_INFINITY;
		float high = Float.NEGATIVE_INFINITY;
		for (final float v : Pixels.floats(volume)) {
			if (!Float.isFinite(v)) continue;
			low = Math.min(low, v);
			high = Math.max(high, v);
		}
		Refusal.unless(low <= high, "%s holds no finite value.", volume.name());
		return low < high ? new Window(low, high) : new Window(low, low + 1.0);
	}

	/** A value as 0..1; NaN becomes 0. */
	public float scaled(final float value) {
		if (!(value > black)) return 0;
		return value >= white ? 1 : (float) ((value - black) / (white - black));
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%s..%s", text(black), text(white));
	}

	private static String text(final double value) {
		return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value) : Double.toString(value);
	}
}
