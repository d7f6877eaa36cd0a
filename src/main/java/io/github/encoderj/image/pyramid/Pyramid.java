package io.github.encoderj.image.pyramid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;

import io.github.encoderj.base.Refusal;

/**
 * A colour image at several resolutions, of which any part can be read: whole-slide images. Coordinates start at 0 in the upper left
 * corner. Safe to use from several threads; stored tiles are decoded once and kept as long as the cache has room.
 */
public final class Pyramid implements AutoCloseable {

	/** Smallest cache, bytes. */
	private static final long CACHE = 64L << 20;

	private final Path path;
	private final TileSource source;
	private final TileCache cache;

	private Pyramid(final Path path, final TileSource source, final long capacity) {
		this.path = path;
		this.source = source;
		this.cache = new TileCache(capacity);
	}

	/**
	 * Opens a file with a cache that holds two rows of stored tiles of the finest level (so that a pass in raster order decodes each tile
	 * once, however its own tiles lie), but at least 64 MiB and at most a quarter of the memory that Java may use.
	 *
	 * @throws Refusal if there is no such file, or it is damaged, truncated, of an unknown kind or no 8-bit colour image
	 */
	public static Pyramid open(final Path path) {
		final TileSource source = source(path);
		final PyramidLevel finest = source.levels().get(0);
		final long rows = 2L * (finest.tileColumns() + 2) * finest.tileBytes();
		return new Pyramid(path, source, Math.min(Math.max(CACHE, rows), Math.max(CACHE / 4, Runtime.getRuntime().maxMemory() / 4)));
	}

	/** Opens a file as {@link #open(Path)} with a cache of the given number of bytes. */
	public static Pyramid open(final Path path, final long cacheBytes) {
		Refusal.unless(cacheBytes >= 0, "cache = %d bytes: expected 0 or more.", cacheBytes);
		return new Pyramid(path, source(path), cacheBytes);
	}

	private static TileSource source(final Path path) {
		Refusal.unless(Files.exists(path), "%s does not exist. Check the name and the folder.", path);
		Refusal.unless(!Files.isDirectory(path), "%s is a folder; a slide is a file. Name the file.", path);
		Refusal.unless(Files.isReadable(path), "%s may not be read. Check its permissions.", path);
		Refusal.unless(path.toFile().length() > 0, "%s is empty (0 bytes). Copy or export it again.", path);
		try {
			final Optional<TileSource> tiff = TiffPyramid.open(path);
			return tiff.isPresent() ? tiff.get() : BioFormatsPyramid.open(path);
		}
		catch (final IOException e) {
			throw new Refusal("Could not read " + path + ": it is damaged or of an unknown kind (" + e.getMessage() +
				"). Copy or export it again.", e);
		}
	}

	/** The file. */
	public Path path() {
		return path;
	}

	/** The format as people call it, such as Aperio SVS. */
	public String format() {
		return source.format();
	}

	/** The resolutions, finest first; never empty. */
	public List<PyramidLevel> levels() {
		return source.levels();
	}

	/**
	 * One resolution.
	 *
	 * @throws Refusal if there is no such level
	 */
	public PyramidLevel level(final int level) {
		final int count = source.levels().size();
		Refusal.unless(level >= 0 && level < count, "level = %d: %s has the levels 0 to %d.", level, path.getFileName(), count - 1);
		return source.levels().get(level);
	}

	/** Size of the pixels of level 0, if the file says it; print resolutions (above {@value PixelSize#LARGEST} micrometres) do not count. */
	public Optional<PixelSize> pixelSize() {
		return source.pixelSize();
	}

	/** Nominal magnification of the objective, if the file says it. */
	public OptionalDouble magnification() {
		return source.magnification();
	}

	/** Number of stored tiles decoded so far. */
	public long decodedTiles() {
		return cache.decoded();
	}

	/**
	 * Reads a part of a level.
	 *
	 * @param x left column, in pixels of that level; parts outside of the image are white
	 * @param y upper row
	 * @param width columns, above 0
	 * @param height rows, above 0
	 * @return red, green, blue of each pixel, x fastest: shape [height, width, 3]
	 * @throws Refusal if there is no such level, the part is empty or too large for an array, or a tile is damaged
	 */
	public byte[] read(final int level, final long x, final long y, final int width, final int height) {
		Refusal.unless(width > 0 && height > 0 && 3L * width * height <= Integer.MAX_VALUE - 8, "size %d x %d: expected sides of at least 1 " +
			"and at most 715 million pixels together. Choose a coarser level or a smaller part.", width, height);
		final byte[] out = new byte[3 * width * height];
		read(level, x, y, width, height, out);
		return out;
	}

	/** Reads a part of a level as {@link #read(int, long, long, int, int)} into the first values of {@code out}. */
	public void read(final int level, final long x, final long y, final int width, final int height, final byte[] out) {
		final PyramidLevel of = level(level);
		if (x < 0 || y < 0 || x + width > of.width() || y + height > of.height()) Arrays.fill(out, 0, 3 * width * height, (byte) 255);
		final int fromX = (int) Math.max(0, x);
		final int fromY = (int) Math.max(0, y);
		final int toX = (int) Math.min(of.width(), x + width);
		final int toY = (int) Math.min(of.height(), y + height);
		if (fromX >= toX || fromY >= toY) return;
		final int tileWidth = of.tileWidth();
		final int tileHeight = of.tileHeight();
		for (int row = fromY / tileHeight; row <= (toY - 1) / tileHeight; row++) {
			for (int column = fromX / tileWidth; column <= (toX - 1) / tileWidth; column++) {
				final byte[] tile = tile(level, of, column, row);
				final int left = Math.max(fromX, column * tileWidth);
				final int count = 3 * (Math.min(toX, (column + 1) * tileWidth) - left);
				for (int v = Math.max(fromY, row * tileHeight); v < Math.min(toY, (row + 1) * tileHeight); v++) {
					final int from = 3 * ((v - row * tileHeight) * tileWidth + left - column * tileWidth);
					System.arraycopy(tile, from, out, 3 * (int) ((v - y) * width + left - x), count);
				}
			}
		}
	}

	private byte[] tile(final int level, final PyramidLevel of, final int column, final int row) {
		try {
			return cache.get(level, column, row, of.tileBytes(), () -> source.tile(level, column, row));
		}
		catch (final ExecutionException e) {
			if (e.getCause() instanceof Error error) throw error;
			if (e.getCause() instanceof Refusal refusal) throw refusal;
			throw new Refusal("Could not read " + path + ": the tile in column " + column + ", row " + row + " of level " + level +
				" is damaged (" + e.getCause().getMessage() + "). Copy or export the slide again.", e.getCause());
		}
	}

	@Override
	public void close() {
		cache.clear();
		source.close();
	}
}
