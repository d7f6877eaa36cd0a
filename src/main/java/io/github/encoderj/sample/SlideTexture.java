package io.github.encoderj.sample;

import java.util.Random;

/** How glass, healthy tissue and tumour look in one slide: nuclei on a shaken grid in stroma with fibres, in the slide's own stain. */
final class SlideTexture {

	/** Distance of nuclei, their radius and how much darker than the stroma they are, for healthy tissue and tumour. */
	private static final int[] SPACING = { 0, 26, 17 };
	private static final double[] RADIUS = { 0, 4.2, 6.6 };
	private static final double[] DARK = { 0, 0.75, 1.0 };

	private final int seed;
	private final double[] stroma = new double[3];
	private final double[] nucleus = new double[3];
	private final double density;
	private final double glass;
	private final double fibreX;
	private final double fibreY;

	SlideTexture(final Random random) {
		seed = random.nextInt();
		final double[] pink = { 226, 168, 200 };
		final double[] violet = { 104, 74, 146 };
		for (int c = 0; c < 3; c++) {
			stroma[c] = pink[c] + 24 * (random.nextDouble() - 0.5);
			nucleus[c] = violet[c] + 30 * (random.nextDouble() - 0.5);
		}
		density = 0.55 + 0.3 * random.nextDouble();
		glass = 238 + 8 * random.nextDouble();
		final double angle = 2 * StrictMath.PI * random.nextDouble();
		fibreX = 0.21 * StrictMath.cos(angle);
		fibreY = 0.21 * StrictMath.sin(angle);
	}

	/** Writes red, green and blue of a pixel. */
	void paint(final int x, final int y, final int kind, final byte[] out, final int at) {
		final double grain = noise(x, y, 3) + noise(x, y, 4) - 1;
		if (kind == SyntheticSlide.GLASS) {
			for (int c = 0; c < 3; c++) out[at + c] = (byte) clamp(glass + 5 * grain);
			return;
		}
		final double fibre = 9 * triangle(fibreX * x + fibreY * y + 2 * noise(x >> 5, y >> 5, 5));
		final double inside = nuclei(x, y, kind) * DARK[kind];
		for (int c = 0; c < 3; c++) out[at + c] = (byte) clamp(stroma[c] + inside * (nucleus[c] - stroma[c]) + fibre + 22 * grain);
	}

	/** How deep in a nucleus a pixel lies, 0..1: the largest over the nuclei of the cells around it. */
	private double nuclei(final int x, final int y, final int kind) {
		final int spacing = SPACING[kind];
		final double present = kind == SyntheticSlide.TUMOUR ? 0.95 : density;
		double deepest = 0;
		for (int row = y / spacing - 1; row <= y / spacing + 1; row++) {
			for (int column = x / spacing - 1; column <= x / spacing + 1; column++) {
				if (noise(column, row, 10 * kind) > present) continue;
				final double dx = x - spacing * (column + noise(column, row, 10 * kind + 1));
				final double dy = y - spacing * (row + noise(column, row, 10 * kind + 2));
				final double radius = RADIUS[kind] * (0.8 + 0.4 * noise(column, row, 10 * kind + 6));
				final double stretch = 0.75 + 0.5 * noise(column, row, 10 * kind + 7);
				final double distance = Math.sqrt(dx * dx * stretch + dy * dy / stretch);
				deepest = Math.max(deepest, Math.min(1, (radius - distance) / 1.5));
			}
		}
		return deepest;
	}

	/** A wave of straight lines from -1 to 1. */
	private static double triangle(final double phase) {
		final double t = phase - Math.floor(phase);
		return 4 * Math.abs(t - 0.5) - 1;
	}

	/** A number 0..1 that seems random, but always is the same at a place. */
	private double noise(final int x, final int y, final int what) {
		int h = seed + x * 0x27d4eb2d + y * 0x165667b1 + what * 0x9e3779b9;
		h = (h ^ h >>> 15) * 0x2c1b3c6d;
		h = (h ^ h >>> 12) * 0x297a2d39;
		return ((h ^ h >>> 15) >>> 8) / (double) (1 << 24);
	}

	private static int clamp(final double value) {
		return (int) Math.max(0, Math.min(255, Math.rint(value)));
	}
}
