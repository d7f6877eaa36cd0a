package io.github.encoderj.image;

import java.util.List;

import dev.zarr.zarrjava.ZarrException;
import dev.zarr.zarrjava.core.Array;
import io.github.encoderj.base.Refusal;

/** Sections of a Zarr array. Only the chunks that hold the wanted sections are decoded. */
final class ZarrSections implements SectionFile {

	private final Array array;
	private final List<Character> axes;
	private final PixelType type;
	private final Geometry geometry;
	private final String shown;

	/** @param axes out of t, c, z, y, x, in this order */
	ZarrSections(final Array array, final List<Character> axes, final PixelType type, final Geometry geometry, final String shown) {
		this.array = array;
		this.axes = axes;
		this.type = type.bySection(shown);
		this.geometry = geometry;
		this.shown = shown;
		Refusal.unless(size('t') == 1, "%s has %d time points; one is expected. Save one time point.", shown, size('t'));
	}

	private int size(final char axis) {
		final int i = axes.indexOf(axis);
		return i < 0 ? 1 : Math.toIntExact(array.metadata().shape[i]);
	}

	@Override
	public int width() {
		return size('x');
	}

	@Override
	public int height() {
		return size('y');
	}

	@Override
	public int depth() {
		return size('z');
	}

	@Override
	public int channels() {
		return size('c');
	}

	@Override
	public Geometry geometry() {
		return geometry;
	}

	@Override
	public String name() {
		return shown;
	}

	@Override
	public boolean bytes() {
		return type == PixelType.UINT8;
	}

	@Override
	public void read(final int channels, final int from, final int to, final float[] out, final int at, final int stride) {
		for (int c = 0; c < channels; c++) read(c, from, to, out, at + c * stride);
	}

	private void read(final int channel, final int from, final int to, final float[] out, final int at) {
		final long[] offset = new long[axes.size()];
		final int[] size = new int[axes.size()];
		for (int i = 0; i < size.length; i++) {
			final char axis = axes.get(i);
			offset[i] = axis == 'c' ? channel : axis == 'z' ? from : 0;
			size[i] = axis == 'c' || axis == 't' ? 1 : axis == 'z' ? to - from : size(axis);
		}
		try {
			final Object values = array.read(offset, size).copyTo1DJavaArray();
			if (values instanceof float[] floats) System.arraycopy(floats, 0, out, at, floats.length);
			else if (values instanceof byte[] bytes) for (int i = 0; i < bytes.length; i++) out[at + i] = bytes[i] & 0xff;
			else throw new Refusal(shown + " holds values that are not known. Convert it first.");
		}
		catch (final ZarrException | RuntimeException e) {
			if (e instanceof Refusal refusal) throw refusal;
			throw new Refusal("Could not read " + shown + ": sections " + from + " to " + (to - 1) + " are damaged or missing (" + e + "). Copy " +
				"it again.", e);
		}
	}
}
