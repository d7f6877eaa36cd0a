package io.github.encoderj.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.encoderj.sample.Shape.Cylinder;
import io.github.encoderj.sample.Shape.Dependent;
import io.github.encoderj.sample.Shape.Ellipsoid;
import io.github.encoderj.sample.Shape.Ribs;
import io.github.encoderj.sample.SyntheticPatient.Finding;

/** The organs and lesions of a synthetic patient: shapes that are painted one over the other. */
final class Anatomy {

	/**
	 * A tissue.
	 *
	 * @param hounsfield its density in CT
	 * @param suv its uptake of FDG
	 */
	record Tissue(Shape shape, double hounsfield, double suv) {}

	private final Random random;
	private final List<Tissue> tissues = new ArrayList<>();
	private final List<Ellipsoid> lesions = new ArrayList<>();
	private final Ellipsoid[] lungs = new Ellipsoid[2];
	private Ellipsoid liver;

	/** Grows a patient; the same random numbers give the same one. */
	Anatomy(final Random random, final Iterable<Finding> findings) {
		this.random = random;
		body();
		chest();
		abdomen();
		for (final Finding finding : findings) {
			switch (finding) {
				case LUNG_NODULE -> nodules();
				case LYMPHADENOPATHY -> nodes();
				case PLEURAL_EFFUSION -> effusion();
				case LIVER_METASTASIS -> liverMetastasis();
				case BONE_METASTASIS -> boneMetastasis();
			}
		}
	}

	/** In the order in which they are painted. */
	List<Tissue> tissues() {
		return tissues;
	}

	/** Tumours, numbered from 1 in the truth. */
	List<Ellipsoid> lesions() {
		return lesions;
	}

	private void body() {
		final double stout = vary(1, 0.07);
		final double[][] parts = { { 0, -2, 328, 74, 92, 80 }, { 0, 12, 225, 56, 58, 70 }, { 0, 0, -10, 168, 112, 222 }, { 0, 6, -240, 160, 104,
			120 } };
		for (int layer = 0; layer < 2; layer++) {
			final double inset = layer == 0 ? 0 : 14 * stout;
			final double hounsfield = layer == 0 ? -95 : 45;
			final double suv = layer == 0 ? 0.3 : 0.75;
			for (int p = 0; p < parts.length; p++) {
				final double[] b = parts[p];
				final double margin = p == 0 ? inset / 3 : inset;
				final double rx = p == 0 ? b[3] - margin : b[3] * stout - margin;
				final double ry = p == 0 ? b[4] - margin : b[4] * stout - margin;
				final Cylinder trunk = new Cylinder(b[0], b[1], b[2], rx, ry, b[5]);
				if (p == 0) add(new Ellipsoid(b[0], b[1], b[2], rx, ry, b[5] - margin), hounsfield, suv);
				else if (p == 2) add(trunk.and(new Ellipsoid(b[0], b[1], b[2], 1.3 * rx, 1.3 * ry, 1.12 * b[5] - margin)), hounsfield, suv);
				else add(trunk, hounsfield, suv);
			}
			for (int side = -1; side <= 1; side += 2) {
				add(new Cylinder(side * 82, 0, -400, 76 - inset, 82 - inset, 130), hounsfield, suv);
			}
		}
		final Ellipsoid skull = new Ellipsoid(0, -2, 334, 68, 85, 67);
		add(skull, 900, 0.9);
		add(skull.within(7), 36, vary(8.5, 0.15));
		add(new Cylinder(0, 72, -25, 21, 20, 225), 260, 1.5);
		add(new Cylinder(0, 90, -25, 8, 14, 225), 420, 1.1);
		add(new Cylinder(0, 45, 235, 15, 16, 60), 280, 1.4);
	}

	private void chest() {
		add(new Ribs(new Cylinder(0, 0, 80, 168, 112, 125), 22, 31), 380, 1.1);
		for (int side = 0; side < 2; side++) {
			lungs[side] = new Ellipsoid((side == 0 ? -1 : 1) * vary(77, 0.03), -4, vary(104, 0.05), vary(57, 0.05), vary(77, 0.04), vary(106,
				0.05));
			add(lungs[side], -830, 0.45);
		}
		final Ellipsoid heart = new Ellipsoid(26, -30, 62, 47, 42, 49);
		add(heart, 44, vary(3.2, 0.4));
		add(heart.within(14), 42, 1.7);
		add(new Cylinder(6, 38, 30, 13, 13, 160), 42, 1.7);
	}

	private void abdomen() {
		liver = new Ellipsoid(-66, -8, -42, 84, 76, 60);
		add(liver, 58, vary(2.3, 0.1));
		add(new Ellipsoid(96, 38, -38, 29, 34, 47), 50, vary(1.9, 0.1));
		add(new Ellipsoid(45, -38, -50, 44, 34, 34), 25, vary(1.4, 0.3));
		for (int side = -1; side <= 1; side += 2) {
			final Ellipsoid kidney = new Ellipsoid(side * 68, 54, -98, 27, 25, 50);
			add(kidney, 34, vary(3.4, 0.2));
			add(new Ellipsoid(side * 58, 52, -98, 10, 11, 20), 8, vary(11, 0.4));
			add(new Ellipsoid(side * 92, 30, -230, 36, 22, 52), 420, 1.4);
			add(new Cylinder(side * 84, 0, -390, 17, 17, 120), 750, 0.9);
		}
		for (int loop = 0; loop < 6; loop++) {
			add(new Ellipsoid(vary(0, 1) * 70, -35 + 25 * random.nextDouble(), -130 - 70 * random.nextDouble(), 26, 18, 16), 20, vary(1.6, 0.5));
		}
		add(new Ellipsoid(0, -30, -285, vary(38, 0.2), 31, 30), 6, vary(15, 0.4));
	}

	private void nodules() {
		for (int n = 1 + random.nextInt(2); n > 0; n--) tumour(inside(lungs[random.nextInt(2)], 0.72), vary(13, 0.35), 38, vary(7.5, 0.35));
	}

	private void nodes() {
		for (int n = 2 + random.nextInt(2); n > 0; n--) {
			final double[] place = { (random.nextBoolean() ? 1 : -1) * (16 + 8 * random.nextDouble()), 12 * random.nextDouble(), 118 + 50 * random
				.nextDouble() };
			tumour(place, vary(10, 0.2), 42, vary(6.5, 0.3));
		}
	}

	/** Fluid in the pleural space: it gathers behind and below. */
	private void effusion() {
		final int side = random.nextInt(2);
		add(lungs[side].and(new Dependent(vary(16, 0.5), lungs[side].cz() - 20, 0.55)), vary(10, 0.5), 0.8);
	}

	private void liverMetastasis() {
		tumour(inside(liver, 0.6), vary(15, 0.25), 30, vary(7, 0.3));
	}

	private void boneMetastasis() {
		tumour(new double[] { vary(0, 1) * 6, 70, -180 + 320 * random.nextDouble() }, vary(12, 0.2), 120, vary(8, 0.3));
	}

	private double[] inside(final Ellipsoid organ, final double share) {
		double u;
		double v;
		double w;
		do {
			u = 2 * random.nextDouble() - 1;
			v = 2 * random.nextDouble() - 1;
			w = 2 * random.nextDouble() - 1;
		}
		while (u * u + v * v + w * w > 1);
		return new double[] { organ.cx() + share * u * organ.rx(), organ.cy() + share * v * organ.ry(), organ.cz() + share * w * organ.rz() };
	}

	private void tumour(final double[] place, final double radius, final double hounsfield, final double suv) {
		final Ellipsoid lesion = new Ellipsoid(place[0], place[1], place[2], vary(radius, 0.15), vary(radius, 0.15), vary(radius, 0.15));
		lesions.add(lesion);
		add(lesion, hounsfield, suv);
	}

	private void add(final Shape shape, final double hounsfield, final double suv) {
		tissues.add(new Tissue(shape, hounsfield, suv));
	}

	/** A number that differs from patient to patient by up to a share of it; around 0 by up to the share itself. */
	private double vary(final double value, final double share) {
		return value + (value == 0 ? 1 : value) * share * (2 * random.nextDouble() - 1);
	}
}
