package io.github.encoderj.image;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes one file of each format and type into a folder, for src/test/python/check_image_files.py to read, and prints size and sum
 * of every further file named.
 */
final class WriteForPython {

	private WriteForPython() {}

	public static void main(final String[] arguments) throws Exception {
		final Path folder = Files.createDirectories(Path.of(arguments[0]));
		for (final PixelType type : PixelType.values()) {
			for (final int channels : new int[] { 0, 3 }) {
				final Raster raster = new Raster(type, 7, 5, 3, channels, "check");
				final int count = 105 * Math.max(1, channels);
				final java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(count * type.bytes());
				for (int i = 0; i < count; i++) {
					switch (type) {
						case UINT8, INT8 -> bytes.put((byte) (3 * i + 1));
						case UINT16, INT16 -> bytes.putShort((short) (3 * i + 1));
						case UINT32, INT32 -> bytes.putInt(70000 * i + 1);
						case UINT64, INT64 -> bytes.putLong((3L * i + 1) << 40);
						case FLOAT -> bytes.putFloat(3 * i + 1);
						case DOUBLE -> bytes.putDouble(3 * i + 1);
					}
				}
				for (int page = 0; page < 3 * Math.max(1, channels); page++) {
					raster.put(bytes, page * 35 * type.bytes(), 0, 0, page % 3, page / 3, 35);
				}
				final Volume<?> volume = raster.volume(Volumes.NM, "check");
				final String name = folder + "/" + type.name().toLowerCase() + (channels == 0 ? "" : "-channels");
				ImageFiles.write(volume, name + ".h5:/data");
				ImageFiles.write(volume, name + ".v04.zarr:/data");
				ImageFiles.writeOmeZarr05(volume, name + ".v05.zarr:/data");
				if (type.bytes() == 8 && type != PixelType.DOUBLE) continue;
				ImageFiles.write(volume, name + ".tif");
				ImageFiles.write(volume, name + ".ome.tif");
				TiffWriting.write(volume, false, Files.createDirectories(folder.resolve("big")).resolve(name.substring(name.lastIndexOf('/') +
					1) + ".tif"), 1);
				TiffWriting.write(volume, true, folder.resolve("big").resolve(name.substring(name.lastIndexOf('/') + 1) + ".ome.tif"), 1);
			}
		}
		for (int i = 1; i < arguments.length; i++) {
			final Volume<?> volume = ImageFiles.read(arguments[i]);
			double sum = 0;
			for (final float v : Pixels.floats(volume)) sum += v;
			System.out.println(arguments[i] + " " + volume.size() + " " + PixelType.of(volume.pixels().getType()) + " sum " + (long) sum);
		}
	}
}
