package io.github.encoderj.image;

/** Sections of a data set of an HDF5 file, which is open only while they are read. Only the chunks that hold them are decoded. */
final class Hdf5Sections implements SectionFile {

	private final Location location;
	private final int[] size;
	private final PixelType type;
	private final Geometry geometry;
	private final String shown;

	/**
	 * @param location file and data set
	 * @param size channels, z, y, x
	 */
	Hdf5Sections(final Location location, final int[] size, final PixelType type, final Geometry geometry, final String shown) {
		this.location = location;
		this.size = size.clone();
		this.type = type.bySection(shown);
		this.geometry = geometry;
		this.shown = shown;
	}

	@Override
	public int width() {
		return size[3];
	}

	@Override
	public int height() {
		return size[2];
	}

	@Override
	public int depth() {
		return size[1];
	}

	@Override
	public int channels() {
		return size[0];
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
		final float[] values = Pixels.floats(Hdf5Reading.sections(location, channels, from, to));
		final int count = (to - from) * size[2] * size[3];
		for (int c = 0; c < channels; c++) System.arraycopy(values, c * count, out, at + c * stride, count);
	}
}
