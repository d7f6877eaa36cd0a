package io.github.encoderj.em.blockwise;

import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

/** The sections of an image, which may be one that is read piece by piece. */
public final class VolumeSections implements SectionSource {

	private final Volume<?> volume;
	private final AffinityField field;

	/** @param affinities see {@link AffinityField#of(Volume)} */
	public VolumeSections(final Volume<?> affinities) {
		volume = affinities;
		field = AffinityField.of(affinities);
	}

	@Override
	public int width() {
		return field.grid().width();
	}

	@Override
	public int height() {
		return field.grid().height();
	}

	@Override
	public int depth() {
		return field.grid().depth();
	}

	@Override
	public Geometry geometry() {
		return volume.geometry();
	}

	@Override
	public String name() {
		return volume.name();
	}

	@Override
	public void read(final int from, final int to, final float[] out, final int at, final int stride) {
		final float[] buffer = field.buffer();
		final int plane = field.grid().plane();
		for (int c = 0; c < 3; c++) {
			for (int z = from; z < to; z++) {
				System.arraycopy(field.plane(c, z, buffer), field.offset(c, z), out, at + c * stride + (z - from) * plane, plane);
			}
		}
	}
}
