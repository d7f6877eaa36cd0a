package io.github.encoderj.command.slides;

import java.awt.Color;
import java.util.List;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.process.ColorProcessor;
import io.github.encoderj.image.pyramid.PixelSize;
import io.github.encoderj.wsi.Picture;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tissue.Region;

/** Coarse pictures of slides as ImageJ windows, with what was found on them as overlay. */
final class SlidePicture {

	private static final Color FILL = new Color(0, 170, 0, 60);

	private SlidePicture() {}

	/** A picture in colour. */
	static ImagePlus plain(final Picture picture, final String title) {
		final int[] pixels = new int[picture.width() * picture.height()];
		final byte[] rgb = picture.rgb();
		for (int i = 0; i < pixels.length; i++) {
			pixels[i] = 0xff000000 | (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255;
		}
		return new ImagePlus(title, new ColorProcessor(picture.width(), picture.height(), pixels));
	}

	/** A picture in colour; its pixels have a physical size if the slide's have. */
	static ImagePlus of(final Slide slide, final Picture picture, final String title) {
		final ImagePlus image = plain(picture, title);
		if (slide.calibrated()) {
			final PixelSize size = slide.pixelSize();
			image.getCalibration().setUnit("\u00b5m");
			image.getCalibration().pixelWidth = size.x() * picture.downsampleX();
			image.getCalibration().pixelHeight = size.y() * picture.downsampleY();
		}
		return image;
	}

	/** Regions as a green overlay. */
	static Overlay overlay(final List<Region> regions, final Picture picture) {
		final Overlay overlay = new Overlay();
		for (final Region region : regions) {
			final Roi filled = OutlineInput.roi(region, picture.downsampleX(), picture.downsampleY());
			filled.setFillColor(FILL);
			overlay.add(filled);
			final Roi line = OutlineInput.roi(region, picture.downsampleX(), picture.downsampleY());
			line.setStrokeColor(Color.GREEN);
			overlay.add(line);
		}
		return overlay;
	}
}
