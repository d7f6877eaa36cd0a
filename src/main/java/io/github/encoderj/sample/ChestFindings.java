package io.github.encoderj.sample;

import java.util.Random;
import java.util.Set;

/** Where the findings of one synthetic radiograph lie, and what they do to a ray. Positions as in {@link ChestAnatomy}. */
final class ChestFindings {

	private final ChestAnatomy chest;
	private final Set<Finding> present;
	private final double[] nodule = new double[4];
	private final double[] cloud = new double[4];
	private final int effusionSide;
	private final double effusionLevel;
	private final int airSide;
	private final double airGap;
	private final double airEnd;
	private final Waves waves;

	ChestFindings(final ChestAnatomy chest, final Set<Finding> present, final Random random) {
		this.chest = chest;
		this.present = present;
		place(nodule, random, 17);
		nodule[2] = 7 + 6 * random.nextDouble();
		nodule[3] = 0.75 + 0.25 * random.nextDouble();
		place(cloud, random, 24);
		cloud[2] = 26 + 14 * random.nextDouble();
		cloud[3] = 0.75 + 0.5 * random.nextDouble();
		effusionSide = random.nextInt(2);
		effusionLevel = chest.dome[effusionSide] - 22 - 45 * random.nextDouble();
		airSide = present.contains(Finding.EFFUSION) ? 1 - effusionSide : random.nextInt(2);
		airGap = 17 + 16 * random.nextDouble();
		airEnd = chest.apex + 110 + 60 * random.nextDouble();
		waves = new Waves(random, 26, 1);
	}

	/** A point of a lung that lies deep enough and not on the heart. */
	private void place(final double[] spot, final Random random, final double depth) {
		for (int attempt = 0; attempt < 1000; attempt++) {
			spot[0] = (2 * random.nextDouble() - 1) * chest.halfWidth;
			spot[1] = chest.apex + random.nextDouble() * (chest.dome[0] - chest.apex);
			if (chest.depthInLung(spot[0], spot[1]) > depth && chest.heart(spot[0], spot[1]) == 0) return;
		}
	}

	/** How dense the fluid at a point is, 0..1. */
	double effusion(final double x, final double y) {
		if (!present.contains(Finding.EFFUSION) || ChestAnatomy.side(x) != effusionSide || chest.depthInLung(x, y) < 0) return 0;
		final double fromWall = chest.wall(y) - Math.abs(x);
		final double rise = 34 * StrictMath.exp(-fromWall / 16) + 6 * StrictMath.exp(-(Math.abs(x) - 24) / 9);
		return ChestAnatomy.smooth((y - effusionLevel + rise) / 7);
	}

	/** How dense the nodule at a point is, 0..1. */
	double nodule(final double x, final double y) {
		if (!present.contains(Finding.NODULE)) return 0;
		final double dx = x - nodule[0];
		final double dy = (y - nodule[1]) * nodule[3];
		final double q = (dx * dx + dy * dy) / (nodule[2] * nodule[2]);
		return q >= 1 ? 0 : Math.sqrt(1 - q);
	}

	/** How dense the cloud at a point is, 0..1, ending softly. */
	double consolidation(final double x, final double y) {
		if (!present.contains(Finding.CONSOLIDATION) || chest.depthInLung(x, y) < 0 || chest.heart(x, y) > 0) return 0;
		final double dx = x - cloud[0];
		final double dy = (y - cloud[1]) * cloud[3];
		final double distance = Math.sqrt(dx * dx + dy * dy) + 6 * waves.at(x, y, 0);
		final double edge = ChestAnatomy.smooth((cloud[2] - distance) / 16);
		return Math.max(0, edge * (0.85 + 0.10 * waves.at(1.3 * x, 1.3 * y, 0.5)));
	}

	/** How deep a point lies in the air outside the lung, in millimetres; 0 or less in the lung. */
	double depthInAir(final double x, final double y) {
		if (!present.contains(Finding.PNEUMOTHORAX) || ChestAnatomy.side(x) != airSide || chest.depthInLung(x, y) < 0) return -1e3;
		final double t = (y - chest.apex) / (airEnd - chest.apex);
		if (t >= 1) return -1e3;
		final double gap = airGap * Math.sqrt(1 - t * t) + 1.2 * waves.at(x, y, 0.3);
		final double fromTop = (y - chest.apex) * 1.4;
		return gap - Math.min(chest.wall(y) - Math.abs(x), fromTop);
	}
}
