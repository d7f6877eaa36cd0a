package io.github.encoderj.sample;

import java.util.Random;

/**
 * The chest of one synthetic patient, seen from the front: where lungs, heart and body lie. All positions are millimetres on a plane of
 * {@value #FIELD} x {@value #FIELD}: x from the middle, positive to the patient's left (the right of the picture), y downwards from the top.
 */
final class ChestAnatomy {

	/** Side of the imaged field. */
	static final double FIELD = 350;

	/** From the middle to the centre of the aortic knob. */
	static final double KNOB_X = 19;

	private static final double HILUM = 38;

	final boolean female;
	final int age;
	/** From the middle to the wall of the chest, inside the ribs. */
	final double halfWidth;
	final double apex;
	/** Height of the domes of the diaphragm: right, left. */
	final double[] dome = new double[2];
	/** How dense bones are. */
	final double bone;
	/** How thick the soft tissues are. */
	final double build;
	final double knob;
	final double heartX;
	final double heartY;
	private final double heartLong;
	private final double heartShort;
	private final double heartCos;
	private final double heartSin;
	private final Waves waves;

	/**
	 * @param random decides all
	 * @param cardiomegaly whether the heart takes more than half of the chest
	 */
	ChestAnatomy(final Random random, final boolean cardiomegaly) {
		female = random.nextBoolean();
		age = 20 + random.nextInt(66);
		halfWidth = (female ? 122 : 137) + 5 * gaussian(random);
		apex = 58 + 6 * gaussian(random);
		dome[0] = (female ? 262 : 276) + 9 * gaussian(random);
		dome[1] = dome[0] + 9 + 3 * gaussian(random);
		bone = 1.12 - 0.006 * (age - 50) + 0.05 * gaussian(random);
		build = 1 + 0.06 * gaussian(random);
		knob = 12 + 0.12 * (age - 20) + 1.2 * gaussian(random);
		final double ratio = cardiomegaly ? 0.60 + 0.06 * random.nextDouble() : 0.43 + 0.05 * random.nextDouble();
		final double width = ratio * halfWidth;
		final double tilt = (female ? 0.62 : 0.70) + 0.06 * gaussian(random);
		heartCos = StrictMath.cos(tilt);
		heartSin = StrictMath.sin(tilt);
		heartLong = 1.10 * width;
		heartShort = Math.sqrt(Math.max(0.3 * width * width, width * width - heartLong * heartLong * heartCos * heartCos)) / heartSin;
		heartX = width - 38 - 0.15 * Math.max(0, width - 60) + 2 * gaussian(random);
		heartY = dome[1] - 0.70 * heartLong * heartSin - 3 + 2 * gaussian(random);
		waves = new Waves(random, 70, 1);
	}

	/** A normal number, at most 2 from 0. */
	static double gaussian(final Random random) {
		return Math.max(-2, Math.min(2, random.nextGaussian()));
	}

	/** From the middle of the chest to its wall at a height. */
	double wall(final double y) {
		final double t = Math.max(0, (y - apex) / 200);
		final double s = 1 - Math.min(1, 0.96 * t + 0.02);
		final double waist = Math.max(0, t - 0.95);
		return halfWidth * (0.20 + 0.80 * Math.sqrt(Math.max(0, 1 - s * s * s))) - 6 * waist * waist;
	}

	/** From the middle of the chest to the lung's inner border, without the heart, at a height. */
	double inner(final double y, final int side) {
		final double t = Math.max(0, (y - apex) / 200);
		final double top = Math.max(0, 1 - t / 0.24);
		final double border = (side == 0 ? 23 : 26) + 17 * top * top + 2 * waves.at(0, y, side);
		final double square = knob * knob - (y - knobY()) * (y - knobY());
		return side == 0 || square <= 0 ? border : Math.max(border, KNOB_X + Math.sqrt(square));
	}

	/** Height of the middle of the aortic knob. */
	double knobY() {
		return apex + 62;
	}

	/** Height of the diaphragm at a distance from the middle. */
	double diaphragm(final double distance, final int side) {
		final double middle = 0.50 * halfWidth;
		final double outwards = Math.max(0, (distance - middle) / (halfWidth - middle));
		final double inwards = Math.max(0, (middle - distance) / middle);
		return dome[side] + 46 * outwards * outwards * outwards + 14 * inwards * inwards + 1.5 * waves.at(distance, 0, 3 + side);
	}

	/** 0 for the patient's right, 1 for the left. */
	static int side(final double x) {
		return x < 0 ? 0 : 1;
	}

	/**
	 * How deep a point lies in the lungs' field: the distance to the nearest border of wall, apex, mediastinum and diaphragm, in
	 * millimetres, negative outside. The heart is not regarded.
	 */
	double depthInLung(final double x, final double y) {
		final int side = side(x);
		final double distance = Math.abs(x);
		return Math.min(Math.min(wall(y) - distance, distance - inner(y, side)), Math.min(diaphragm(distance, side) - y, 1.4 * (y - apex)));
	}

	/** How much air a ray passes through in the lungs' field, 0..1: little near the wall, where the lung is thin. */
	double air(final double x, final double y) {
		final int side = side(x);
		final double distance = Math.abs(x);
		return edge(wall(y) - distance, 22) * edge(distance - inner(y, side), 9) * edge(diaphragm(distance, side) - y, 5) * edge(y - apex, 26);
	}

	private static double edge(final double depth, final double length) {
		if (depth <= 0) return 0;
		final double t = Math.min(1, depth / length);
		return Math.sqrt(1 - (1 - t) * (1 - t));
	}

	/** How thick the heart is at a point, 0..1; 0 outside of it. */
	double heart(final double x, final double y) {
		final double dx = x - heartX;
		final double dy = y - heartY;
		final double u = (dx * heartCos + dy * heartSin) / heartLong;
		final double v = (dy * heartCos - dx * heartSin) / heartShort;
		final double q = u * u + v * v;
		return q >= 1 || y > dome[1] + 9 ? 0 : Math.sqrt(1 - q);
	}

	/** How thick the body is at a point, 0..1; 0 beside it. */
	double body(final double x, final double y) {
		final double neck = 52;
		final double shoulder = halfWidth + 120;
		final double trunk = halfWidth + 26 * build + 0.05 * Math.max(0, y - 220);
		double half = trunk;
		if (y < 120) half = trunk + (shoulder - trunk) * smooth((120 - y) / 40);
		if (y < 62) half = neck + (half - neck) * Math.sqrt(smooth((y + 8) / 70));
		final double t = x / half;
		return t * t >= 1 ? 0 : StrictMath.pow(1 - t * t * t * t, 0.6);
	}

	/** Where vessels and bronchi enter the lung. */
	double[] hilum(final int side) {
		return new double[] { side == 0 ? -HILUM : HILUM, 0.5 * (apex + dome[0]) + (side == 0 ? 6 : -4) };
	}

	/** From 0 to 1, with level ends. */
	static double smooth(final double t) {
		final double c = Math.max(0, Math.min(1, t));
		return c * c * (3 - 2 * c);
	}
}
