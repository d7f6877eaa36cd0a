package io.github.encoderj.command.volume;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.process.ColorProcessor;
import io.github.encoderj.command.LabelColours;
import io.github.encoderj.command.Show;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Raster;
import io.github.encoderj.image.Volume;

/** A scan with its labels over it, half transparent; sections without labels stay as they are. */
final class LabelOverlay {

	private static final double OPACITY = 0.4;

	private LabelOverlay() {}

	/** The first channel of a scan with labels of the same size. */
	static ImagePlus of(final Volume<?> scan, final Volume<?> labels) {
		final ImagePlus image = ImagePlusAdapter.toImagePlus(scan.named(scan.name() + " overlay"));
		final int width = (int) labels.width();
		final int height = (int) labels.height();
		final byte[] section = new byte[width * height];
		final int[] colours = LabelColours.rgb();
		final Overlay overlay = new Overlay();
		for (int z = 0; z < labels.depth(); z++) {
			Raster.section(labels, PixelType.UINT8, z, 0, section, 0);
			final int[] pixels = new int[section.length];
			boolean any = false;
			for (int i = 0; i < pixels.length; i++) {
				if (section[i] == 0) continue;
				pixels[i] = colours[section[i] & 0xff];
				any = true;
			}
			if (!any) continue;
			final ImageRoi roi = new ImageRoi(0, 0, new ColorProcessor(width, height, pixels));
			roi.setZeroTransparent(true);
			roi.setOpacity(OPACITY);
			roi.setPosition(image.getStackIndex(1, z + 1, 1));
			overlay.add(roi);
		}
		image.setOverlay(overlay);
		return Show.image(image);
	}
}
