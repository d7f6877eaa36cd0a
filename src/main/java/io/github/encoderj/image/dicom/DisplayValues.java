package io.github.encoderj.image.dicom;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Volume;
import net.imglib2.type.numeric.real.FloatType;

/**
 * A radiograph as it is looked at: modality table or rescale, then table or window of interest (VOI), then the inversion of MONOCHROME1,
 * in this order and each once (PS3.3, C.11.1 and C.11.2). What is dense is bright in the result, whichever way the file keeps it.
 */
public final class DisplayValues {

	private DisplayValues() {}

	/**
	 * The first frame of a file.
	 *
	 * @return one section, 0 (black) to 1 (white)
	 * @throws Refusal if the file cannot be read exactly, is a colour image, or its window is damaged
	 */
	public static Volume<FloatType> read(final Path path) {
		final DicomImage image = DicomImage.read(path);
		Refusal.unless(image.channels() == 1, "%s is a colour image; a radiograph has grey values.", path);
		final DicomSeries series = DicomSeries.of(image);
		return Volume.of(of(image, 0), image.width(), image.height(), 1, series.geometry(), series.name());
	}

	/**
	 * A frame of a grey image.
	 *
	 * @return order [y, x], 0 (black) to 1 (white)
	 */
	static float[] of(final DicomImage image, final int frame) {
		final Slice slice = Slice.of(image, frame);
		final double[] stored = image.stored(frame);
		final double[] values = stored.clone();
		slice.transform().apply(values);
		final boolean inverted = image.photometric().equals("MONOCHROME1");
		final DataSet voi = Slice.group(image, frame, Tag.FRAME_VOI_LUT_SEQUENCE);
		final Optional<DataSet> table = voi.item(Tag.VOI_LUT_SEQUENCE);
		if (table.isPresent()) table(values, LookUpTable.of(table.get(), slice.transform().lowest(image.layout()) < 0, image.path()));
		else if (voi.number(Tag.WINDOW_CENTER).isPresent() && voi.number(Tag.WINDOW_WIDTH).isPresent()) window(values, voi, image.path());
		else stretch(values, stored, padding(image));
		final float[] shown = new float[values.length];
		for (int i = 0; i < shown.length; i++) shown[i] = (float) (inverted ? 1 - values[i] : values[i]);
		return shown;
	}

	private static void table(final double[] values, final LookUpTable table) {
		for (int i = 0; i < values.length; i++) values[i] = Math.min(1, table.at(values[i]) / table.top());
	}

	private static void window(final double[] values, final DataSet voi, final Path path) {
		final double centre = voi.number(Tag.WINDOW_CENTER).orElseThrow();
		final double width = voi.number(Tag.WINDOW_WIDTH).orElseThrow();
		final String function = voi.text(Tag.VOI_LUT_FUNCTION).orElse("LINEAR").toUpperCase(Locale.ROOT);
		final boolean linear = function.equals("LINEAR");
		Refusal.unless(linear ? width >= 1 : width > 0, "%s has a window of width %s; expected 1 or more. Export it again.", path, width);
		for (int i = 0; i < values.length; i++) {
			final double v = values[i];
			values[i] = switch (function) {
				case "LINEAR" -> linear(v, centre - 0.5, width - 1);
				case "LINEAR_EXACT" -> linear(v, centre, width);
				case "SIGMOID" -> 1 / (1 + Math.exp(-4 * (v - centre) / width));
				default -> throw new Refusal(path + " has the window function \"" + DataSet.printable(function) +
					"\"; expected LINEAR, LINEAR_EXACT or SIGMOID. Export it again.");
			};
		}
	}

	private static double linear(final double v, final double centre, final double width) {
		if (v <= centre - width / 2) return 0;
		if (v > centre + width / 2) return 1;
		return (v - centre) / width + 0.5;
	}

	/** Without a window: from the lowest to the highest value, those apart that only fill the frame. */
	private static void stretch(final double[] values, final double[] stored, final double[] padding) {
		double low = Double.POSITIVE_INFINITY;
		double high = Double.NEGATIVE_INFINITY;
		for (int i = 0; i < values.length; i++) {
			if (stored[i] >= padding[0] && stored[i] <= padding[1] || !Double.isFinite(values[i])) continue;
			low = Math.min(low, values[i]);
			high = Math.max(high, values[i]);
		}
		for (int i = 0; i < values.length; i++) values[i] = high > low ? Math.max(0, Math.min(1, (values[i] - low) / (high - low))) : 0;
	}

	/** Range of stored values that mean no image; the range is empty when there are none. */
	private static double[] padding(final DicomImage image) {
		final PixelLayout layout = image.layout();
		final Optional<Integer> value = image.elements().unsigned(Tag.PIXEL_PADDING);
		if (value.isEmpty() || layout.real()) return new double[] { 1, 0 };
		final double a = padded(value.get(), layout);
		final double b = image.elements().unsigned(Tag.PIXEL_PADDING_LIMIT).map(limit -> padded(limit, layout)).orElse(a);
		return new double[] { Math.min(a, b), Math.max(a, b) };
	}

	private static double padded(final int word, final PixelLayout layout) {
		return layout.signed() ? (short) word : word;
	}
}
