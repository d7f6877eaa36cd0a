package io.github.encoderj.volume.classification;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.encoderj.base.CsvText;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/**
 * Slope and intercept of scans whose files hold stored values instead of Hounsfield units, from a table beside them, as CT-RATE's metadata:
 * columns RescaleSlope and RescaleIntercept, the first column names the scan.
 */
public final class RescaleTable {

	private record Line(double slope, double intercept) {}

	private final String file;
	private final Map<String, Line> lines = new HashMap<>();

	private RescaleTable(final String file) {
		this.file = file;
	}

	/**
	 * Reads a table.
	 *
	 * @throws Refusal if it is none, lacks a column, or a value is no number
	 */
	public static RescaleTable read(final Path path) {
		return of(CsvText.read(path));
	}

	static RescaleTable of(final CsvText text) {
		final int slope = text.column("RescaleSlope");
		final int intercept = text.column("RescaleIntercept");
		Refusal.unless(slope > 0 && intercept > 0, "%s lacks the columns RescaleSlope and RescaleIntercept behind the one that names the scan; it " +
			"has %s.", text.name(), String.join(", ", text.columns()));
		final RescaleTable table = new RescaleTable(text.name());
		for (final List<String> row : text.rows()) {
			table.lines.put(LabelledScans.plain(row.get(0)), new Line(number(text, row, slope), number(text, row, intercept)));
		}
		return table;
	}

	private static double number(final CsvText text, final List<String> row, final int column) {
		final String field = row.get(column);
		Refusal.unless(field.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?"), "%s: %s of %s is \"%s\"; expected a number.", text
			.name(), text.columns().get(column), row.get(0), field);
		return Double.parseDouble(field);
	}

	/**
	 * A scan with slope and intercept applied.
	 *
	 * @param name with or without endings and folders
	 * @throws Refusal if the table has no such scan
	 */
	public Volume<?> apply(final String name, final Volume<?> stored) {
		final Line line = lines.get(LabelledScans.plain(name));
		Refusal.unless(line != null, "%s has no line for %s.", file, name);
		Refusal.unless(stored.channels() == 1, "%s has %d channels; a scan has one. Split it first.", name, stored.channels());
		final float[] values = Pixels.floats(stored).clone();
		for (int i = 0; i < values.length; i++) values[i] = (float) (line.slope * values[i] + line.intercept);
		return Volume.of(values, stored.width(), stored.height(), stored.depth(), stored.geometry(), stored.name());
	}
}
