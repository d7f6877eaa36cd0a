package io.github.encoderj.sample;

import java.util.Arrays;
import java.util.Random;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedIntType;

/**
 * A synthetic serial-section electron micrograph of neurites with its truth: tubes that drift from section to section, dark membranes
 * about three pixels wide that fade where they are cut obliquely, mitochondria and vesicles, grain, staining that differs from section
 * to section, slight misalignment, and one damaged section. The same seed gives the same bytes on every machine.
 *
 * @param image unsigned bytes, 8 x 8 x 40 nm
 * @param labels one number from 1 for each neurite as far as it hangs together inside the volume; 0 for crumbs below
 *          {@value #CRUMB} voxels and, where asked for, on membranes
 */
public record NeuriteVolume(Volume<UnsignedByteType> image, Volume<UnsignedIntType> labels) {

	/** Size of a voxel. */
	public static final Geometry GEOMETRY = Geometry.spacing(8, 8, 40, "nm");

	private static final int CRUMB = 40;
	private static final double SPACING = 27;
	/** Distance from the middle of the membrane, in pixels, up to which labels are 0 where that is asked for. */
	private static final double MEMBRANE = 1.5;

	/**
	 * Makes a volume with labels up to the middle of the membranes.
	 *
	 * @throws Refusal as {@link #of(int, int, int, long, boolean)}
	 */
	public static NeuriteVolume of(final int width, final int height, final int depth, final long seed) {
		return of(width, height, depth, seed, false);
	}

	/**
	 * Makes a volume.
	 *
	 * @param width columns
	 * @param height rows
	 * @param depth sections; of three and more, one is damaged
	 * @param seed same seed, same volume
	 * @param membranes whether membranes are labelled 0
	 * @throws Refusal if a size is below 1 or the volume above 2^30 voxels
	 */
	public static NeuriteVolume of(final int width, final int height, final int depth, final long seed, final boolean membranes) {
		Refusal.unless(width > 0 && height > 0 && depth > 0 && (double) width * height * depth <= 1 << 30,
			"size %d x %d x %d: each side must be 1 or more, and all together at most 2^30 voxels.", width, height, depth);
		final Random random = new Random(seed);
		final Neurites neurites = new Neurites(random, Math.max(width, height), depth, SPACING);
		final Organelles organelles = new Organelles(random, neurites, depth);
		final Waves bendX = new Waves(random, 55, 40);
		final Waves bendY = new Waves(random, 55, 40);
		final Waves ripple = new Waves(random, 17, 25);
		final Waves obliqueness = new Waves(random, 45, 5);
		final double[] cytoplasm = random.doubles(neurites.count(), 158, 190).toArray();
		final double[] shiftX = random.doubles(depth).toArray();
		final double[] shiftY = random.doubles(depth).toArray();
		final long[] seeds = random.longs(depth).toArray();
		final int damaged = depth < 3 ? -1 : depth / 2 + random.nextInt(Math.max(1, depth / 4));
		final int[] labels = new int[width * height * depth];
		final byte[] image = new byte[labels.length];
		Parallel.forEach(depth, z -> {
			final Neurites.Place place = new Neurites.Place();
			final float[] section = new float[width * height];
			for (int y = 0; y < height; y++) {
				for (int x = 0; x < width; x++) {
					final double sx = x + 1.8 * (shiftX[z] - 0.5);
					final double sy = y + 1.8 * (shiftY[z] - 0.5);
					final double wave = 1.1 * ripple.at(sx, sy, z);
					neurites.locate(z, sx + 3.5 * bendX.at(sx, sy, z) + wave, sy + 3.5 * bendY.at(sx, sy, z) - wave, place);
					final int i = y * width + x;
					labels[z * section.length + i] = membranes && place.depth < MEMBRANE ? 0 : place.neurite + 1;
					final double oblique = Math.max(0, obliqueness.at(sx, sy, z) - 0.9);
					final double spread = 1.35 + 1.6 * oblique;
					final double membrane = 120 / (1 + 0.9 * oblique) * StrictMath.exp(-0.5 * place.depth * place.depth / (spread * spread));
					section[i] = (float) (cytoplasm[place.neurite] + organelles.shade(z, place) - membrane);
				}
			}
			final Random local = new Random(seeds[z]);
			Staining.apply(section, width, height, local, z == damaged);
			for (int i = 0; i < section.length; i++) {
				image[z * section.length + i] = (byte) Math.max(0, Math.min(255, Math.round(section[i])));
			}
		});
		return new NeuriteVolume(Volume.of(image, width, height, depth, GEOMETRY, "neurites"), Volume.ofLabels(connected(labels, width,
			height, depth), width, height, depth, GEOMETRY, "neurite labels"));
	}

	/** Numbers the 6-connected pieces of equal label from 1 in raster order; crumbs and 0 become 0. */
	private static int[] connected(final int[] labels, final int width, final int height, final int depth) {
		final int plane = width * height;
		final int[] out = new int[labels.length];
		final int[] stack = new int[labels.length];
		Arrays.fill(out, -1);
		int next = 0;
		for (int start = 0; start < labels.length; start++) {
			if (out[start] >= 0) continue;
			final int label = labels[start];
			int size = 0;
			int done = 0;
			out[start] = 0;
			stack[size++] = start;
			while (done < size) {
				final int i = stack[done++];
				final int x = i % width;
				final int y = i / width % height;
				final int z = i / plane;
				if (x > 0) size = visit(labels, out, stack, size, i - 1, label);
				if (x < width - 1) size = visit(labels, out, stack, size, i + 1, label);
				if (y > 0) size = visit(labels, out, stack, size, i - width, label);
				if (y < height - 1) size = visit(labels, out, stack, size, i + width, label);
				if (z > 0) size = visit(labels, out, stack, size, i - plane, label);
				if (z < depth - 1) size = visit(labels, out, stack, size, i + plane, label);
			}
			if (label == 0 || size < CRUMB) continue;
			next++;
			for (int i = 0; i < size; i++) out[stack[i]] = next;
		}
		return out;
	}

	private static int visit(final int[] labels, final int[] out, final int[] stack, final int size, final int i, final int label) {
		if (out[i] >= 0 || labels[i] != label) return size;
		out[i] = 0;
		stack[size] = i;
		return size + 1;
	}
}
