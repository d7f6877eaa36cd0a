package io.github.encoderj.image.nifti;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Raster;
import io.github.encoderj.image.Volume;

/**
 * Single-file NIfTI, {@code .nii} and {@code .nii.gz}. A fourth axis (time, or components) becomes channels. Stored values are scaled
 * where the header says so; without scaling their type stays.
 */
public final class NiftiFiles {

	private static final int BUFFER = 1 << 16;
	private static final long MOST_INFLATED = 1040; // times the size of a compressed file
	private static final int LARGEST_SIZE_1 = Short.MAX_VALUE; // along an axis in version 1

	private NiftiFiles() {}

	/** Whether a name ends with {@code .nii} or {@code .nii.gz}. */
	public static boolean named(final Path path) {
		return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).matches(".*\\.nii(\\.gz)?");
	}

	/**
	 * Reads a file.
	 *
	 * @return axes x, y, z, and channel where there is more than one, in the order of the file; geometry in LPS
	 * @throws Refusal if it is not NIfTI, truncated or damaged, or of a type that is not read (complex, colour)
	 */
	public static Volume<?> read(final Path path) {
		try (InputStream in = open(path)) {
			final byte[] start = exactly(in, 4, path);
			final int length = NiftiHeader.length(start);
			Refusal.unless(length > 0, "%s is not NIfTI: its header begins with none of 348 and 540. Export it again.", path);
			final byte[] header = new byte[length];
			System.arraycopy(start, 0, header, 0, 4);
			System.arraycopy(exactly(in, length - 4, path), 0, header, 4, length - 4);
			return read(in, NiftiHeader.decode(header, path), path);
		}
		catch (final EOFException | ZipException e) {
			throw new Refusal(path + " is truncated or damaged: " + (e instanceof EOFException ? "it ends too early" : "it cannot be inflated") +
				". Copy it again.", e);
		}
		catch (final IOException e) {
			throw new Refusal("Could not read " + path + ": " + e.getMessage() + ". Check that you may read it.", e);
		}
	}

	private static InputStream open(final Path path) throws IOException {
		final InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER);
		in.mark(2);
		final boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
		in.reset();
		return zipped ? new GZIPInputStream(in, BUFFER) : in;
	}

	private static Volume<?> read(final InputStream in, final NiftiHeader h, final Path path) throws IOException {
		final NiftiType stored = NiftiType.of(h.datatype()).orElseThrow(() -> new Refusal(path + " has the data type " + h.datatype() +
			", which is not read; expected integers of 8 to 64 bits, or real numbers of 32 or 64. Convert it first."));
		final long[] size = h.size();
		Refusal.unless(size[6] == 1 && size[7] == 1 && (size[4] == 1 || size[5] == 1), "%s has %d x %d x %d x %d volumes along its axes 4 to 7; " +
			"expected one such axis at most. Split it first.", path, size[4], size[5], size[6], size[7]);
		final long channels = size[4] * size[5];
		final double bytes = (double) size[1] * size[2] * size[3] * channels * stored.pixels().bytes() + h.offset();
		final long held = in instanceof GZIPInputStream ? path.toFile().length() * MOST_INFLATED : path.toFile().length();
		Refusal.unless(bytes <= held, "%s is truncated or damaged: its header asks for %.0f bytes, and it cannot hold as many. Copy it again.",
			path, bytes);
		final boolean scaled = h.slope() != 0 && Double.isFinite(h.slope()) && !(h.slope() == 1 && h.intercept() == 0);
		Refusal.unless(!scaled || Double.isFinite(h.intercept()), "%s is damaged: its intercept is %s. Export it again.", path, h.intercept());
		final boolean fits = stored.pixels().bytes() <= 2 || stored == NiftiType.FLOAT32;
		final PixelType type = !scaled ? stored.pixels() : fits ? PixelType.FLOAT : PixelType.DOUBLE;
		final String name = String.valueOf(path.getFileName());
		final Geometry geometry = NiftiSpace.geometry(h, path);
		final Raster raster = new Raster(type, size[1], size[2], size[3], channels > 1 ? channels : 0, name);
		in.skipNBytes((long) h.offset() - (h.version() == 1 ? NiftiHeader.SIZE_1 : NiftiHeader.SIZE_2));
		final int count = (int) (size[1] * size[2]);
		Refusal.unless((long) count * stored.pixels().bytes() <= Integer.MAX_VALUE - 8, "%s has slices of %d voxels, more than are read here. " +
			"Crop it.", path, count);
		final ByteBuffer plane = ByteBuffer.allocate(count * stored.pixels().bytes()).order(h.order());
		final Object values = scaled ? stored.pixels().array(count) : null;
		for (long c = 0; c < channels; c++) {
			for (long z = 0; z < size[3]; z++) {
				if (in.readNBytes(plane.array(), 0, plane.capacity()) < plane.capacity()) throw new EOFException();
				if (!scaled) {
					raster.put(plane, 0, 0, 0, z, c, count);
					continue;
				}
				stored.pixels().decode(plane, 0, values, 0, count);
				scale(values, stored, h.slope(), h.intercept(), raster.array(z, c), raster.offset(z, c));
			}
		}
		return raster.volume(geometry, name);
	}

	private static void scale(final Object from, final NiftiType type, final double slope, final double intercept, final Object to,
		final int offset)
	{
		final int count = Array.getLength(from);
		for (int i = 0; i < count; i++) {
			final double v = slope * switch (type) {
				case UINT8 -> ((byte[]) from)[i] & 0xff;
				case INT8 -> ((byte[]) from)[i];
				case INT16 -> ((short[]) from)[i];
				case UINT16 -> ((short[]) from)[i] & 0xffff;
				case INT32 -> ((int[]) from)[i];
				case UINT32 -> ((int[]) from)[i] & 0xffffffffL;
				case INT64 -> ((long[]) from)[i];
				case UINT64 -> unsigned(((long[]) from)[i]);
				case FLOAT32 -> ((float[]) from)[i];
				case FLOAT64 -> ((double[]) from)[i];
			} + intercept;
			if (to instanceof float[] a) a[offset + i] = (float) v;
			else ((double[]) to)[offset + i] = v;
		}
	}

	private static double unsigned(final long v) {
		return v >= 0 ? v : (v >>> 1 | v & 1) * 2.0;
	}

	private static byte[] exactly(final InputStream in, final int count, final Path path) throws IOException {
		final byte[] bytes = in.readNBytes(count);
		Refusal.unless(bytes.length == count, "%s is truncated: it ends within its header. Copy it again.", path);
		return bytes;
	}

	/**
	 * Writes a volume on its own grid; a name that ends with {@code .gz} is compressed. Labels of 32 and 64 bits become 16 bits where they
	 * fit, else 32. Version 1, or 2 where an axis is longer than 32767.
	 *
	 * @throws Refusal if labels are above 2^32 - 1, or it cannot be written; nothing is left under the name then
	 */
	public static void write(final Volume<?> volume, final Path path) {
		final boolean large = Math.max(Math.max(volume.width(), volume.height()), Math.max(volume.depth(), volume.channels())) > LARGEST_SIZE_1;
		write(volume, path, large ? 2 : 1);
	}

	/** Writes a volume in a version of the format, as {@link #write(Volume, Path)}. */
	static void write(final Volume<?> volume, final Path path, final int version) {
		final PixelType type = Raster.narrowed(volume, "NIfTI is written with 32 bits at most here: relabel it from 1, or write HDF5 or Zarr.");
		final long channels = volume.channels();
		final long[] size = { channels > 1 ? 4 : 3, volume.width(), volume.height(), volume.depth(), channels, 1, 1, 1 };
		final NiftiHeader header = NiftiSpace.header(version, size, NiftiType.of(type), volume.geometry());
		final boolean zipped = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(".gz");
		WholeFile.write(path, temporary -> {
			try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER); OutputStream out = zipped
				? new Fast(file) : file)
			{
				write(volume, type, header, out);
			}
		});
	}

	private static void write(final Volume<?> volume, final PixelType type, final NiftiHeader header, final OutputStream out)
		throws IOException
	{
		out.write(header.encode());
		out.write(new byte[4]); // no extensions
		final int count = (int) (volume.width() * volume.height());
		final Object values = type.array(count);
		final int piece = Math.max(1, Math.min(count, BUFFER));
		final ByteBuffer bytes = ByteBuffer.allocate(piece * type.bytes()).order(header.order());
		for (long c = 0; c < volume.channels(); c++) {
			for (long z = 0; z < volume.depth(); z++) {
				Raster.section(volume, type, z, c, values, 0);
				for (int from = 0; from < count; from += piece) {
					final int n = Math.min(piece, count - from);
					type.encode(values, from, n, bytes);
					out.write(bytes.array(), 0, n * type.bytes());
				}
			}
		}
	}

	/** Compression that is four times as fast for a few percent of size. */
	private static final class Fast extends GZIPOutputStream {

		Fast(final OutputStream out) throws IOException {
			super(out, BUFFER);
			def.setLevel(Deflater.BEST_SPEED);
		}
	}
}
