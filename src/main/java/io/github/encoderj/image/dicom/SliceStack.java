package io.github.encoderj.image.dicom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;

/**
 * Slices in the order of their positions along the normal of their planes, and the geometry of the volume that they make.
 *
 * @param slices the first at the lowest position
 * @param geometry LPS, in mm
 */
record SliceStack(List<Slice> slices, Geometry geometry) {

	private static final double DIRECTION_TOLERANCE = 1e-3;
	private static final double EVEN = 0.01; // share of the spacing that a step may differ
	private static final double ROUNDED = 0.051; // mm that a step may differ, because headers round positions
	private static final int MOST_NAMED = 6;

	/**
	 * Puts slices in order.
	 *
	 * @param name of the series, for messages
	 * @throws Refusal if slices differ in size or direction, or one is missing, doubled or unevenly spaced; the positions are named
	 */
	static SliceStack of(final List<Slice> unordered, final String name) {
		final Slice any = unordered.get(0);
		final double[] orientation = any.orientation().orElseThrow(() -> unplaced(any, name));
		for (final Slice s : unordered) checkAlike(s, any, orientation, name);
		final double[] normal = cross(orientation);
		final List<Slice> slices = new ArrayList<>(unordered);
		slices.sort(Comparator.comparingDouble((Slice s) -> along(s, normal)).thenComparing(Slice::name));
		final double[] spacing = any.spacing().orElseThrow(() -> new Refusal(any.image().path() +
			" does not say its pixel spacing (0028,0030), so " + name + " has no geometry. Export it again."));
		final double[] first = slices.get(0).position().orElseThrow();
		final double[] step = new double[3];
		if (slices.size() > 1) {
			final double[] last = slices.get(slices.size() - 1).position().orElseThrow();
			for (int d = 0; d < 3; d++) step[d] = (last[d] - first[d]) / (slices.size() - 1);
			checkEven(slices, normal, name);
			checkStraight(slices, first, step, name);
		}
		else {
			final double thickness = any.thickness().orElse(spacing[0]);
			for (int d = 0; d < 3; d++) step[d] = normal[d] * thickness;
		}
		return new SliceStack(slices, geometry(first, orientation, normal, spacing, step));
	}

	private static void checkAlike(final Slice s, final Slice first, final double[] orientation, final String name) {
		final double[] own = s.orientation().orElseThrow(() -> unplaced(s, name));
		if (s.position().isEmpty()) throw unplaced(s, name);
		final PixelLayout a = s.image().layout();
		final PixelLayout b = first.image().layout();
		Refusal.unless(a.columns() == b.columns() && a.rows() == b.rows() && a.samples() == b.samples(), "%s: %s has %d x %d pixels of %d " +
			"sample(s), but %s has %d x %d of %d. Put other images into another folder.", name, s.name(), a.columns(), a.rows(), a.samples(),
			first.name(), b.columns(), b.rows(), b.samples());
		for (int i = 0; i < 6; i++) {
			Refusal.unless(Math.abs(own[i] - orientation[i]) <= DIRECTION_TOLERANCE, "%s: %s lies in the direction %s, but %s in %s, so they make " +
				"no volume. Put scouts and other views into another folder.", name, s.name(), Arrays.toString(own), first.name(), Arrays.toString(
					orientation));
		}
		final double[] p = s.spacing().orElse(new double[2]);
		final double[] q = first.spacing().orElse(new double[2]);
		Refusal.unless(Math.abs(p[0] - q[0]) <= 1e-4 * q[0] && Math.abs(p[1] - q[1]) <= 1e-4 * q[1], "%s: %s has pixels of %s mm, but %s of %s. " +
			"Put other images into another folder.", name, s.name(), Arrays.toString(p), first.name(), Arrays.toString(q));
	}

	private static Refusal unplaced(final Slice s, final String name) {
		return new Refusal(name + ": " + s.name() + " does not say where it lies (0020,0032 and 0020,0037), so its slices cannot be put in " +
			"order. Give a single file, or export them again.");
	}

	private static void checkEven(final List<Slice> slices, final double[] normal, final String name) {
		final int count = slices.size() - 1;
		final double[] steps = new double[count];
		for (int i = 0; i < count; i++) steps[i] = along(slices.get(i + 1), normal) - along(slices.get(i), normal);
		final double[] sorted = steps.clone();
		Arrays.sort(sorted);
		final double usual = sorted[count / 2];
		final List<String> wrong = new ArrayList<>();
		final List<String> doubled = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			final double at = along(slices.get(i), normal);
			if (steps[i] < 1e-3 || steps[i] < 0.01 * usual) {
				doubled.add(format("%.2f mm (%s, %s)", at, slices.get(i).name(), slices.get(i + 1).name()));
			}
			else if (Math.abs(steps[i] - usual) > Math.max(EVEN * usual, Math.min(ROUNDED, 0.2 * usual))) {
				final long missing = Math.round(steps[i] / usual) - 1;
				final boolean whole = missing > 0 && Math.abs(steps[i] - (missing + 1) * usual) <= 0.1 * usual;
				wrong.add(format(whole ? "%d missing between %.2f and %.2f mm" : "%3$.2f to %2$.2f mm is uneven", missing, whole ? at : at +
					steps[i], whole ? at + steps[i] : at));
			}
		}
		Refusal.unless(doubled.isEmpty(), "%s has several slices at the same position: %s. It may hold several phases, time points or copies; put " +
			"each into a folder of its own.", name, listed(doubled));
		Refusal.unless(wrong.isEmpty(), "%s has slices that are usually %s mm apart, but not all: %s. Copy the missing slices, or export the " +
			"series again.", name, format("%.3f", usual), listed(wrong));
	}

	/** With a tilted gantry the slices are shifted within their planes, evenly; that is kept in the direction of the third axis. */
	private static void checkStraight(final List<Slice> slices, final double[] first, final double[] step, final String name) {
		for (int i = 0; i < slices.size(); i++) {
			final double[] p = slices.get(i).position().orElseThrow();
			double off = 0;
			for (int d = 0; d < 3; d++) off = Math.max(off, Math.abs(p[d] - first[d] - i * step[d]));
			final double length = Math.sqrt(step[0] * step[0] + step[1] * step[1] + step[2] * step[2]);
			Refusal.unless(off <= Math.max(2 * ROUNDED, 0.5 * length), "%s: %s lies %s mm beside the line of the other slices. Export the series " +
				"again.", name, slices.get(i).name(), format("%.2f", off));
		}
	}

	private static Geometry geometry(final double[] first, final double[] orientation, final double[] normal, final double[] spacing,
		final double[] step)
	{
		final double length = Math.sqrt(step[0] * step[0] + step[1] * step[1] + step[2] * step[2]);
		// Rounded positions are no reason for axes that are not at right angles
		double beside = 0;
		double along = 0;
		for (int d = 0; d < 3; d++) along += step[d] * normal[d];
		for (int d = 0; d < 3; d++) beside = Math.max(beside, Math.abs(step[d] - along * normal[d]));
		final boolean tilted = beside > DIRECTION_TOLERANCE * length;
		final double[] direction = new double[9];
		for (int d = 0; d < 3; d++) {
			direction[3 * d] = orientation[d];
			direction[3 * d + 1] = orientation[3 + d];
			direction[3 * d + 2] = tilted ? step[d] / length : normal[d];
		}
		return new Geometry(new double[] { spacing[0], spacing[1], tilted ? length : along }, first, direction, "mm");
	}

	private static double along(final Slice slice, final double[] normal) {
		final double[] p = slice.position().orElseThrow();
		return p[0] * normal[0] + p[1] * normal[1] + p[2] * normal[2];
	}

	private static double[] cross(final double[] o) {
		final double[] n = { o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3] };
		final double length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
		for (int d = 0; d < 3; d++) n[d] /= length;
		return n;
	}

	private static String listed(final List<String> all) {
		return String.join(", ", all.subList(0, Math.min(MOST_NAMED, all.size()))) + (all.size() > MOST_NAMED ? " and " + (all.size() -
			MOST_NAMED) + " more" : "");
	}

	private static String format(final String format, final Object... values) {
		return String.format(Locale.ROOT, format, values);
	}
}
