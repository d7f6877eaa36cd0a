package io.github.encoderj.command;

import java.awt.GraphicsEnvironment;

import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import ij.plugin.filter.Analyzer;
import io.github.encoderj.metrics.Table;

/** Shows results in ImageJ, with windows and without. */
public final class Show {

	private Show() {}

	/**
	 * Shows a table in a window of its own; without windows it becomes the Results table, so that a macro's {@code nResults},
	 * {@code getResult} and {@code saveAs("Results", path)} work.
	 */
	public static void table(final Table table, final String title) {
		final ResultsTable results = results(table);
		if (GraphicsEnvironment.isHeadless()) Analyzer.setResultsTable(results);
		else results.show(title);
	}

	/**
	 * Hands an image to the macro that runs without windows. With windows nothing is done, because SciJava then shows the command's
	 * output parameter, which must hold the image in both cases.
	 *
	 * @return the image
	 */
	public static ImagePlus image(final ImagePlus image) {
		if (GraphicsEnvironment.isHeadless()) {
			image.show();
			WindowManager.setTempCurrentImage(null); // else commands that run later on this thread would get this image
		}
		return image;
	}

	/** Hands an image of labels on, as {@link #image}, in colours that tell neighbours apart. */
	public static ImagePlus labels(final ImagePlus image) {
		LabelColours.apply(image);
		return image(image);
	}

	/** Shows an image of labels that is no output parameter, because a command makes more than it has parameters for. */
	public static void furtherLabels(final ImagePlus image) {
		LabelColours.apply(image);
		image.show();
		WindowManager.setTempCurrentImage(null);
	}

	private static ResultsTable results(final Table table) {
		final ResultsTable results = new ResultsTable();
		results.setPrecision(4);
		results.setNaNEmptyCells(true);
		for (int row = 0; row < table.size(); row++) {
			results.incrementCounter();
			for (final String column : table.columns()) {
				final Object value = table.get(row, column);
				if (value instanceof Number number) results.addValue(column, number.doubleValue());
				else results.addValue(column, value.toString());
			}
		}
		return results;
	}
}
