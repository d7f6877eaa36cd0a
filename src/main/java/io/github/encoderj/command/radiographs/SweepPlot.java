package io.github.encoderj.command.radiographs;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.StatisticalLineAndShapeRenderer;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;

import io.github.encoderj.metrics.Table;

/** Macro AUROC against what a sweep went over, a line a method, with standard deviations over the seeds. */
final class SweepPlot {

	/** Okabe and Ito's colours, which colour-blind people can tell apart. */
	private static final Color[] COLOURS = { new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7) };

	private SweepPlot() {}

	static BufferedImage draw(final Table table, final String over, final int width, final int height) {
		final DefaultStatisticalCategoryDataset points = new DefaultStatisticalCategoryDataset();
		final Set<String> lines = new LinkedHashSet<>();
		for (int row = 0; row < table.size(); row++) {
			if (!table.get(row, "label").equals("macro") || !table.get(row, "seed").equals("mean")) continue;
			final String method = table.get(row, "method").toString();
			final double deviation = deviation(table, table.get(row, "value").toString(), method);
			lines.add(method);
			points.add(table.number(row, "auroc"), Double.isNaN(deviation) ? 0 : deviation, method, table.get(row, "value").toString());
		}
		final JFreeChart chart = ChartFactory.createLineChart("Research use only", over, "Macro AUROC", points, PlotOrientation.VERTICAL, true,
			false, false);
		final CategoryPlot plot = chart.getCategoryPlot();
		plot.setBackgroundPaint(Color.WHITE);
		plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
		final StatisticalLineAndShapeRenderer renderer = new StatisticalLineAndShapeRenderer(true, true);
		for (int i = 0; i < lines.size(); i++) {
			renderer.setSeriesPaint(i, COLOURS[i % COLOURS.length]);
			renderer.setSeriesStroke(i, new BasicStroke(2));
		}
		plot.setRenderer(renderer);
		((org.jfree.chart.axis.NumberAxis) plot.getRangeAxis()).setAutoRangeIncludesZero(false);
		return chart.createBufferedImage(width, height);
	}

	private static double deviation(final Table table, final String value, final String method) {
		for (int row = 0; row < table.size(); row++) {
			if (table.get(row, "label").equals("macro") && table.get(row, "seed").equals("sd") && table.get(row, "value").toString().equals(value) &&
				table.get(row, "method").equals(method) && table.get(row, "auroc") instanceof Number n) return n.doubleValue();
		}
		return Double.NaN;
	}
}
