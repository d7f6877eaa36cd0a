package io.github.encoderj.image;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import io.github.encoderj.base.Refusal;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.basictypeaccess.array.ArrayDataAccess;
import net.imglib2.img.planar.PlanarImg;

/** The way from an open ImageJ window into a {@link Volume} and back; pixels are shared, not copied, where their type allows. */
public final class ImagePlusAdapter {

	private static final Logger LOG = LoggerFactory.getLogger(ImagePlusAdapter.class);
	private static final int EXACT_FLOAT = 1 << 24;

	private ImagePlusAdapter() {}

	/**
	 * The image of a window. Stacks of 8, 16 and 32 bits share their pixels with the window: what changes here changes there. Copied
	 * are virtual stacks, colour images (3 channels: red, green, blue) and images with a calibrated grey value (signed 16 bit, density,
	 * Hounsfield), which give the calibrated values.
	 *
	 * @return axes x, y, z, and channel where there is more than one; time points of single sections count as sections
	 * @throws Refusal if the image has several time points of several sections, or a unit that is not one of length
	 */
	public static Volume<?> wrap(final ImagePlus image) {
		final String name = image.getTitle();
		final int channels = image.getNChannels();
		final int frames = image.getNFrames();
		Refusal.unless(image.getStackSize() > 0 && image.getProcessor() != null, "%s has no pixels.", name);
		Refusal.unless(frames == 1 || image.getNSlices() == 1, "%s has %d time points of %d sections each; one stack is expected. Duplicate " +
			"one time point first.", name, frames, image.getNSlices());
		if (frames > 1) LOG.info("{}: {} time points are taken as sections.", name, frames);
		final int depth = image.getNSlices() * frames;
		final Geometry geometry = geometry(image.getCalibration(), name);
		if (image.getType() == ImagePlus.COLOR_RGB) return colours(image, channels, depth, geometry);
		final boolean signed = image.getCalibration().isSigned16Bit();
		if (signed || image.getCalibration().calibrated()) return calibrated(image, signed, channels, depth, geometry);
		final PixelType type = type(image);
		final Object[] planes = new Object[channels * depth];
		for (int c = 0; c < channels; c++) {
			for (int z = 0; z < depth; z++) planes[z + depth * c] = image.getStack().getPixels(1 + c + channels * z);
		}
		return Raster.volume(type.image(planes, size(image, depth, channels)), geometry, name);
	}

	private static long[] size(final ImagePlus image, final int depth, final int channels) {
		return channels > 1 ? new long[] { image.getWidth(), image.getHeight(), depth, channels } : new long[] { image.getWidth(), image
			.getHeight(), depth };
	}

	private static PixelType type(final ImagePlus image) {
		return switch (image.getBitDepth()) {
			case 8 -> PixelType.UINT8;
			case 16 -> PixelType.UINT16;
			case 32 -> PixelType.FLOAT;
			default -> throw new Refusal(image.getTitle() + " has " + image.getBitDepth() + " bits; expected 8, 16, 32 or RGB. Convert it " +
				"with Image > Type.");
		};
	}

	private static Volume<?> colours(final ImagePlus image, final int channels, final int depth, final Geometry geometry) {
		Refusal.unless(channels == 1, "%s has %d channels of RGB; split its channels first.", image.getTitle(), channels);
		final Raster raster = new Raster(PixelType.UINT8, image.getWidth(), image.getHeight(), depth, 3, image.getTitle());
		for (int z = 0; z < depth; z++) {
			final int[] pixels = (int[]) image.getStack().getPixels(1 + z);
			for (int c = 0; c < 3; c++) {
				final byte[] to = (byte[]) raster.array(z, c);
				final int offset = raster.offset(z, c);
				for (int i = 0; i < pixels.length; i++) to[offset + i] = (byte) (pixels[i] >> 16 - 8 * c);
			}
		}
		return raster.volume(geometry, image.getTitle());
	}

	private static Volume<?> calibrated(final ImagePlus image, final boolean signed, final int channels, final int depth,
		final Geometry geometry)
	{
		final Calibration calibration = image.getCalibration();
		final Raster raster = new Raster(signed ? PixelType.INT16 : PixelType.FLOAT, image.getWidth(), image.getHeight(), depth, channels > 1
			? channels : 0, image.getTitle());
		final int count = image.getWidth() * image.getHeight();
		for (int c = 0; c < channels; c++) {
			for (int z = 0; z < depth; z++) {
				final ImageProcessor section = image.getStack().getProcessor(1 + c + channels * z);
				final Object to = raster.array(z, c);
				final int offset = raster.offset(z, c);
				for (int i = 0; i < count; i++) {
					if (to instanceof short[] a) a[offset + i] = (short) (section.get(i) - 32768);
					else ((float[]) to)[offset + i] = (float) (image.getBitDepth() == 32 ? section.getf(i) : calibration.getCValue(section.get(i)));
				}
			}
		}
		return raster.volume(geometry, image.getTitle());
	}

	private static Geometry geometry(final Calibration c, final String name) {
		final double[] spacing = { c.pixelWidth, c.pixelHeight, c.pixelDepth };
		final double[] origin = { c.xOrigin, c.yOrigin, c.zOrigin };
		for (int d = 0; d < 3; d++) origin[d] = origin[d] == 0 ? 0 : -origin[d] * spacing[d];
		return Units.geometry(spacing, origin, c.getUnit() == null ? "" : c.getUnit(), name);
	}

	/**
	 * An image that ImageJ can show, not shown yet; sections that are arrays of their own are shared. 32 and 64-bit integers (labels)
	 * become 16 bits when they lie in 0..65535, else float, which holds them exactly to 2^24; signed and 64-bit real numbers become float.
	 *
	 * @throws Refusal if integers lie beyond 2^24
	 */
	public static ImagePlus toImagePlus(final Volume<?> volume) {
		final PixelType stored = PixelType.of(volume.pixels().getType());
		final PixelType type = shown(volume, stored);
		final int channels = (int) volume.channels();
		final int depth = (int) volume.depth();
		final ImageStack stack = new ImageStack((int) volume.width(), (int) volume.height());
		for (int z = 0; z < depth; z++) {
			for (int c = 0; c < channels; c++) stack.addSlice(null, section(volume, stored, type, z, c));
		}
		ImagePlus image = new ImagePlus(volume.name(), stack);
		image.setDimensions(channels, depth, 1);
		if (channels > 1 && channels <= 7 && !type.real()) image = new CompositeImage(image, CompositeImage.COMPOSITE);
		if (channels > 1) image.setOpenAsHyperStack(true);
		image.setCalibration(calibration(volume.geometry()));
		if (type != PixelType.UINT8) image.resetDisplayRange();
		return image;
	}

	private static PixelType shown(final Volume<?> volume, final PixelType stored) {
		if (stored == PixelType.UINT8 || stored == PixelType.UINT16) return stored;
		if (stored.real() || stored.bytes() < 4) return PixelType.FLOAT;
		final String hint = "An ImageJ window shows integers to 16777216 exactly: write it to a file (.h5, .zarr, .ome.tif), or relabel it " +
			"from 1.";
		final PixelType narrowed = Raster.narrowed(volume, hint);
		if (narrowed == PixelType.UINT16) return narrowed;
		final float[] plane = new float[(int) (volume.width() * volume.height())];
		for (long c = 0; c < volume.channels(); c++) {
			for (long z = 0; z < volume.depth(); z++) {
				Raster.section(volume, PixelType.FLOAT, z, c, plane, 0);
				for (final float v : plane) {
					// 2^24 + 1 rounds to 2^24: so the limit itself is refused too
					Refusal.unless(Math.abs(v) < EXACT_FLOAT, "%s holds values of 16777216 or more. %s", volume.name(), hint);
				}
			}
		}
		return PixelType.FLOAT;
	}

	private static Object section(final Volume<?> volume, final PixelType stored, final PixelType type, final int z, final int c) {
		final boolean same = stored == type;
		if (same && volume.pixels() instanceof PlanarImg<?, ?> planar) {
			return planar.getPlane((int) (z + volume.depth() * c)).getCurrentStorageArray();
		}
		if (same && volume.depth() * volume.channels() == 1 && volume.pixels() instanceof ArrayImg<?, ?> one && one.update(
			null) instanceof ArrayDataAccess<?> access) return access.getCurrentStorageArray();
		final Object pixels = type.array((int) (volume.width() * volume.height()));
		Raster.section(volume, type, z, c, pixels, 0);
		return pixels;
	}

	/** Gives an image made otherwise the voxel size and position of a volume. */
	public static void calibrate(final ImagePlus image, final Geometry geometry) {
		image.setCalibration(calibration(geometry));
	}

	private static Calibration calibration(final Geometry g) {
		final Calibration calibration = new Calibration();
		calibration.pixelWidth = g.x();
		calibration.pixelHeight = g.y();
		calibration.pixelDepth = g.z();
		calibration.setUnit(g.unit());
		final double[] origin = g.origin();
		calibration.xOrigin = origin[0] == 0 ? 0 : -origin[0] / g.x();
		calibration.yOrigin = origin[1] == 0 ? 0 : -origin[1] / g.y();
		calibration.zOrigin = origin[2] == 0 ? 0 : -origin[2] / g.z();
		return calibration;
	}
}
