package io.github.encoderj.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Neurites as they are cut by a series of sections: each is a segment with a radius that drifts, turns and changes its length from
 * section to section, and together they fill the section as a power diagram of their segments.
 */
final class Neurites {

	/** Greatest distance between two membranes of neighbouring cells' middle lines that are kept apart, in pixels. */
	private static final double CROWDING = 14;

	/** Where a point lies: in which neurite, how far inside it, and where relative to its middle line. */
	static final class Place {

		/** Neurite, from 0. */
		int neurite;
		/** Distance to the membrane in pixels, nearly. */
		double depth;
		/** Distance to the neurite's middle. */
		double dx, dy;
	}

	/** One neurite in each section. */
	private record Track(double[] x, double[] y, double[] angle, double[] half, double radius) {}

	private final List<Track> tracks;
	private final double[][] cosine;
	private final double[][] sine;

	/**
	 * Grows neurites.
	 *
	 * @param size side of the square in pixels that they must fill, from 0
	 * @param sections number of sections
	 * @param spacing typical distance of neighbours in pixels
	 */
	Neurites(final Random random, final double size, final int sections, final double spacing) {
		final double margin = 2 * spacing;
		tracks = new ArrayList<>();
		final int wanted = (int) ((size + 2 * margin) * (size + 2 * margin) / (spacing * spacing));
		for (int tries = 0; tracks.size() < wanted && tries < 40 * wanted; tries++) {
			final double x = random.nextDouble() * (size + 2 * margin) - margin;
			final double y = random.nextDouble() * (size + 2 * margin) - margin;
			if (tracks.stream().allMatch(t -> square(t.x[0] - x) + square(t.y[0] - y) > square(0.6 * spacing))) {
				tracks.add(start(random, x, y, sections, spacing));
			}
		}
		for (int z = 1; z < sections; z++) {
			for (final Track track : tracks) drift(random, track, z, spacing);
			keepApart(z);
		}
		cosine = new double[tracks.size()][sections];
		sine = new double[tracks.size()][sections];
		for (int i = 0; i < tracks.size(); i++) {
			for (int z = 0; z < sections; z++) {
				cosine[i][z] = StrictMath.cos(tracks.get(i).angle[z]);
				sine[i][z] = StrictMath.sin(tracks.get(i).angle[z]);
			}
		}
	}

	private static Track start(final Random random, final double x, final double y, final int sections, final double spacing) {
		final double radius = spacing * (0.35 + 0.4 * square(random.nextDouble()));
		final double half = random.nextInt(4) == 0 ? spacing * (0.4 + 0.8 * random.nextDouble()) : 0.15 * spacing * random.nextDouble();
		final Track track = new Track(new double[sections], new double[sections], new double[sections], new double[sections], radius);
		track.x[0] = x;
		track.y[0] = y;
		track.angle[0] = StrictMath.PI * random.nextDouble();
		track.half[0] = half;
		return track;
	}

	/** The next section: momentum keeps a neurite on its way, some run obliquely. */
	private static void drift(final Random random, final Track t, final int z, final double spacing) {
		final double vx = z > 1 ? t.x[z - 1] - t.x[z - 2] : 0.04 * spacing * random.nextGaussian();
		final double vy = z > 1 ? t.y[z - 1] - t.y[z - 2] : 0.04 * spacing * random.nextGaussian();
		final double limit = 0.07 * spacing;
		t.x[z] = t.x[z - 1] + clamp(0.88 * vx + 0.01 * spacing * random.nextGaussian(), limit);
		t.y[z] = t.y[z - 1] + clamp(0.88 * vy + 0.01 * spacing * random.nextGaussian(), limit);
		t.angle[z] = t.angle[z - 1] + 0.03 * random.nextGaussian();
		t.half[z] = Math.max(0, t.half[z - 1] + 0.015 * spacing * random.nextGaussian());
	}

	private void keepApart(final int z) {
		for (int i = 0; i < tracks.size(); i++) {
			for (int j = 0; j < i; j++) {
				final Track a = tracks.get(i);
				final Track b = tracks.get(j);
				final double dx = a.x[z] - b.x[z];
				final double dy = a.y[z] - b.y[z];
				final double distance = Math.sqrt(dx * dx + dy * dy);
				if (distance >= CROWDING || distance == 0) continue;
				final double push = 0.25 * (CROWDING - distance) / distance;
				a.x[z] += push * dx;
				a.y[z] += push * dy;
				b.x[z] -= push * dx;
				b.y[z] -= push * dy;
			}
		}
	}

	int count() {
		return tracks.size();
	}

	double radius(final int neurite) {
		return tracks.get(neurite).radius;
	}

	/** Finds the neurite at a point of a section, in the power diagram of the segments. */
	void locate(final int z, final double px, final double py, final Place place) {
		double best = Double.POSITIVE_INFINITY;
		double second = Double.POSITIVE_INFINITY;
		double bestX = 0, bestY = 0, secondX = 0, secondY = 0;
		for (int i = 0; i < tracks.size(); i++) {
			final Track t = tracks.get(i);
			final double rx = px - t.x[z];
			final double ry = py - t.y[z];
			final double along = clamp(rx * cosine[i][z] + ry * sine[i][z], t.half[z]);
			final double dx = rx - along * cosine[i][z];
			final double dy = ry - along * sine[i][z];
			final double power = dx * dx + dy * dy - t.radius * t.radius;
			if (power < best) {
				second = best;
				secondX = bestX;
				secondY = bestY;
				best = power;
				bestX = dx;
				bestY = dy;
				place.neurite = i;
				place.dx = rx;
				place.dy = ry;
			}
			else if (power < second) {
				second = power;
				secondX = dx;
				secondY = dy;
			}
		}
		final double apart = Math.sqrt(square(bestX - secondX) + square(bestY - secondY));
		place.depth = (second - best) / (2 * Math.max(apart, 1e-6));
	}

	private static double clamp(final double v, final double limit) {
		return Math.max(-limit, Math.min(limit, v));
	}

	private static double square(final double v) {
		return v * v;
	}
}
