package io.github.encoderj.command.slides;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.process.ColorProcessor;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.classify.AttentionMap;

/** A map of a slide in ImageJ: the coarse picture with the map's colours as an overlay that can be hidden. */
final class MapOverlay {

	private MapOverlay() {}

	/**
	 * Makes the image.
	 *
	 * @param opacity of the colours, 0..1
	 */
	static ImagePlus of(final Slide slide, final AttentionMap map, final double opacity, final String title) {
		final float[] values = map.values();
		final int[] pixels = new int[values.length];
		for (int i = 0; i < pixels.length; i++) {
			if (Float.isNaN(values[i])) continue;
			final int[] colour = AttentionMap.colour(values[i]);
			pixels[i] = 0xff000000 | colour[0] << 16 | colour[1] << 8 | colour[2];
		}
		final ImageRoi colours = new ImageRoi(0, 0, new ColorProcessor(map.picture().width(), map.picture().height(), pixels));
		colours.setZeroTransparent(true);
		colours.setOpacity(opacity);
		colours.setName(title);
		final ImagePlus image = SlidePicture.of(slide, map.picture(), title);
		image.setOverlay(new Overlay(colours));
		return image;
	}
}
