package io.github.encoderj.encoder;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Volume;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * How the intensities of a section become numbers around 0 with a spread around 1. What a section becomes never depends on the other
 * sections of a call.
 */
public sealed interface Normalisation {

	/** Each section by its own percentiles; see {@link Section}. */
	Normalisation SECTION = new Section();

	/** Normalises the values of one whole section in place. The values must be finite. */
	void apply(float[] section);

	/** The rule with its numbers; {@link #parse} reads it back. */
	String text();

	/**
	 * (value - median) / spread, where the median is the section's own and the spread is the width between its 5 % and 95 %
	 * percentiles divided by 3.29 (the standard deviation, were the values normally distributed). It follows staining, exposure and bit
	 * depth from section to section and from image to image, at the price that a section must be given whole and that large empty
	 * margins shift it. Where the percentiles coincide the section's standard deviation takes their place; an even section becomes 0.
	 */
	record Section() implements Normalisation {

		private static final double NORMAL_WIDTH = 3.29;

		@Override
		public void apply(final float[] section) {
			final float[] q = Quantiles.of(section, 0.05, 0.5, 0.95);
			double spread = ((double) q[2] - q[0]) / NORMAL_WIDTH;
			if (spread == 0) spread = deviation(section, q[1]);
			new Fixed(q[1], spread == 0 ? 1 : spread).apply(section);
		}

		private static double deviation(final float[] section, final double centre) {
			double sum = 0;
			for (final float v : section) sum += (v - centre) * (v - centre);
			return Math.sqrt(sum / section.length);
		}

		@Override
		public String text() {
			return "section";
		}
	}

	/**
	 * (value - centre) / spread with numbers that were fixed beforehand, such as the mean and standard deviation of the training volume.
	 * Keeps brightness differences between sections and images.
	 *
	 * @param centre value that becomes 0
	 * @param spread width that becomes 1; above 0
	 */
	record Fixed(double centre, double spread) implements Normalisation {

		public Fixed {
			Refusal.unless(Double.isFinite(centre) && spread > 0 && Double.isFinite(spread),
				"normalisation %s, %s: the centre must be a number and the spread a number above 0.", centre, spread);
		}

		@Override
		public void apply(final float[] section) {
			for (int i = 0; i < section.length; i++) section[i] = (float) ((section[i] - centre) / spread);
		}

		@Override
		public String text() {
			return "fixed " + centre + " " + spread;
		}
	}

	/**
	 * The mean and standard deviation of a volume, over at most about 64 of its sections at even distances.
	 *
	 * @throws Refusal if the volume holds a value that is not finite
	 */
	static <T extends RealType<T>> Fixed of(final Volume<T> volume) {
		final long step = (volume.depth() + 63) / 64;
		double mean = 0;
		double squares = 0;
		long n = 0;
		for (long z = 0; z < volume.depth(); z += step) {
			final Cursor<T> cursor = Views.flatIterable(Views.hyperSlice(volume.pixels(), 2, z)).cursor();
			while (cursor.hasNext()) {
				final double v = cursor.next().getRealDouble();
				final double delta = v - mean;
				mean += delta / ++n;
				squares += delta * (v - mean);
			}
		}
		Refusal.unless(Double.isFinite(mean) && Double.isFinite(squares), "%s holds NaN or infinite values. Replace them first.", volume
			.name());
		final double deviation = Math.sqrt(squares / n);
		return new Fixed(mean, deviation > 0 ? deviation : 1);
	}

	/**
	 * The rule that {@link #text} describes.
	 *
	 * @throws Refusal if the text is none
	 */
	static Normalisation parse(final String text) {
		if (text.equals("section")) return SECTION;
		final Matcher fixed = Pattern.compile("fixed (\\S+) (\\S+)").matcher(text);
		try {
			if (fixed.matches()) return new Fixed(Double.parseDouble(fixed.group(1)), Double.parseDouble(fixed.group(2)));
		}
		catch (final NumberFormatException e) {
			// falls through to the refusal
		}
		throw new Refusal(String.format(Locale.ROOT, "normalisation \"%s\": expected \"section\" or \"fixed CENTRE SPREAD\".", text));
	}
}
