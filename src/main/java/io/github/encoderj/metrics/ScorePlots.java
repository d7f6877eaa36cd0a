package io.github.encoderj.metrics;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

import io.github.encoderj.base.Refusal;

/** Curves of classification scores as pictures, one line a label; both axes go from 0 to 1. */
public final class ScorePlots {

	private static final String CHANCE = "chance";
	private static final String PERFECT = "calibrated";
	private static final int BINS = 10;
	private static final float LINE = 2f;

	/** Colours that stay apart for colour-blind readers (Okabe and Ito 2008). */
	private static final List<Color> COLOURS = List.of(new Color(0, 114, 178), new Color(213, 94, 0), new Color(0, 158, 115), new Color(
		204, 121, 167), new Color(230, 159, 0), new Color(86, 180, 233), new Color(90, 90, 90));

	private ScorePlots() {}

	/** Receiver operating characteristics; labels whose known cases are all alike have none. */
	public static BufferedImage roc(final ScoredCases cases, final List<ClassificationScores> scores, final int width,
		final int height)
	{
		final XYSeriesCollection lines = new XYSeriesCollection();
		for (final String label : cases.labels()) {
			final ClassificationScores score = scoreOf(scores, label);
			if (Double.isNaN(score.auroc())) continue;
			final ScoreCurve curve = ScoreCurve.of(cases, label);
			lines.addSeries(line(named(label, score.auroc(), score.aurocInterval()), curve.falsePositiveRate(), curve.truePositiveRate()));
		}
		lines.addSeries(line(CHANCE, new double[] { 0, 1 }, new double[] { 0, 1 }));
		return draw("Receiver operating characteristic", "1 - specificity", "Sensitivity", lines, true, false, width, height);
	}

	/** Precision-recall curves; labels without positives have none. */
	public static BufferedImage precisionRecall(final ScoredCases cases, final List<ClassificationScores> scores, final int width,
		final int height)
	{
		final XYSeriesCollection lines = new XYSeriesCollection();
		for (final String label : cases.labels()) {
			final ClassificationScores score = scoreOf(scores, label);
			if (score.positives() == 0) continue;
			final ScoreCurve curve = ScoreCurve.of(cases, label);
			lines.addSeries(line(named(label, score.auprc(), score.auprcInterval()), curve.truePositiveRate(), curve.precision()));
		}
		return draw("Precision and recall", "Recall", "Precision", lines, false, false, width, height);
	}

	/** Observed share against mean score in ten bins of equal width. */
	public static BufferedImage calibration(final ScoredCases cases, final int width, final int height) {
		final XYSeriesCollection lines = new XYSeriesCollection();
		for (final String label : cases.labels()) {
			final Calibration calibration = Calibration.of(cases, label, BINS);
			final double[] expected = calibration.bins().stream().mapToDouble(Calibration.Bin::meanScore).toArray();
			final double[] observed = calibration.bins().stream().mapToDouble(Calibration.Bin::observed).toArray();
			lines.addSeries(line(String.format(Locale.ROOT, "%s, error %.3f", label, calibration.error()), expected, observed));
		}
		lines.addSeries(line(PERFECT, new double[] { 0, 1 }, new double[] { 0, 1 }));
		return draw("Calibration", "Mean score", "Observed share", lines, true, true, width, height);
	}

	private static ClassificationScores scoreOf(final List<ClassificationScores> scores, final String label) {
		return scores.stream().filter(score -> score.label().equals(label)).findFirst().orElseThrow(() -> new Refusal("There are no scores " +
			"for the label " + label + "; score these cases first."));
	}

	private static String named(final String label, final double area, final Interval interval) {
		if (Double.isNaN(interval.low())) return String.format(Locale.ROOT, "%s %.3f", label, area);
		return String.format(Locale.ROOT, "%s %.3f (%.3f-%.3f)", label, area, interval.low(), interval.high());
	}

	private static XYSeries line(final String name, final double[] x, final double[] y) {
		final XYSeries series = new XYSeries(name, false, true);
		for (int i = 0; i < x.length; i++) series.add(x[i], y[i], false);
		return series;
	}

	private static BufferedImage draw(final String title, final String xTitle, final String yTitle, final XYSeriesCollection lines,
		final boolean lastIsReference, final boolean points, final int width, final int height)
	{
		Refusal.unless(width >= 100 && height >= 100, "A plot of %d x %d pixels is too small: 100 x 100 or more is expected.", width, height);
		final JFreeChart chart = ChartFactory.createXYLineChart(title, xTitle, yTitle, lines, PlotOrientation.VERTICAL, true, false, false);
		chart.setBackgroundPaint(Color.WHITE);
		chart.getTitle().setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
		final XYPlot plot = chart.getXYPlot();
		plot.setBackgroundPaint(Color.WHITE);
		plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
		plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
		((NumberAxis) plot.getDomainAxis()).setRange(0, 1);
		((NumberAxis) plot.getRangeAxis()).setRange(0, 1.005);
		final XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, points);
		renderer.setDrawSeriesLineAsPath(true); // else the dashes start anew at each point
		for (int i = 0; i < lines.getSeriesCount(); i++) {
			final boolean reference = lastIsReference && i == lines.getSeriesCount() - 1;
			renderer.setSeriesPaint(i, reference ? Color.GRAY : COLOURS.get(i % COLOURS.size()));
			renderer.setSeriesStroke(i, reference || i / COLOURS.size() % 2 == 1 ? new BasicStroke(LINE, BasicStroke.CAP_BUTT,
				BasicStroke.JOIN_ROUND, 1, new float[] { 6, 4 }, 0) : new BasicStroke(LINE));
			if (reference) renderer.setSeriesShapesVisible(i, false);
		}
		plot.setRenderer(renderer);
		return chart.createBufferedImage(width, height);
	}
}
