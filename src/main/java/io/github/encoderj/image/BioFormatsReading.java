package io.github.encoderj.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Refusal;
import loci.common.services.DependencyException;
import loci.common.services.ServiceException;
import loci.common.services.ServiceFactory;
import loci.formats.ChannelSeparator;
import loci.formats.FormatException;
import loci.formats.FormatTools;
import loci.formats.IFormatReader;
import loci.formats.ImageReader;
import loci.formats.in.OMETiffReader;
import loci.formats.meta.IMetadata;
import loci.formats.services.OMEXMLService;
import ome.units.UNITS;
import ome.units.quantity.Length;

/** Every other format, through Bio-Formats: the first image of a file at full resolution, colours as channels. */
final class BioFormatsReading {

	private static final Logger LOG = LoggerFactory.getLogger(BioFormatsReading.class);

	private BioFormatsReading() {}

	/**
	 * Reads the first image of a file.
	 *
	 * @throws Refusal if Bio-Formats does not know or cannot read the file, if it has several time points of several sections, and for
	 *           DICOM and NIfTI, which Bio-Formats is known to misread without a word (inversion, sign, slopes, voxel size)
	 */
	static Volume<?> read(final Path path) {
		try (ImageReader all = new ImageReader(); IFormatReader one = all.getReader(path.toString()); IFormatReader reader =
			new ChannelSeparator(one))
		{
			final IMetadata metadata = new ServiceFactory().getInstance(OMEXMLService.class).createOMEXMLMetadata();
			reader.setMetadataStore(metadata);
			reader.setFlattenedResolutions(false);
			// An OME-TIFF image may be spread over files that name each other; elsewhere a file stands for itself, not its neighbours.
			reader.setGroupFiles(one instanceof OMETiffReader);
			reader.setId(path.toString());
			return volume(reader, metadata, path);
		}
		catch (final FormatException | IOException e) {
			throw new Refusal("Could not read " + path + ": " + e.getMessage() + ". Check the file, or save it as TIFF.", e);
		}
		catch (final DependencyException | ServiceException e) {
			throw new IllegalStateException("Bio-Formats is incomplete", e);
		}
		catch (final RuntimeException e) {
			if (e instanceof Refusal) throw e;
			throw new Refusal("Could not read " + path + ": it is damaged, truncated or of an unknown kind (" + e + "). Copy it again, or " +
				"save it as TIFF.", e);
		}
	}

	private static Volume<?> volume(final IFormatReader reader, final IMetadata metadata, final Path path) throws FormatException,
		IOException
	{
		final String name = path.getFileName().toString();
		final String format = reader.getFormat();
		Refusal.unless(!format.startsWith("DICOM") && !format.startsWith("NIfTI"), "%s is a %s file, of which Bio-Formats misreads some " +
			"kinds without a word, so it is not read this way. Save it as TIFF.", path, format);
		if (reader.getSeriesCount() > 1) LOG.warn("{} holds {} images; the first is read.", path, reader.getSeriesCount());
		final int depth = reader.getSizeZ();
		final int frames = reader.getSizeT();
		final int channels = reader.getSizeC();
		Refusal.unless(frames == 1 || depth == 1, "%s has %d time points of %d sections each; one stack is expected. Save one time point.",
			path, frames, depth);
		if (frames > 1) LOG.info("{}: {} time points are taken as sections.", path, frames);
		final Raster raster = new Raster(type(reader, path), reader.getSizeX(), reader.getSizeY(), (long) depth * frames, channels > 1
			? channels : 0, name);
		final int count = reader.getSizeX() * reader.getSizeY();
		byte[] bytes = null;
		for (int c = 0; c < channels; c++) {
			for (int s = 0; s < depth * frames; s++) {
				final int plane = reader.getIndex(frames > 1 ? 0 : s, c, frames > 1 ? s : 0);
				bytes = bytes == null ? reader.openBytes(plane) : reader.openBytes(plane, bytes);
				final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(reader.isLittleEndian() ? ByteOrder.LITTLE_ENDIAN
					: ByteOrder.BIG_ENDIAN);
				raster.put(buffer, 0, 0, 0, s, c, count);
			}
		}
		return raster.volume(geometry(metadata, depth * frames, name), name);
	}

	private static PixelType type(final IFormatReader reader, final Path path) {
		return switch (reader.getPixelType()) {
			case FormatTools.UINT8 -> PixelType.UINT8;
			case FormatTools.INT8 -> PixelType.INT8;
			case FormatTools.UINT16 -> PixelType.UINT16;
			case FormatTools.INT16 -> PixelType.INT16;
			case FormatTools.UINT32 -> PixelType.UINT32;
			case FormatTools.INT32 -> PixelType.INT32;
			case FormatTools.FLOAT -> PixelType.FLOAT;
			case FormatTools.DOUBLE -> PixelType.DOUBLE;
			default -> throw new Refusal(path + " holds " + FormatTools.getPixelTypeString(reader.getPixelType()) +
				" pixels; expected 8, 16 or 32-bit numbers. Convert it first.");
		};
	}

	private static Geometry geometry(final IMetadata metadata, final int depth, final String name) {
		final Length x = metadata.getPixelsPhysicalSizeX(0);
		final Length y = metadata.getPixelsPhysicalSizeY(0);
		final Length given = metadata.getPixelsPhysicalSizeZ(0);
		if (x == null || y == null) return Geometry.PIXELS;
		if (given == null && depth > 1) {
			LOG.warn("{} does not say how far its sections lie apart: its voxel size is taken as unknown.", name);
			return Geometry.PIXELS;
		}
		final Length z = given == null ? x : given;
		final Length[] origin = { null, null, null };
		if (metadata.getPlaneCount(0) > 0) {
			origin[0] = metadata.getPlanePositionX(0, 0);
			origin[1] = metadata.getPlanePositionY(0, 0);
			origin[2] = metadata.getPlanePositionZ(0, 0);
		}
		final ome.units.unit.Unit<Length> unit = x.unit().equals(UNITS.NANOMETER) || x.unit().equals(UNITS.MILLIMETER) ? x.unit()
			: UNITS.MICROMETER;
		if (x.value(unit) == null || y.value(unit) == null || z.value(unit) == null) {
			return Units.geometry(new double[] { x.value().doubleValue(), y.value().doubleValue(), z.value().doubleValue() }, new double[3],
				"pixel", name);
		}
		final double[] position = new double[3];
		for (int d = 0; d < 3; d++) {
			final Number p = origin[d] == null ? null : origin[d].value(unit);
			position[d] = p == null ? 0 : p.doubleValue();
		}
		return Units.geometry(new double[] { x.value(unit).doubleValue(), y.value(unit).doubleValue(), z.value(unit).doubleValue() },
			position, unit.getSymbol(), name);
	}
}
