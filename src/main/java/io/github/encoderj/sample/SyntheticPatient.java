package io.github.encoderj.sample;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;
import io.github.encoderj.sample.Anatomy.Tissue;
import io.github.encoderj.sample.Shape.Ellipsoid;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * A synthetic patient from the thighs to the head, as CT and FDG PET see one: organs that take up much (brain, kidneys, bladder, heart)
 * beside tumours, so that uptake alone does not tell them apart. The same seed gives the same values on every machine and any grid.
 */
public final class SyntheticPatient {

	/** What a patient may have; the names are those of CT-RATE's table where that has them. */
	public enum Finding {

		LUNG_NODULE("Lung nodule"), LYMPHADENOPATHY("Lymphadenopathy"), PLEURAL_EFFUSION("Pleural effusion"),
		/** A tumour in the liver. */
		LIVER_METASTASIS("Liver metastasis"),
		/** A tumour in the spine. */
		BONE_METASTASIS("Bone metastasis");

		private final String label;

		Finding(final String label) {
			this.label = label;
		}

		/** As tables name it. */
		public String label() {
			return label;
		}
	}

	/** Size of the space that is drawn, in mm along x, y, z; its middle is the origin. */
	private static final double[] EXTENT = { 416, 288, 840 };

	private static final double CT_EDGE = 6; // mm over which tissues pass into each other: partial volume
	private static final double PET_EDGE = 14; // mm, the blur of the scanner
	private static final double CT_NOISE = 12; // HU
	private static final double PET_NOISE = 0.09; // of the square root of SUV
	private static final double SUV_STEP = 1.0 / 256;
	private static final double AIR = -1000;

	private final Set<Finding> findings;
	private final Anatomy anatomy;
	private final long seed;

	private SyntheticPatient(final Set<Finding> findings, final Anatomy anatomy, final long seed) {
		this.findings = findings;
		this.anatomy = anatomy;
		this.seed = seed;
	}

	/**
	 * Makes a patient.
	 *
	 * @param findings what the patient has; none for a healthy one
	 * @param seed same seed and findings, same patient
	 */
	public static SyntheticPatient of(final Set<Finding> findings, final long seed) {
		final Set<Finding> ordered = new TreeSet<>(findings);
		return new SyntheticPatient(ordered, new Anatomy(new Random(seed), ordered), seed);
	}

	public Set<Finding> findings() {
		return findings;
	}

	/** Number of tumours, which the truth numbers from 1. */
	public int lesionCount() {
		return anatomy.lesions().size();
	}

	/**
	 * CT in Hounsfield units, -1024 and up.
	 *
	 * @param x size of a voxel in mm, as y and z
	 */
	public Volume<ShortType> ct(final double x, final double y, final double z) {
		final Geometry geometry = geometry(x, y, z);
		final int[] size = size(x, y, z);
		final short[] values = new short[size[0] * size[1] * size[2]];
		draw(geometry, size, Tissue::hounsfield, AIR, CT_EDGE, (i, value, random) -> values[i] = (short) Math.max(-1024, Math.round(value +
			CT_NOISE * random.nextGaussian())));
		return new Volume<>(ArrayImgs.shorts(values, size[0], size[1], size[2]), geometry, "CT");
	}

	/** Uptake of FDG as SUV, 0 and up, on a grid as {@link #ct}. */
	public Volume<FloatType> suv(final double x, final double y, final double z) {
		final Geometry geometry = geometry(x, y, z);
		final int[] size = size(x, y, z);
		final float[] values = new float[size[0] * size[1] * size[2]];
		draw(geometry, size, Tissue::suv, 0, PET_EDGE, (i, value, random) -> {
			final double noisy = value + PET_NOISE * Math.sqrt(value) * random.nextGaussian();
			values[i] = (float) (Math.max(0, Math.rint(noisy / SUV_STEP)) * SUV_STEP);
		});
		return Volume.of(values, size[0], size[1], size[2], geometry, "PET SUV");
	}

	/** The truth: the number of the tumour from 1 in which the middle of a voxel lies, 0 elsewhere; on a grid as {@link #ct}. */
	public Volume<UnsignedByteType> lesions(final double x, final double y, final double z) {
		final Geometry geometry = geometry(x, y, z);
		final int[] size = size(x, y, z);
		final byte[] values = new byte[size[0] * size[1] * size[2]];
		final List<Ellipsoid> lesions = anatomy.lesions();
		final double[] origin = geometry.origin();
		for (int i = 0; i < values.length; i++) {
			final double px = origin[0] + x * (i % size[0]);
			final double py = origin[1] + y * (i / size[0] % size[1]);
			final double pz = origin[2] + z * (i / (size[0] * size[1]));
			for (int l = 0; l < lesions.size(); l++) if (lesions.get(l).depth(px, py, pz) > 0) values[i] = (byte) (l + 1);
		}
		return Volume.of(values, size[0], size[1], size[2], geometry, "lesions");
	}

	private interface Sink {

		void put(int index, double value, Random random);
	}

	/** Paints the tissues one over the other; each slice has noise of its own, whatever the number of threads. */
	private void draw(final Geometry geometry, final int[] size, final ToDoubleFunction<Tissue> property, final double background,
		final double edge, final Sink sink)
	{
		final double[] origin = geometry.origin();
		final long[] seeds = new Random(seed + 31 * size[2]).longs(size[2]).toArray();
		Parallel.forEach(size[2], k -> {
			final Random random = new Random(seeds[k]);
			final double z = origin[2] + geometry.z() * k;
			final List<Tissue> near = anatomy.tissues().stream().filter(t -> t.shape().reaches(z, edge)).toList();
			final Shape[] shapes = near.stream().map(Tissue::shape).toArray(Shape[]::new);
			final double[] colours = near.stream().mapToDouble(property).toArray();
			for (int j = 0, i = k * size[0] * size[1]; j < size[1]; j++) {
				final double y = origin[1] + geometry.y() * j;
				for (int c = 0; c < size[0]; c++, i++) {
					final double x = origin[0] + geometry.x() * c;
					double value = background;
					for (int t = 0; t < colours.length; t++) {
						final double share = Math.min(1, 0.5 + shapes[t].depth(x, y, z) / edge);
						if (share > 0) value += share * share * (3 - 2 * share) * (colours[t] - value);
					}
					sink.put(i, value, random);
				}
			}
		});
	}

	private static Geometry geometry(final double x, final double y, final double z) {
		final int[] size = size(x, y, z);
		final double[] spacing = { x, y, z };
		final double[] origin = new double[3];
		for (int d = 0; d < 3; d++) origin[d] = -0.5 * spacing[d] * (size[d] - 1);
		return new Geometry(spacing, origin, new double[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, "mm");
	}

	private static int[] size(final double x, final double y, final double z) {
		final double[] spacing = { x, y, z };
		final int[] size = new int[3];
		for (int d = 0; d < 3; d++) {
			Refusal.unless(spacing[d] >= 1 && spacing[d] <= 40, "voxel size %s mm: expected 1 to 40 along each axis.", spacing[d]);
			size[d] = (int) Math.round(EXTENT[d] / spacing[d]);
		}
		return size;
	}
}
