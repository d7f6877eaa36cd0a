package io.github.encoderj.image.pyramid;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.encoderj.base.Refusal;
import loci.common.services.DependencyException;
import loci.common.services.ServiceException;
import loci.common.services.ServiceFactory;
import loci.formats.FormatException;
import loci.formats.FormatTools;
import loci.formats.IFormatReader;
import loci.formats.ImageReader;
import loci.formats.Memoizer;
import loci.formats.meta.IMetadata;
import loci.formats.services.OMEXMLService;
import ome.units.UNITS;
import ome.units.quantity.Length;

/**
 * Every other format, through Bio-Formats: NDPI, SCN, BIF, VSI, CZI, DICOM... Its readers are not safe to share and slow to open, so that
 * each thread borrows one from a pool, and what they learnt of a file is kept (Memoizer) in the folder for temporary files.
 */
final class BioFormatsPyramid implements TileSource {

	/** Slower to open than this, in milliseconds, and what was learnt is kept. */
	private static final long KEEP_ABOVE = 500;

	/** Stored pieces that are larger are read in parts. */
	private static final int LARGEST_SIDE = 1024;
	private static final int SMALLEST_SIDE = 256;

	private final Path path;
	private final int series;
	private final String format;
	private final List<PyramidLevel> levels;
	private final Optional<PixelSize> pixelSize;
	private final OptionalDouble magnification;
	private final Queue<IFormatReader> idle = new ConcurrentLinkedQueue<>();

	private BioFormatsPyramid(final Path path, final IFormatReader reader) {
		this.path = path;
		series = largest(reader);
		format = reader.getFormat();
		final IMetadata metadata = (IMetadata) reader.getMetadataStore();
		pixelSize = pixelSize(metadata, series);
		magnification = magnification(metadata, series);
		levels = levels(reader, series, path);
		idle.add(reader);
	}

	/**
	 * Opens a file.
	 *
	 * @throws Refusal if Bio-Formats does not know the file, or it is no 8-bit image
	 */
	static TileSource open(final Path path) throws IOException {
		final IFormatReader reader = reader(path);
		try {
			return new BioFormatsPyramid(path, reader);
		}
		catch (final RuntimeException e) {
			reader.close();
			throw e;
		}
	}

	private static IFormatReader reader(final Path path) throws IOException {
		final IFormatReader reader = new Memoizer(new ImageReader(), KEEP_ABOVE, memory());
		try {
			reader.setFlattenedResolutions(false);
			reader.setMetadataStore(new ServiceFactory().getInstance(OMEXMLService.class).createOMEXMLMetadata());
			reader.setId(path.toString());
			return reader;
		}
		catch (final FormatException e) {
			reader.close();
			throw new Refusal("Could not read " + path + ": " + e.getMessage() + ". Expected a whole-slide image that Bio-Formats reads " +
				"(SVS, NDPI, SCN, OME-TIFF, DICOM...); convert others, such as MRXS, to pyramidal OME-TIFF.", e);
		}
		catch (final DependencyException | ServiceException e) {
			throw new IllegalStateException("Bio-Formats is incomplete", e);
		}
		catch (final IOException | RuntimeException e) {
			reader.close();
			throw new Refusal("Could not read " + path + ": it is damaged, truncated or of an unknown kind (" + e + "). Copy or export it " +
				"again.", e);
		}
	}

	/** Where Bio-Formats keeps what it learnt. */
	private static File memory() throws IOException {
		return Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "encoderj-" + System.getProperty("user.name"))).toFile();
	}

	private static int largest(final IFormatReader reader) {
		int best = 0;
		long most = 0;
		for (int s = 0; s < reader.getSeriesCount(); s++) {
			reader.setSeries(s);
			reader.setResolution(0);
			final long pixels = (long) reader.getSizeX() * reader.getSizeY();
			if (pixels > most) best = s;
			most = Math.max(most, pixels);
		}
		return best;
	}

	private static List<PyramidLevel> levels(final IFormatReader reader, final int series, final Path path) {
		reader.setSeries(series);
		reader.setResolution(0);
		final int colours = reader.getSizeC();
		Refusal.unless(reader.getPixelType() == FormatTools.UINT8 && (colours == 1 || colours == 3 || colours == 4),
			"%s holds %s pixels of %d channel(s); a slide in colour, of 8 bits, is expected. Convert it (in Fiji: Image > Type > RGB Color).",
			path, FormatTools.getPixelTypeString(reader.getPixelType()), colours);
		final double width = reader.getSizeX();
		final double height = reader.getSizeY();
		final List<PyramidLevel> levels = new ArrayList<>();
		for (int r = 0; r < reader.getResolutionCount(); r++) {
			reader.setResolution(r);
			levels.add(new PyramidLevel(reader.getSizeX(), reader.getSizeY(), side(reader.getOptimalTileWidth()), side(reader
				.getOptimalTileHeight()), width / reader.getSizeX(), height / reader.getSizeY()));
		}
		return List.copyOf(levels);
	}

	/** A multiple of the stored size where that is small, else a part of it. */
	private static int side(final int stored) {
		if (stored >= SMALLEST_SIDE) return Math.min(stored, LARGEST_SIDE);
		return stored * ((SMALLEST_SIDE + stored - 1) / Math.max(1, stored));
	}

	private static Optional<PixelSize> pixelSize(final IMetadata metadata, final int series) {
		final Length x = metadata.getPixelsPhysicalSizeX(series);
		final Length y = metadata.getPixelsPhysicalSizeY(series);
		if (x == null || y == null || x.value(UNITS.MICROMETER) == null || y.value(UNITS.MICROMETER) == null) return Optional.empty();
		return PixelSize.believed(x.value(UNITS.MICROMETER).doubleValue(), y.value(UNITS.MICROMETER).doubleValue());
	}

	private static OptionalDouble magnification(final IMetadata metadata, final int series) {
		try {
			if (metadata.getInstrumentCount() == 0 || metadata.getObjectiveCount(0) == 0) return OptionalDouble.empty();
			final String wanted = metadata.getObjectiveSettingsID(series);
			for (int o = 0; o < metadata.getObjectiveCount(0); o++) {
				final Double says = metadata.getObjectiveNominalMagnification(0, o);
				if (says != null && (wanted == null || wanted.equals(metadata.getObjectiveID(0, o)))) return OptionalDouble.of(says);
			}
		}
		catch (final IndexOutOfBoundsException e) {
			// metadata without the entries it announces: then the file does not say it
		}
		return OptionalDouble.empty();
	}

	@Override
	public String format() {
		return format;
	}

	@Override
	public List<PyramidLevel> levels() {
		return levels;
	}

	@Override
	public Optional<PixelSize> pixelSize() {
		return pixelSize;
	}

	@Override
	public OptionalDouble magnification() {
		return magnification;
	}

	@Override
	public byte[] tile(final int level, final int column, final int row) throws IOException {
		IFormatReader reader = idle.poll();
		try {
			if (reader == null) reader = reader(path);
			return tile(reader, level, column, row);
		}
		catch (final FormatException | RuntimeException e) {
			throw new IOException(e.toString(), e);
		}
		finally {
			if (reader != null) idle.add(reader);
		}
	}

	private byte[] tile(final IFormatReader reader, final int level, final int column, final int row) throws IOException, FormatException {
		final PyramidLevel size = levels.get(level);
		reader.setSeries(series);
		reader.setResolution(level);
		final int x = column * size.tileWidth();
		final int y = row * size.tileHeight();
		final int width = Math.min(size.tileWidth(), size.width() - x);
		final int height = Math.min(size.tileHeight(), size.height() - y);
		final int together = reader.getRGBChannelCount();
		final int colours = Math.min(3, reader.getSizeC());
		final boolean interleaved = reader.isInterleaved();
		final byte[] out = new byte[size.tileBytes()];
		byte[] samples = null;
		for (int c = 0; c < 3; c++) {
			final int colour = Math.min(c, colours - 1);
			if (samples == null || together == 1 && colour == c) {
				samples = reader.openBytes(reader.getIndex(0, together == 1 ? colour : 0, 0), x, y, width, height);
			}
			final int inside = together == 1 ? 0 : colour;
			final int step = interleaved ? together : 1;
			final int start = interleaved ? inside : inside * width * height;
			for (int v = 0; v < height; v++) {
				int from = start + v * width * step;
				int to = 3 * v * size.tileWidth() + c;
				for (int u = 0; u < width; u++, from += step, to += 3) out[to] = samples[from];
			}
		}
		return out;
	}

	@Override
	public void close() {
		for (IFormatReader each = idle.poll(); each != null; each = idle.poll()) {
			try {
				each.close();
			}
			catch (final IOException e) {
				// nothing was written
			}
		}
	}
}
