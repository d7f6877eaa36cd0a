package io.github.encoderj.metrics;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;

import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** VOI split, merge and sum against the threshold, from a table with these columns. */
public final class ThresholdPlot {

	private static final String[] COLUMNS = { "voi_split", "voi_merge", "voi_sum" };
	private static final String[] NAMES = { "VOI split", "VOI merge", "VOI sum" };
	/** Okabe and Ito's colours, which colour-blind people can tell apart. */
	private static final Color[] COLOURS = { new Color(0x0072B2), new Color(0xD55E00), Color.BLACK };

	private ThresholdPlot() {}

	/**
	 * Draws the curves.
	 *
	 * @param table rows with threshold, voi_split, voi_merge, voi_sum
	 * @param title stands above the plot
	 */
	public static BufferedImage draw(final Table table, final String title, final int width, final int height) {
		final XYSeriesCollection curves = new XYSeriesCollection();
		for (int c = 0; c < COLUMNS.length; c++) {
			final XYSeries curve = new XYSeries(NAMES[c]);
			for (int row = 0; row < table.size(); row++) curve.add(table.number(row, "threshold"), table.number(row, COLUMNS[c]));
			curves.addSeries(curve);
		}
		final JFreeChart chart = ChartFactory.createXYLineChart(title, "Threshold", "Bits", curves, PlotOrientation.VERTICAL, true, false,
			false);
		final XYPlot plot = chart.getXYPlot();
		plot.setBackgroundPaint(Color.WHITE);
		plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
		plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
		for (int c = 0; c < COLOURS.length; c++) {
			plot.getRenderer().setSeriesPaint(c, COLOURS[c]);
			plot.getRenderer().setSeriesStroke(c, new BasicStroke(2));
		}
		return chart.createBufferedImage(width, height);
	}
}
