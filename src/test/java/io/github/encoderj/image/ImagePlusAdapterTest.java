package io.github.encoderj.image;

import static io.github.encoderj.image.Volumes.assertRefused;
import static io.github.encoderj.image.Volumes.assertSame;
import static io.github.encoderj.image.Volumes.assertSameAs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;

class ImagePlusAdapterTest {

	@ParameterizedTest
	@EnumSource(value = PixelType.class, names = { "UINT8", "UINT16", "FLOAT" })
	void thereAndBack(final PixelType type) {
		for (final int channels : new int[] { 0, 3 }) {
			final Volume<?> volume = Volumes.of(type, channels);
			final ImagePlus image = ImagePlusAdapter.toImagePlus(volume);
			assertArrayEquals(new int[] { 7, 5, Math.max(1, channels), 3, 1 }, image.getDimensions());
			assertEquals(channels > 1, image.isHyperStack());
			assertSame(volume, ImagePlusAdapter.wrap(image));
		}
	}

	@Test
	void pixelsAreShared() {
		final ImagePlus image = IJ.createHyperStack("h", 4, 3, 2, 5, 1, 16);
		final Volume<?> volume = ImagePlusAdapter.wrap(image);
		image.getStack().getProcessor(image.getStackIndex(2, 3, 1)).set(1, 2, 4321);
		assertEquals(4321, volume.pixels().getAt(1, 2, 2, 1).getRealFloat());
		assertEquals(0, volume.pixels().getAt(1, 2, 1, 1).getRealFloat());
		final ImagePlus back = ImagePlusAdapter.toImagePlus(volume);
		assertSame(image.getStack().getPixels(6), back.getStack().getPixels(6));
		final byte[] one = new byte[12];
		assertSame(one, ImagePlusAdapter.toImagePlus(Volume.of(one, 4, 3, 1, Geometry.PIXELS, "one")).getStack().getPixels(1));
	}

	@Test
	void colours() {
		final ImagePlus image = IJ.createImage("rgb", "RGB black", 3, 2, 2);
		image.getStack().getProcessor(2).set(1, 1, 0x102030);
		final Volume<?> volume = ImagePlusAdapter.wrap(image);
		assertEquals(3, volume.channels());
		for (int c = 0; c < 3; c++) assertEquals(16 * (c + 1), volume.pixels().getAt(1, 1, 1, c).getRealFloat());
	}

	@Test
	void framesOfSingleSectionsAreSections() {
		final ImagePlus image = IJ.createHyperStack("t", 4, 3, 1, 1, 5, 8);
		assertEquals("4 x 3 x 5", ImagePlusAdapter.wrap(image).size());
		assertRefused(() -> ImagePlusAdapter.wrap(IJ.createHyperStack("movie", 4, 3, 1, 2, 5, 8)), "movie", "time points");
	}

	@Test
	void signedAndCalibratedGreyValues() {
		final ImageStack stack = new ImageStack(2, 1);
		stack.addSlice(null, new short[] { (short) 32768, (short) (32768 - 1000) });
		final ImagePlus image = new ImagePlus("signed", stack);
		image.getCalibration().setSigned16BitCalibration();
		assertArrayEquals(new short[] { 0, -1000 }, (short[]) Volumes.values(ImagePlusAdapter.wrap(image), PixelType.INT16));
		image.getCalibration().setFunction(ij.measure.Calibration.STRAIGHT_LINE, new double[] { -10, 0.5 }, "HU");
		assertArrayEquals(new float[] { 16374, 15874 }, (float[]) Volumes.values(ImagePlusAdapter.wrap(image), PixelType.FLOAT));
	}

	@ParameterizedTest
	@CsvSource({ "nm,nm,1", "nanometer,nm,1", "micron,\u00b5m,1", "\u00b5m,\u00b5m,1", "um,\u00b5m,1", "mm,mm,1", "cm,mm,10", "inch,mm,25.4",
		"pixel,pixel,1", "'',pixel,1" })
	void units(final String unit, final String expected, final double factor) {
		final ImagePlus image = IJ.createImage("u", 2, 2, 2, 8);
		image.getCalibration().setUnit(unit);
		image.getCalibration().pixelDepth = 4;
		final Geometry geometry = ImagePlusAdapter.wrap(image).geometry();
		assertEquals(expected, geometry.unit());
		assertEquals(4 * factor, geometry.z());
	}

	@Test
	void unknownUnitsAndSizesAreRefused() {
		final ImagePlus image = IJ.createImage("odd", 2, 2, 2, 8);
		image.getCalibration().setUnit("furlong");
		assertRefused(() -> ImagePlusAdapter.wrap(image), "odd", "furlong");
		image.getCalibration().setUnit("nm");
		image.getCalibration().pixelWidth = 0;
		assertRefused(() -> ImagePlusAdapter.wrap(image), "odd", "0.0");
	}

	@Test
	void labelsTakeTheFormThatHoldsThem() {
		final int[] labels = { 0, 1, 65535, 7 };
		final Volume<?> volume = Volume.ofLabels(labels, 2, 2, 1, Volumes.NM, "labels");
		assertSameAs(volume, ImagePlusAdapter.wrap(ImagePlusAdapter.toImagePlus(volume)), PixelType.UINT16);
		labels[3] = (1 << 24) - 1;
		assertSameAs(volume, ImagePlusAdapter.wrap(ImagePlusAdapter.toImagePlus(volume)), PixelType.FLOAT);
		labels[3] = (1 << 24) + 1;
		assertRefused(() -> ImagePlusAdapter.toImagePlus(volume), "labels", "16777216", "relabel");
		labels[3] = -1;
		assertRefused(() -> ImagePlusAdapter.toImagePlus(volume), "labels");
		assertTrue(Volumes.of(PixelType.INT16, 0).pixels().getType() instanceof net.imglib2.type.numeric.integer.ShortType);
		final Volume<?> signed = Volumes.of(PixelType.INT16, 0);
		assertArrayEquals((float[]) Volumes.values(signed, PixelType.FLOAT), (float[]) Volumes.values(ImagePlusAdapter.wrap(
			ImagePlusAdapter.toImagePlus(signed)), PixelType.FLOAT));
	}
}
