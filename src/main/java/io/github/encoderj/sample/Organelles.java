package io.github.encoderj.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Mitochondria and vesicles inside neurites: what makes membranes hard to tell from other dark lines. */
final class Organelles {

	private record Mitochondrion(int neurite, int from, int to, double dx, double dy, double radius, double angle, double longer) {}

	private record Vesicle(int section, double dx, double dy, double radius) {}

	private final List<List<Mitochondrion>> mitochondria = new ArrayList<>();
	private final List<List<Vesicle>> vesicles = new ArrayList<>();

	Organelles(final Random random, final Neurites neurites, final int sections) {
		for (int i = 0; i < neurites.count(); i++) {
			final double r = neurites.radius(i);
			final List<Mitochondrion> inside = new ArrayList<>();
			if (r > 9 && random.nextInt(3) > 0) {
				for (int from = -random.nextInt(8); from < sections; from += 10 + random.nextInt(12)) {
					inside.add(new Mitochondrion(i, from, from + 5 + random.nextInt(8), 0.3 * r * random.nextGaussian(), 0.3 * r * random
						.nextGaussian(), Math.min(9, 0.42 * r) * (0.8 + 0.4 * random.nextDouble()), StrictMath.PI * random.nextDouble(), 1 +
							random.nextDouble()));
				}
			}
			mitochondria.add(inside);
			final List<Vesicle> cluster = new ArrayList<>();
			final int n = random.nextInt(3) == 0 ? 8 * sections : sections;
			for (int v = 0; v < n; v++) {
				cluster.add(new Vesicle(random.nextInt(sections), 0.6 * r * random.nextGaussian(), 0.6 * r * random.nextGaussian(), 1.6 + random
					.nextDouble()));
			}
			vesicles.add(cluster);
		}
	}

	/** How much brighter (negative: darker) the organelles make a point of a neurite; 0 where there are none. */
	double shade(final int z, final Neurites.Place place) {
		if (place.depth < 2.5) return 0;
		for (final Mitochondrion m : mitochondria.get(place.neurite)) {
			if (z < m.from || z >= m.to) continue;
			final double c = StrictMath.cos(m.angle);
			final double s = StrictMath.sin(m.angle);
			final double u = ((place.dx - m.dx) * c + (place.dy - m.dy) * s) / (m.radius * m.longer);
			final double v = ((place.dy - m.dy) * c - (place.dx - m.dx) * s) / m.radius;
			final double e = Math.sqrt(u * u + v * v);
			if (e > 1.15) continue;
			final double rim = (e - 1) * m.radius;
			final double cristae = e < 0.9 ? 26 * StrictMath.sin(1.5 * u * m.radius * m.longer + 1.2 * StrictMath.sin(0.4 * v * m.radius)) : 0;
			return (e < 1 ? -62 + cristae : 0) - 48 * StrictMath.exp(-rim * rim / 1.6);
		}
		double shade = 0;
		for (final Vesicle v : vesicles.get(place.neurite)) {
			if (v.section != z) continue;
			final double dx = place.dx - v.dx;
			final double dy = place.dy - v.dy;
			final double square = dx * dx + dy * dy;
			if (square > 25) continue;
			final double rim = Math.sqrt(square) - v.radius;
			shade = Math.min(shade, -75 * StrictMath.exp(-rim * rim / 0.8));
		}
		return shade;
	}
}
