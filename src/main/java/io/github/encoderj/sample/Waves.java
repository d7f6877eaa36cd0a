package io.github.encoderj.sample;

import java.util.Random;

/** A smooth random field of mean 0 and standard deviation 1 as a sum of waves; the same on every machine. */
final class Waves {

	private static final int COUNT = 10;

	private final double[] kx = new double[COUNT];
	private final double[] ky = new double[COUNT];
	private final double[] kz = new double[COUNT];
	private final double[] phase = new double[COUNT];

	/**
	 * @param length typical wavelength in pixels
	 * @param sections typical wavelength in sections
	 */
	Waves(final Random random, final double length, final double sections) {
		for (int i = 0; i < COUNT; i++) {
			final double angle = 2 * StrictMath.PI * random.nextDouble();
			final double k = 2 * StrictMath.PI / length * (0.6 + 0.8 * random.nextDouble());
			kx[i] = k * StrictMath.cos(angle);
			ky[i] = k * StrictMath.sin(angle);
			kz[i] = 2 * StrictMath.PI / sections * (2 * random.nextDouble() - 1);
			phase[i] = 2 * StrictMath.PI * random.nextDouble();
		}
	}

	double at(final double x, final double y, final double z) {
		double sum = 0;
		for (int i = 0; i < COUNT; i++) sum += StrictMath.sin(kx[i] * x + ky[i] * y + kz[i] * z + phase[i]);
		return sum * Math.sqrt(2.0 / COUNT);
	}
}
