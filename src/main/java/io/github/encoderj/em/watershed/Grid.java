package io.github.encoderj.em.watershed;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Volume;

/**
 * Size of a volume whose voxels are numbered in raster order: index = (z * height + y) * width + x.
 *
 * @param width voxels along x
 * @param height voxels along y
 * @param depth voxels along z
 */
public record Grid(int width, int height, int depth) {

	public Grid {
		Refusal.unless(width > 0 && height > 0 && depth > 0, "size %d x %d x %d: each side must be above 0.", width, height, depth);
		Refusal.unless((long) width * height * depth <= Integer.MAX_VALUE - 8,
			"size %d x %d x %d: more than 2147483639 voxels do not fit in one piece. Segment it blockwise, or crop it.", width, height,
			depth);
	}

	/** The size of a volume. */
	public static Grid of(final Volume<?> volume) {
		Refusal.unless(volume.voxels() <= Integer.MAX_VALUE - 8,
			"%s has %d voxels; more than 2147483639 do not fit in one piece. Segment it blockwise, or crop it.", volume.name(), volume
				.voxels());
		return new Grid((int) volume.width(), (int) volume.height(), (int) volume.depth());
	}

	/** Voxels of one section. */
	public int plane() {
		return width * height;
	}

	/** Voxels of the volume. */
	public int voxels() {
		return width * height * depth;
	}

	@Override
	public String toString() {
		return width + " x " + height + " x " + depth;
	}
}
