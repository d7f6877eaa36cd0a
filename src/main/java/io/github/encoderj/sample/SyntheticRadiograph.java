package io.github.encoderj.sample;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * A synthetic chest radiograph, seen from the front, with its truth: what a ray loses in soft tissue, heart, bones and vessels, with
 * findings drawn at random, noise, and exposure and pose of its own. Dense is bright. Sex and age show, as they do in patients: width,
 * breasts, bones, aorta. The same seeds give the same bytes on every machine.
 *
 * @param image unsigned bytes, one section, with its pixel size
 * @param structures 0 outside, then the numbers of {@link #STRUCTURES} from 1; the lungs end where the heart begins
 * @param ribs 1 on the ribs of back and front, which overlap the lungs, else 0
 * @param findings 0, or {@link Finding#label}; where two overlap, the later one
 * @param female sex of the patient
 * @param age of the patient in years
 * @param present what is to be found
 */
public record SyntheticRadiograph(Volume<UnsignedByteType> image, Volume<UnsignedByteType> structures, Volume<UnsignedByteType> ribs,
	Volume<UnsignedByteType> findings, boolean female, int age, Set<Finding> present)
{

	/** What {@link #structures} numbers from 1. */
	public static final List<String> STRUCTURES = List.of("right_lung", "left_lung", "heart");

	/**
	 * Makes a radiograph.
	 *
	 * @param size columns and rows, 32 to 4096
	 * @param patient decides body, sex, age and a large heart: the same patient, the same chest
	 * @param visit decides pose, exposure, noise and the other findings
	 * @throws Refusal if the size is another
	 */
	public static SyntheticRadiograph of(final int size, final long patient, final long visit) {
		Refusal.unless(size >= 32 && size <= 4096, "size = %d: expected 32 to 4096 pixels a side.", size);
		final Random body = new Random(0x5deece66dL * (patient + 11));
		body.nextLong();
		final boolean large = body.nextInt(4) == 0;
		final ChestAnatomy chest = new ChestAnatomy(body, large);
		final Random random = new Random(31 * body.nextLong() + 7919 * visit);
		random.nextLong();
		final RadiographPose pose = RadiographPose.random(random);
		final Set<Finding> present = EnumSet.noneOf(Finding.class);
		if (large) present.add(Finding.CARDIOMEGALY);
		for (final Finding finding : Finding.values()) {
			if (finding != Finding.CARDIOMEGALY && random.nextInt(4) == 0) present.add(finding);
		}
		final ChestFindings findings = new ChestFindings(chest, present, random);
		final ChestLines lines = new ChestLines(size, pose);
		lines.skeleton(chest, body);
		lines.vessels(chest, body);
		return new Painting(size, chest, pose, findings, lines, random).radiograph(present);
	}

	/** The picture while it is painted. */
	private static final class Painting {

		private final int size;
		private final double scale;
		private final ChestAnatomy chest;
		private final RadiographPose pose;
		private final ChestFindings findings;
		private final ChestLines lines;
		private final byte[] structures;
		private final byte[] findingLabels;
		private final float[] density;
		private final double gain;
		private final double offset;
		private final double spread;
		private final long noise;
		private final Waves veil;
		private final Waves texture;

		private Painting(final int size, final ChestAnatomy chest, final RadiographPose pose, final ChestFindings findings,
			final ChestLines lines, final Random random)
		{
			this.size = size;
			this.scale = ChestAnatomy.FIELD / size;
			this.chest = chest;
			this.pose = pose;
			this.findings = findings;
			this.lines = lines;
			structures = new byte[size * size];
			findingLabels = new byte[size * size];
			density = new float[size * size];
			gain = 1 + 0.07 * ChestAnatomy.gaussian(random);
			offset = 0.02 * ChestAnatomy.gaussian(random);
			spread = 0.010 + 0.008 * random.nextDouble();
			noise = random.nextLong();
			veil = new Waves(random, 160, 1);
			texture = new Waves(random, 7, 1);
		}

		private SyntheticRadiograph radiograph(final Set<Finding> present) {
			Parallel.forEach(size, this::row);
			marker();
			final byte[] image = developed();
			final byte[] ribs = new byte[size * size];
			for (int i = 0; i < ribs.length; i++) ribs[i] = (byte) (lines.ribs[i] > 0.05 ? 1 : 0);
			return new SyntheticRadiograph(volume(image, "radiograph"), volume(structures, "structures"), volume(ribs, "ribs"), volume(
				findingLabels, "findings"), chest.female, chest.age, present);
		}

		private Volume<UnsignedByteType> volume(final byte[] data, final String name) {
			return Volume.of(data, size, size, 1, Geometry.spacing(scale, scale, 1, "mm"), name);
		}

		private void row(final int row) {
			for (int column = 0; column < size; column++) {
				final double px = (column + 0.5) * scale;
				final double py = (row + 0.5) * scale;
				final int i = row * size + column;
				density[i] = (float) ray(pose.chestX(px, py), pose.chestY(px, py), i);
			}
		}

		/** What a ray through a point of the chest loses; notes what the point belongs to. */
		private double ray(final double x, final double y, final int i) {
			final double body = chest.body(x, y);
			if (body == 0) return 0;
			final double heart = chest.heart(x, y);
			final double inLung = chest.depthInLung(x, y);
			if (heart > 0) structures[i] = 3;
			else if (inLung > 0) structures[i] = (byte) (1 + ChestAnatomy.side(x));
			double air = chest.air(x, y) * (1 - 0.9 * Math.min(1, 1.5 * heart));
			double sum = 0.66 * chest.build * body + 0.16 * heart;
			double vessels = lines.vessels[i] * air;
			final double outside = findings.depthInAir(x, y);
			if (outside > 0) {
				vessels = 0;
				air = Math.min(1, 1.10 * air + 0.05);
				findingLabels[i] = (byte) Finding.PNEUMOTHORAX.label();
			}
			final double pleura = outside > -1e3 && heart == 0 ? 0.075 * StrictMath.exp(-0.5 * outside * outside / 1.0) : 0;
			final double fluid = findings.effusion(x, y);
			final double cloud = outside > 0 ? 0 : findings.consolidation(x, y);
			final double nodule = findings.nodule(x, y);
			air *= (1 - 0.93 * fluid) * (1 - 0.55 * cloud);
			if (cloud > 0.35) findingLabels[i] = (byte) Finding.CONSOLIDATION.label();
			if (fluid > 0.5) findingLabels[i] = (byte) Finding.EFFUSION.label();
			if (nodule > 0) findingLabels[i] = (byte) Finding.NODULE.label();
			sum += middle(x, y) + abdomen(x, y) + breasts(x, y) - 0.46 * air * (1 + 0.035 * texture.at(x, y, 0)) + 0.15 * vessels * (1 - 0.6 * cloud) + pleura + 0.13 * nodule;
			sum += 0.30 * chest.bone * lines.bones[i] * Math.min(1, 2 * body);
			return Math.max(0.02, sum + 0.008 * veil.at(x, y, 0));
		}

		/** Spine, great vessels, windpipe. */
		private double middle(final double x, final double y) {
			final double distance = Math.abs(x);
			double sum = 0.10 * (1 - ChestAnatomy.smooth((distance - 17) / 14));
			final double vertebra = 0.5 + 0.5 * StrictMath.cos(2 * StrictMath.PI * (y - chest.apex) / 25);
			if (distance < 19) sum += 0.085 * chest.bone * (0.35 + 0.65 * Math.min(1, 2.2 * vertebra)) * ChestAnatomy.smooth((19 - distance) / 4);
			final double kx = x - ChestAnatomy.KNOB_X;
			final double ky = y - chest.knobY();
			final double q = (kx * kx + ky * ky) / (chest.knob * chest.knob);
			if (q < 1) sum += 0.09 * Math.sqrt(1 - q);
			if (x > 0 && y > chest.knobY()) sum += 0.07 * ChestAnatomy.smooth((12 + 0.7 * chest.knob - x) / 4);
			final double fork = chest.apex + 85;
			final double pipe = y < fork ? distance : Math.abs(distance - 0.75 * (y - fork));
			if (y < fork + 32) sum -= 0.10 * ChestAnatomy.smooth((8 - pipe) / 4) * ChestAnatomy.smooth((fork + 32 - y) / 14);
			for (int side = 0; side < 2; side++) {
				final double[] hilum = chest.hilum(side);
				final double hx = (x - hilum[0]) / 15;
				final double hy = (y - hilum[1]) / 26;
				sum += 0.11 * StrictMath.exp(-hx * hx - hy * hy);
			}
			return sum;
		}

		private double abdomen(final double x, final double y) {
			final double below = y - chest.diaphragm(Math.abs(x), ChestAnatomy.side(x));
			if (below < 0) return 0;
			final double within = ChestAnatomy.smooth((chest.wall(y) + 14 - Math.abs(x)) / 26);
			final double gx = (x - 0.5 * chest.halfWidth) / 24;
			final double gy = (below - 19) / 12;
			final double gas = gx * gx + gy * gy;
			return within * (0.09 + 0.08 * Math.min(1, below / 60)) - (gas < 1 ? 0.22 * Math.sqrt(1 - gas) : 0);
		}

		private double breasts(final double x, final double y) {
			if (!chest.female) return 0;
			final double dx = (Math.abs(x) - 0.62 * chest.halfWidth) / 54;
			final double dy = (y - chest.dome[0] + 18) / 50;
			final double q = dx * dx + dy * dy;
			return q >= 1 ? 0 : 0.10 * Math.sqrt(1 - q) * (0.6 + 0.4 * ChestAnatomy.smooth(dy + 0.5));
		}

		/** The lead letter L on the patient's left shoulder. */
		private void marker() {
			for (int row = 0; row < size; row++) {
				for (int column = 0; column < size; column++) {
					final double x = (column + 0.5) * scale - 318;
					final double y = (row + 0.5) * scale - 16;
					if (x >= 0 && x < 14 && y >= 0 && y < 20 && (x < 4 || y > 16)) density[row * size + column] = 1.25f;
				}
			}
		}

		/** Blur of the detector, noise, exposure, and the curve of the display. */
		private byte[] developed() {
			final float[] blurred = blurred(density);
			final float[] grain = new float[size * size];
			final Random random = new Random(noise);
			for (int i = 0; i < grain.length; i++) grain[i] = (float) random.nextGaussian();
			final float[] soft = blurred(grain);
			final byte[] image = new byte[size * size];
			for (int i = 0; i < image.length; i++) {
				final double d = gain * blurred[i] + offset;
				final double noisy = d + spread * (0.5 + d) * (0.6 * grain[i] + 0.9 * soft[i]);
				final double shown = 1 / (1 + StrictMath.exp(-4.6 * (noisy - 0.50)));
				final double low = 1 / (1 + StrictMath.exp(4.6 * 0.50));
				image[i] = (byte) Math.max(0, Math.min(255, Math.round(255 * (shown - low) / (0.98 - low))));
			}
			return image;
		}

		private float[] blurred(final float[] in) {
			final float[] rows = new float[in.length];
			final float[] out = new float[in.length];
			for (int i = 0; i < in.length; i++) {
				final int x = i % size;
				rows[i] = 0.2f * in[x > 0 ? i - 1 : i] + 0.6f * in[i] + 0.2f * in[x < size - 1 ? i + 1 : i];
			}
			for (int i = 0; i < in.length; i++) {
				out[i] = 0.2f * rows[i >= size ? i - size : i] + 0.6f * rows[i] + 0.2f * rows[i < in.length - size ? i + size : i];
			}
			return out;
		}
	}
}
