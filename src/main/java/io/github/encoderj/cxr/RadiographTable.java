package io.github.encoderj.cxr;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

import io.github.encoderj.learn.LabelTable;

/**
 * A label table and what it says about the patients.
 *
 * @param labels of each radiograph
 * @param female 1, 0, or NaN where the sex is not known
 * @param age in years, or NaN
 * @param kind what table it was read as, for the log
 */
public record RadiographTable(LabelTable labels, float[] female, float[] age, String kind) {

	private static final double OLDEST = 120;

	/** The radiographs with these indices, in this order. */
	RadiographTable subset(final int... indices) {
		final float[] f = new float[indices.length];
		final float[] a = new float[indices.length];
		for (int i = 0; i < indices.length; i++) {
			f[i] = female[indices[i]];
			a[i] = age[indices[i]];
		}
		return new RadiographTable(labels.subset(indices), f, a, kind);
	}

	/** F, M, Female, male... as 1, 0, NaN. */
	static float[] sexes(final List<String> texts) {
		final float[] values = new float[texts.size()];
		for (int i = 0; i < values.length; i++) {
			final String text = texts.get(i).trim().toLowerCase(java.util.Locale.ROOT);
			values[i] = text.equals("f") || text.equals("female") ? 1 : text.equals("m") || text.equals("male") ? 0 : Float.NaN;
		}
		return values;
	}

	/** Years as "57", "57.5" or DICOM's "057Y"; what is no age of a person is unknown. */
	static float[] ages(final List<String> texts) {
		final float[] values = new float[texts.size()];
		for (int i = 0; i < values.length; i++) {
			final OptionalDouble age = age(texts.get(i).trim());
			values[i] = age.isPresent() && age.getAsDouble() >= 0 && age.getAsDouble() <= OLDEST ? (float) age.getAsDouble() : Float.NaN;
		}
		return values;
	}

	private static OptionalDouble age(final String text) {
		if (text.matches("\\d{1,4}([.]\\d+)?[Yy]?")) return OptionalDouble.of(Double.parseDouble(text.replaceAll("[Yy]", "")));
		if (text.matches("\\d{3}[Mm]")) return OptionalDouble.of(Double.parseDouble(text.substring(0, 3)) / 12);
		return text.matches("\\d{3}[DdWw]") ? OptionalDouble.of(0) : OptionalDouble.empty();
	}

	/** NaN for all. */
	static float[] unknown(final int n) {
		final float[] values = new float[n];
		Arrays.fill(values, Float.NaN);
		return values;
	}
}
