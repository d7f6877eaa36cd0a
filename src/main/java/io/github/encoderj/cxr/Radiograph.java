package io.github.encoderj.cxr;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.PngReading;
import io.github.encoderj.image.Volume;
import io.github.encoderj.image.dicom.DicomImage;
import io.github.encoderj.image.dicom.DisplayValues;
import net.imglib2.type.numeric.real.FloatType;

/** A radiograph as one plane of grey values, dense bright, from DICOM, PNG, JPEG, TIFF and whatever else can be read. */
public final class Radiograph {

	private static final float WHITE = 255;

	private Radiograph() {}

	/**
	 * Reads a radiograph. DICOM goes through modality transform, table or window of interest and the inversion of MONOCHROME1, each once.
	 * Of a colour picture the mean of red, green and blue is taken. Values of 8 bits stay; others are scaled from the lowest to the
	 * highest.
	 *
	 * @return one section, 0 (black) to 255 (white)
	 * @throws Refusal if it cannot be read, or has several sections
	 */
	public static Volume<FloatType> read(final Path file) {
		if (Files.isRegularFile(file) && DicomImage.is(file)) {
			final Volume<FloatType> shown = DisplayValues.read(file);
			final float[] values = Pixels.floats(shown).clone();
			for (int i = 0; i < values.length; i++) values[i] *= WHITE;
			return Volume.of(values, shown.width(), shown.height(), 1, shown.geometry(), name(file));
		}
		final Optional<? extends Volume<?>> colours = PngReading.hasPalette(file) ? PngReading.read(file) : Optional.empty();
		return grey((colours.isPresent() ? colours.get() : ImageFiles.read(file)).named(name(file)));
	}

	/** The name of the file alone: a name inside the file might be the patient's. */
	private static String name(final Path file) {
		return file.getFileName().toString();
	}

	/** The same of an image that is open, whose values are looked at as they are. */
	public static Volume<FloatType> grey(final Volume<?> image) {
		Refusal.unless(image.depth() == 1, "%s has %d sections; a radiograph has one. Give each its own file.", image.name(), image.depth());
		final int n = Math.toIntExact(image.voxels());
		final float[] values = Pixels.floats(image);
		final int colours = image.channels() >= 3 ? 3 : 1; // a further channel says how opaque a pixel is
		final Window window = Window.of(image);
		final float[] grey = new float[n];
		for (int i = 0; i < n; i++) {
			for (int c = 0; c < colours; c++) grey[i] += values[c * n + i] / colours;
			grey[i] = window.scaled(grey[i]) * WHITE;
		}
		return Volume.of(grey, image.width(), image.height(), 1, image.geometry(), image.name());
	}
}
