package io.github.encoderj.sample;

import java.util.Random;

/**
 * Lines of a synthetic chest: ribs, collarbones, and the vessels of the lungs, drawn as rods on a plane in millimetres. A rod adds its
 * thickness where it is thicker than what was drawn before.
 */
final class ChestLines {

	private final int size;
	private final double scale;
	private final RadiographPose pose;
	final float[] bones;
	final float[] ribs;
	final float[] vessels;

	ChestLines(final int size, final RadiographPose pose) {
		this.size = size;
		this.scale = size / ChestAnatomy.FIELD;
		this.pose = pose;
		bones = new float[size * size];
		ribs = new float[size * size];
		vessels = new float[size * size];
	}

	/** Draws nine pairs of ribs, front and back, and the collarbones. */
	void skeleton(final ChestAnatomy chest, final Random random) {
		final double gap = (chest.dome[0] - chest.apex) / 8.6 + 0.4 * ChestAnatomy.gaussian(random);
		final double drop = 58 + 5 * ChestAnatomy.gaussian(random);
		for (int rib = 0; rib < 10; rib++) {
			for (final int side : new int[] { -1, 1 }) rib(chest, side, chest.apex - 10 + gap * rib, drop * (0.50 + 0.06 * rib), rib);
		}
		final double tilt = 4 * ChestAnatomy.gaussian(random);
		for (final int side : new int[] { -1, 1 }) {
			double[] last = null;
			for (int i = 0; i <= 24; i++) {
				final double t = i / 24.0;
				final double x = 14 + t * (chest.halfWidth + 18);
				final double y = chest.apex + 34 - 34 * t + 7 * StrictMath.sin(5.2 * t) + side * tilt * t;
				final double[] here = { side * x, y };
				if (last != null) rod(bones, last, here, 5.6 - 1.2 * StrictMath.sin(StrictMath.PI * t), 0.55, true);
				last = here;
			}
		}
	}

	/** One rib: from the spine outwards and down along the back, and, fainter, inwards and down along the front. */
	private void rib(final ChestAnatomy chest, final int side, final double top, final double drop, final int number) {
		final float[] one = new float[size * size];
		double[] last = null;
		for (int i = 0; i <= 44; i++) {
			final double angle = StrictMath.PI * 0.84 * i / 44;
			final double y = top + drop * (1 - StrictMath.cos(angle)) / 2 - 7 * StrictMath.sin(2 * angle);
			final double reach = chest.wall(Math.max(chest.apex, top + 0.45 * drop)) + 5;
			final double x = 16 + (reach - 16) * StrictMath.pow(StrictMath.sin(angle), angle < StrictMath.PI / 2 ? 0.85 : 0.7);
			final double[] here = { side * x, y };
			final boolean back = angle < StrictMath.PI / 2;
			final double fade = back ? 1 : 1 - ChestAnatomy.smooth((angle - 2.35) / 0.3);
			if (last != null && fade > 0) rod(one, last, here, back ? 4.9 : 5.6, (back ? 0.42 : 0.27) * fade, true);
			last = here;
		}
		for (int i = 0; i < one.length; i++) {
			bones[i] += one[i];
			if (number < 9) ribs[i] = Math.max(ribs[i], one[i]);
		}
	}

	/** Draws the branching vessels of both lungs. */
	void vessels(final ChestAnatomy chest, final Random random) {
		for (int side = 0; side < 2; side++) {
			final double[] hilum = chest.hilum(side);
			final int sign = side == 0 ? -1 : 1;
			final double[] directions = { -1.35, -0.95, -0.5, -0.1, 0.3, 0.65, 0.95, 1.2 };
			for (final double direction : directions) {
				final double angle = direction + 0.12 * ChestAnatomy.gaussian(random);
				branch(chest, random, hilum[0], hilum[1] + 18 * direction, sign, angle, 3.4 + 0.4 * ChestAnatomy.gaussian(random), 0);
			}
		}
	}

	private void branch(final ChestAnatomy chest, final Random random, final double fromX, final double fromY, final int sign,
		final double direction, final double radius, final int level)
	{
		double x = fromX;
		double y = fromY;
		double angle = direction;
		double r = radius;
		final int steps = 5 + random.nextInt(4);
		for (int i = 0; i < steps; i++) {
			final double length = 4 + 2 * random.nextDouble();
			final double nextX = x + sign * length * StrictMath.cos(angle);
			final double nextY = y + length * StrictMath.sin(angle);
			angle += 0.13 * ChestAnatomy.gaussian(random);
			r *= 0.965;
			if (chest.depthInLung(nextX, nextY) < 4 && level > 0) return;
			rod(vessels, new double[] { x, y }, new double[] { nextX, nextY }, r, 0.30 * r, false);
			x = nextX;
			y = nextY;
		}
		if (r < 0.4 || level > 7) return;
		final double spread = 0.28 + 0.25 * random.nextDouble();
		branch(chest, random, x, y, sign, angle - spread, r * (0.76 + 0.12 * random.nextDouble()), level + 1);
		branch(chest, random, x, y, sign, angle + spread, r * (0.76 + 0.12 * random.nextDouble()), level + 1);
	}

	/**
	 * Draws a straight rod.
	 *
	 * @param hollow whether its wall is denser than its inside, as a bone's
	 */
	void rod(final float[] map, final double[] from, final double[] to, final double radius, final double density, final boolean hollow) {
		final double[] a = pose.toPicture(from[0], from[1]);
		final double[] b = pose.toPicture(to[0], to[1]);
		final double r = Math.max(radius, 0.35 / scale);
		final int left = pixel(Math.min(a[0], b[0]) - r);
		final int right = pixel(Math.max(a[0], b[0]) + r);
		final int bottom = pixel(Math.max(a[1], b[1]) + r);
		final double dx = b[0] - a[0];
		final double dy = b[1] - a[1];
		final double square = Math.max(1e-9, dx * dx + dy * dy);
		for (int row = pixel(Math.min(a[1], b[1]) - r); row <= bottom; row++) {
			for (int column = left; column <= right; column++) {
				final double x = (column + 0.5) / scale - a[0];
				final double y = (row + 0.5) / scale - a[1];
				final double t = Math.max(0, Math.min(1, (x * dx + y * dy) / square));
				final double ex = x - t * dx;
				final double ey = y - t * dy;
				final double q = (ex * ex + ey * ey) / (r * r);
				if (q >= 1) continue;
				final double thickness = hollow ? Math.min(1, 5 * (1 - q)) * (0.62 + 0.38 * q * q) : Math.sqrt(1 - q);
				final int i = row * size + column;
				map[i] = Math.max(map[i], (float) (density * thickness * Math.min(1, radius / r)));
			}
		}
	}

	private int pixel(final double millimetres) {
		return Math.max(0, Math.min(size - 1, (int) Math.floor(millimetres * scale)));
	}
}
