package io.github.encoderj.sample;

/** A solid in a synthetic body, in mm, axes to the patient's left, back and head. Only square roots, so that every machine agrees. */
interface Shape {

	/** How deep a point lies inside in mm, nearly; negative outside. */
	double depth(double x, double y, double z);

	/** Whether a point of an axial plane may lie inside, or at most a margin in mm outside. */
	boolean reaches(double z, double margin);

	/** The part of this that another shape holds too. */
	default Shape and(final Shape other) {
		return new Both(this, other);
	}

	/** What two shapes share. */
	record Both(Shape first, Shape second) implements Shape {

		@Override
		public double depth(final double x, final double y, final double z) {
			return Math.min(first.depth(x, y, z), second.depth(x, y, z));
		}

		@Override
		public boolean reaches(final double z, final double margin) {
			return first.reaches(z, margin) && second.reaches(z, margin);
		}
	}

	/** An ellipsoid by its centre and half axes. */
	record Ellipsoid(double cx, double cy, double cz, double rx, double ry, double rz) implements Shape {

		@Override
		public double depth(final double x, final double y, final double z) {
			final double u = (x - cx) / rx;
			final double v = (y - cy) / ry;
			final double w = (z - cz) / rz;
			final double length = Math.sqrt(u * u + v * v + w * w);
			if (length < 1e-3) return Math.min(rx, Math.min(ry, rz));
			final double slope = Math.sqrt(u * u / (rx * rx) + v * v / (ry * ry) + w * w / (rz * rz));
			return length * (1 - length) / slope;
		}

		/** The depth formula gives at least this distance outside. */
		@Override
		public boolean reaches(final double z, final double margin) {
			return (Math.abs(z - cz) / rz - 1) * Math.min(rx, Math.min(ry, rz)) <= margin;
		}

		/** The same with half axes less by a margin. */
		Ellipsoid within(final double margin) {
			return new Ellipsoid(cx, cy, cz, rx - margin, ry - margin, rz - margin);
		}
	}

	/** An upright cylinder with an elliptic base. */
	record Cylinder(double cx, double cy, double cz, double rx, double ry, double half) implements Shape {

		@Override
		public double depth(final double x, final double y, final double z) {
			final double u = (x - cx) / rx;
			final double v = (y - cy) / ry;
			final double length = Math.sqrt(u * u + v * v);
			final double slope = Math.sqrt(u * u / (rx * rx) + v * v / (ry * ry));
			final double side = length < 1e-3 ? Math.min(rx, ry) : length * (1 - length) / slope;
			return Math.min(side, half - Math.abs(z - cz));
		}

		@Override
		public boolean reaches(final double z, final double margin) {
			return Math.abs(z - cz) - half <= margin;
		}
	}

	/**
	 * Slanting arcs of bone around the chest.
	 *
	 * @param chest in whose wall they lie
	 */
	record Ribs(Cylinder chest, double depth, double spacing) implements Shape {

		@Override
		public double depth(final double x, final double y, final double z) {
			final double wall = 5 - Math.abs(chest.depth(x, y, chest.cz) - depth);
			final double phase = (z - 0.35 * y) / spacing;
			final double along = spacing * (0.22 - Math.abs(phase - Math.rint(phase)));
			return Math.min(Math.min(wall, along), chest.half - Math.abs(z - chest.cz));
		}

		@Override
		public boolean reaches(final double z, final double margin) {
			return chest.reaches(z, margin);
		}
	}

	/** What lies behind and below a slanting plane. */
	record Dependent(double y, double z, double slope) implements Shape {

		@Override
		public double depth(final double px, final double py, final double pz) {
			return (py - y - slope * (pz - z)) / Math.sqrt(1 + slope * slope);
		}

		@Override
		public boolean reaches(final double pz, final double margin) {
			return true;
		}
	}
}
