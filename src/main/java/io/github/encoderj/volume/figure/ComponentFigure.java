package io.github.encoderj.volume.figure;

import java.awt.image.BufferedImage;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.volume.GreyWindows;

/** Pictures of the principal components of a scan: a section, its components as red, green and blue, its first component thresholded. */
public final class ComponentFigure {

	private static final int GAP = 4;

	private final ScanComponents components;
	private final GreyWindows windows;

	public ComponentFigure(final ScanComponents components, final GreyWindows windows) {
		this.components = components;
		this.windows = windows;
	}

	/** Number of sections. */
	public int sections() {
		return components.maps().size();
	}

	/** A section as the encoder sees it. */
	public int[] section(final int z, final int width, final int height) {
		final Planes section = windows.apply(Pictures.planes(components.scan(), z));
		final int n = section.height() * section.width();
		final int[] pixels = new int[width * height];
		for (int c = 0; c < 3; c++) {
			final float[] channel = new float[n];
			System.arraycopy(section.data(), section.channels() == 1 ? 0 : c * n, channel, 0, n);
			add(pixels, MaximumProjection.stretched(channel, section.height(), section.width(), height, width));
		}
		return pixels;
	}

	/** The components as red, green and blue; with fewer than three the last one fills the other colours; black in the background. */
	public int[] colours(final int z, final int width, final int height) {
		final int cells = components.rows() * components.columns();
		final float[] map = components.maps().get(z);
		final int[] pixels = new int[width * height];
		for (int c = 0; c < 3; c++) {
			final float[] component = new float[cells];
			System.arraycopy(map, Math.min(c, map.length / cells - 1) * cells, component, 0, cells);
			add(pixels, MaximumProjection.stretched(component, components.rows(), components.columns(), height, width));
		}
		return pixels;
	}

	/** The section, and in red where the first component is at least the threshold. */
	public int[] thresholded(final int z, final int width, final int height) {
		final float[] first = new float[components.rows() * components.columns()];
		System.arraycopy(components.maps().get(z), 0, first, 0, first.length);
		final float[] large = MaximumProjection.stretched(first, components.rows(), components.columns(), height, width);
		final int[] pixels = section(z, width, height);
		for (int i = 0; i < pixels.length; i++) {
			if (large[i] >= components.threshold()) pixels[i] = 0xff0000 | pixels[i] >> 1 & 0x7f7f;
		}
		return pixels;
	}

	/**
	 * Some sections side by side, evenly spread: above as they are, below their colours, then their first component thresholded.
	 *
	 * @param count number of sections
	 * @param height of a section in pixels
	 */
	public BufferedImage montage(final int count, final int height) {
		Refusal.unless(count >= 1 && count <= 64 && height >= 16 && height <= 2048, "A montage has 1 to 64 sections of 16 to 2048 pixels; not %d " +
			"of %d.", count, height);
		final int shown = Math.min(count, sections());
		final double aspect = components.scan().width() * components.scan().geometry().x() / (components.scan().height() * components.scan()
			.geometry().y());
		final int width = (int) Math.max(16, Math.round(height * aspect));
		final BufferedImage picture = new BufferedImage(shown * (width + GAP) - GAP, 3 * (height + GAP) - GAP, BufferedImage.TYPE_INT_RGB);
		for (int s = 0; s < shown; s++) {
			final int z = (int) ((s + 0.5) * sections() / shown);
			final int left = s * (width + GAP);
			picture.setRGB(left, 0, width, height, section(z, width, height), 0, width);
			picture.setRGB(left, height + GAP, width, height, colours(z, width, height), 0, width);
			picture.setRGB(left, 2 * (height + GAP), width, height, thresholded(z, width, height), 0, width);
		}
		return picture;
	}

	private static void add(final int[] pixels, final float[] channel) {
		for (int i = 0; i < pixels.length; i++) {
			final float v = Math.max(0, Math.min(1, channel[i]));
			pixels[i] = pixels[i] << 8 | (Float.isNaN(v) ? 0 : Math.round(255 * v));
		}
	}
}
