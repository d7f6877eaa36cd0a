package io.github.encoderj.command;

import java.awt.color.ColorSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import ij.ImagePlus;
import ij.process.LUT;

/**
 * Colours for images of labels: 255 colours that differ as much as possible, and black for 0. Each colour is the one farthest from all
 * colours before it in CIELAB, among those that are not dark.
 *
 * @see <a href="https://doi.org/10.1002/col.20327">Glasbey et al. 2007, Colour displays for categorical images</a>
 */
public final class LabelColours {

	private static final int STEPS = 14; // levels of red, green and blue that are looked at
	private static final double DARKEST = 35; // lightness L* of 0..100

	private LabelColours() {}

	/** Shows labels in these colours. Above 255, labels whose numbers are close may share one. */
	public static void apply(final ImagePlus labels) {
		double largest = 255;
		for (int i = 1; i <= labels.getStackSize(); i++) largest = Math.max(largest, labels.getStack().getProcessor(i).getStats().max);
		final LUT colours = table();
		labels.setLut(colours);
		labels.setDisplayRange(0, largest);
	}

	/** The colours as a look-up table. */
	public static LUT table() {
		final double[][] candidates = candidates();
		final double[] distance = new double[candidates.length]; // to the nearest colour chosen, squared
		Arrays.fill(distance, Double.POSITIVE_INFINITY);
		final byte[][] rgb = new byte[3][256];
		double[] last = lab(1, 1, 1); // white is left to the user's drawings
		for (int n = 1; n < 256; n++) {
			int farthest = 0;
			for (int i = 0; i < candidates.length; i++) {
				final double dl = candidates[i][3] - last[0];
				final double da = candidates[i][4] - last[1];
				final double db = candidates[i][5] - last[2];
				distance[i] = Math.min(distance[i], dl * dl + da * da + db * db);
				if (distance[i] > distance[farthest]) farthest = i;
			}
			for (int c = 0; c < 3; c++) rgb[c][n] = (byte) Math.round(255 * candidates[farthest][c]);
			last = new double[] { candidates[farthest][3], candidates[farthest][4], candidates[farthest][5] };
		}
		return new LUT(rgb[0], rgb[1], rgb[2]);
	}

	/** The colours as 0xffRRGGBB, by label. */
	public static int[] rgb() {
		final LUT table = table();
		final int[] rgb = new int[256];
		for (int i = 0; i < rgb.length; i++) rgb[i] = table.getRGB(i);
		return rgb;
	}

	/** Red, green, blue (0..1), L*, a*, b* of all colours of a grid that are not dark. */
	private static double[][] candidates() {
		final List<double[]> found = new ArrayList<>();
		for (int i = 0; i < STEPS * STEPS * STEPS; i++) {
			final double r = i % STEPS / (STEPS - 1.0);
			final double g = i / STEPS % STEPS / (STEPS - 1.0);
			final double b = i / (STEPS * STEPS) / (STEPS - 1.0);
			final double[] lab = lab(r, g, b);
			if (lab[0] >= DARKEST) found.add(new double[] { r, g, b, lab[0], lab[1], lab[2] });
		}
		return found.toArray(double[][]::new);
	}

	/** CIELAB of an sRGB colour, relative to the white of D50, which Java's conversion to XYZ has. */
	private static double[] lab(final double r, final double g, final double b) {
		final float[] xyz = ColorSpace.getInstance(ColorSpace.CS_sRGB).toCIEXYZ(new float[] { (float) r, (float) g, (float) b });
		final double x = f(xyz[0] / 0.9642);
		final double y = f(xyz[1]);
		final double z = f(xyz[2] / 0.8249);
		return new double[] { 116 * y - 16, 500 * (x - y), 200 * (y - z) };
	}

	private static double f(final double t) {
		return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
	}
}
