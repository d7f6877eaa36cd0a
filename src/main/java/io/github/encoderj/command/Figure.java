package io.github.encoderj.command;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import javax.imageio.ImageIO;

import ij.process.LUT;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.image.Geometry;

/**
 * A figure as papers show it: pictures side by side, at most four in a row, each with a name above it and a scale bar, a bar of colours where colours are
 * numbers, a legend where they are structures, and a line below that says what was done.
 */
public final class Figure {

	private static final int MOST_A_ROW = 4;
	private static final int PANEL = 420;
	private static final int GAP = 14;
	private static final int TITLE = 26;
	private static final int BAR = 84;
	private static final int LINE = 20;
	private static final int FONT = 14;

	/**
	 * A picture of a figure.
	 *
	 * @param title above it
	 * @param picture as it is shown, at its own size
	 * @param geometry for the scale bar
	 * @param marks points to be marked, x and y in pixels
	 */
	public record Panel(String title, BufferedImage picture, Geometry geometry, List<double[]> marks) {}

	/** A colour and what it stands for. */
	public record Key(Color colour, String name) {}

	private final List<Panel> panels = new ArrayList<>();
	private final List<Key> keys = new ArrayList<>();
	private final List<String> lines = new ArrayList<>();
	private Optional<LUT> colours = Optional.empty();
	private double low;
	private double high;

	/** Adds a picture on the right. */
	public Figure add(final Panel panel) {
		panels.add(panel);
		return this;
	}

	/** Adds a colour to the legend. */
	public Figure key(final Key key) {
		keys.add(key);
		return this;
	}

	/** Adds a line of text below. */
	public Figure line(final String line) {
		lines.add(line);
		return this;
	}

	/** Adds a bar of colours from a low to a high number. */
	public Figure colours(final LUT lut, final double from, final double to) {
		colours = Optional.of(lut);
		low = from;
		high = to;
		return this;
	}

	/** Draws the figure. */
	public BufferedImage draw() {
		final int rows = (panels.size() + MOST_A_ROW - 1) / MOST_A_ROW;
		final int perRow = (panels.size() + rows - 1) / rows;
		int height = 1;
		for (final Panel p : panels) height = Math.max(height, (int) Math.round(PANEL * (double) p.picture.getHeight() / p.picture.getWidth()));
		final int width = GAP + perRow * (PANEL + GAP) + (colours.isPresent() ? BAR : 0);
		final int legend = keys.isEmpty() ? 0 : LINE + 4;
		final BufferedImage image = new BufferedImage(width, rows * (TITLE + height + GAP) + legend + lines.size() * LINE + GAP,
			BufferedImage.TYPE_INT_RGB);
		final Graphics2D g = image.createGraphics();
		g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
		g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
		g.setColor(Color.WHITE);
		g.fillRect(0, 0, image.getWidth(), image.getHeight());
		g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT));
		for (int i = 0; i < panels.size(); i++) {
			panel(g, panels.get(i), GAP + i % perRow * (PANEL + GAP), i / perRow * (TITLE + height + GAP));
		}
		colours.ifPresent(lut -> bar(g, lut, width - BAR, TITLE, (int) Math.round(PANEL * (double) panels.get(0).picture.getHeight() / panels
			.get(0).picture.getWidth())));
		int y = rows * (TITLE + height + GAP) + FONT;
		if (legend > 0) {
			legend(g, y);
			y += legend;
		}
		g.setColor(Color.DARK_GRAY);
		for (final String line : lines) {
			g.drawString(shortened(g.getFontMetrics(), line, width - 2 * GAP), GAP, y);
			y += LINE;
		}
		g.dispose();
		return image;
	}

	/** Writes the figure as PNG, whole or not at all. */
	public void write(final Path file) {
		final BufferedImage drawn = draw();
		WholeFile.write(file, temporary -> ImageIO.write(drawn, "png", temporary.toFile()));
	}

	private static void panel(final Graphics2D g, final Panel panel, final int x, final int y) {
		final double scale = (double) PANEL / panel.picture.getWidth();
		final int height = (int) Math.round(scale * panel.picture.getHeight());
		g.setColor(Color.BLACK);
		g.drawString(shortened(g.getFontMetrics(), panel.title, PANEL), x, y + TITLE - 8);
		g.drawImage(panel.picture, x, y + TITLE, PANEL, height, null);
		for (final double[] mark : panel.marks) cross(g, x + scale * (mark[0] + 0.5), y + TITLE + scale * (mark[1] + 0.5));
		scaleBar(g, panel, x, y + TITLE + height, scale);
	}

	private static void cross(final Graphics2D g, final double x, final double y) {
		for (int pass = 0; pass < 2; pass++) {
			g.setStroke(new BasicStroke(pass == 0 ? 4f : 2f));
			g.setColor(pass == 0 ? Color.BLACK : Color.CYAN);
			g.drawOval((int) Math.round(x) - 9, (int) Math.round(y) - 9, 18, 18);
			g.drawLine((int) Math.round(x) - 14, (int) Math.round(y), (int) Math.round(x) - 5, (int) Math.round(y));
			g.drawLine((int) Math.round(x) + 5, (int) Math.round(y), (int) Math.round(x) + 14, (int) Math.round(y));
			g.drawLine((int) Math.round(x), (int) Math.round(y) - 14, (int) Math.round(x), (int) Math.round(y) - 5);
			g.drawLine((int) Math.round(x), (int) Math.round(y) + 5, (int) Math.round(x), (int) Math.round(y) + 14);
		}
		g.setStroke(new BasicStroke(1));
	}

	private static void scaleBar(final Graphics2D g, final Panel panel, final int x, final int bottom, final double scale) {
		final double pixel = panel.geometry.x();
		final double length = round(panel.picture.getWidth() * pixel / 4);
		final int bar = (int) Math.round(length / pixel * scale);
		final String text = (length == Math.rint(length) ? Long.toString((long) length) : Double.toString(length)) + " " + (panel.geometry
			.calibrated() ? panel.geometry.unit() : "pixels");
		final int left = x + PANEL - bar - 12;
		final int textLeft = left + (bar - g.getFontMetrics().stringWidth(text)) / 2;
		g.setColor(new Color(0, 0, 0, 130));
		g.fillRect(Math.min(left, textLeft) - 6, bottom - 38, Math.max(bar, g.getFontMetrics().stringWidth(text)) + 12, 32);
		g.setColor(Color.WHITE);
		g.fillRect(left, bottom - 15, bar, 4);
		g.drawString(text, textLeft, bottom - 20);
	}

	/** The largest of 1, 2, 5 times a power of ten that is not larger. */
	static double round(final double length) {
		final double power = Math.pow(10, Math.floor(Math.log10(length)));
		final double leading = length / power;
		return (leading >= 5 ? 5 : leading >= 2 ? 2 : 1) * power;
	}

	private void bar(final Graphics2D g, final LUT lut, final int x, final int y, final int height) {
		for (int i = 0; i < height; i++) {
			g.setColor(new Color(lut.getRGB(255 - 255 * i / Math.max(1, height - 1))));
			g.fillRect(x, y + i, 16, 1);
		}
		g.setColor(Color.BLACK);
		for (int i = 0; i <= 4; i++) {
			g.drawString(number(high + (low - high) * i / 4), x + 21, y + i * (height - 1) / 4 + (i == 0 ? 11 : i == 4 ? 0 : 5));
		}
	}

	/** A number of the bar, with as many decimals as tell its marks apart. */
	private String number(final double value) {
		final int decimals = high > low ? (int) Math.max(0, Math.min(9, 2 - Math.floor(Math.log10(high - low)))) : 2;
		return String.format(Locale.ROOT, "%." + decimals + "f", value);
	}

	private void legend(final Graphics2D g, final int y) {
		int x = GAP;
		for (final Key key : keys) {
			g.setColor(key.colour);
			g.fillRect(x, y - 12, 14, 14);
			g.setColor(Color.BLACK);
			g.drawString(key.name, x + 20, y);
			x += 40 + g.getFontMetrics().stringWidth(key.name);
		}
	}

	private static String shortened(final FontMetrics metrics, final String text, final int width) {
		if (metrics.stringWidth(text) <= width) return text;
		int n = text.length();
		while (n > 1 && metrics.stringWidth(text.substring(0, n) + "...") > width) n--;
		return text.substring(0, n) + "...";
	}
}
