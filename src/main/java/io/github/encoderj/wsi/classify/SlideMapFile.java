package io.github.encoderj.wsi.classify;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

import io.github.encoderj.base.Progress;
import io.github.encoderj.image.pyramid.PixelSize;
import io.github.encoderj.image.pyramid.PyramidWriting;
import io.github.encoderj.wsi.Picture;
import io.github.encoderj.wsi.Slide;

/** Coarse pictures of slides as pyramidal OME-TIFF whose pixels have their physical size, so that viewers lay them on the slide. */
public final class SlideMapFile {

	private static final double QUALITY = 0.9;

	private SlideMapFile() {}

	/**
	 * Writes a picture.
	 *
	 * @param path a name that ends with .ome.tif
	 * @param slide that the picture is of; the size of its pixels, if known, goes into the file
	 * @throws io.github.encoderj.base.Refusal if it cannot be written
	 */
	public static void write(final Path path, final Slide slide, final Picture picture, final Progress progress) {
		final Optional<PixelSize> size = slide.calibrated() ? Optional.of(new PixelSize(slide.pixelSize().x() * picture.downsampleX(), slide
			.pixelSize().y() * picture.downsampleY())) : Optional.empty();
		final byte[] rgb = picture.rgb();
		PyramidWriting.write(path, picture.width(), picture.height(), size, OptionalDouble.of(QUALITY), (x, y, width, height, out) -> {
			for (int v = 0; v < height; v++) System.arraycopy(rgb, 3 * ((y + v) * picture.width() + x), out, 3 * v * width, 3 * width);
		}, progress);
	}
}
