package io.github.encoderj.volume.figure;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.Interpolation;
import io.github.encoderj.image.Resampling;
import io.github.encoderj.image.Volume;
import io.github.encoderj.volume.View;

/**
 * Maximum-intensity projections of a scan side by side, all to one scale, with the outlines of labels and a bar of 10 cm below; as
 * papers on PET/CT show patients.
 */
public final class ProjectionFigure {

	/** Colours of labels 1, 2, ...: told apart also by the colour-blind (Okabe and Ito 2008). */
	private static final int[] COLOURS = { 0xd55e00, 0x0072b2, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0xf0e442 };

	private static final int MARGIN = 10;
	private static final int BAR = 4;
	private static final double BAR_LENGTH = 100; // mm
	private static final double LOW_PERCENT = 1;
	private static final double HIGH_PERCENT = 99.5;

	private ProjectionFigure() {}

	/**
	 * How it looks.
	 *
	 * @param views from left to right
	 * @param window values shown as black and white; empty for the projections' percentiles 1 and 99.5
	 * @param inverted whether high values are dark on white, as is usual for PET
	 * @param height of the tallest projection in pixels
	 */
	public record Style(List<View> views, Optional<Window> window, boolean inverted, int height) {

		public Style {
			Refusal.unless(!views.isEmpty(), "views is empty: name axial, coronal or sagittal.");
			Refusal.unless(height >= 16 && height <= 8192, "height = %d: expected 16 to 8192 pixels.", height);
			views = List.copyOf(views);
		}
	}

	/**
	 * Draws a scan.
	 *
	 * @param scan one channel
	 * @param labels outlined, 0 is nothing; on another grid they are brought onto the scan's by position in space
	 * @throws Refusal if the labels are of another size and one of the two voxel sizes is unknown, or are no labels
	 */
	public static BufferedImage draw(final Volume<?> scan, final Optional<Volume<?>> labels, final Style style, final Progress progress) {
		final Optional<Volume<?>> aligned = labels.map(l -> aligned(l, scan, progress));
		final List<MaximumProjection> projections = new ArrayList<>();
		for (final View view : style.views) {
			progress.check();
			progress.report("Projecting", 0.8 * projections.size() / style.views.size());
			projections.add(MaximumProjection.of(scan, view));
		}
		final double tallest = projections.stream().mapToDouble(p -> p.height() * p.spacingY()).max().orElseThrow();
		final double pixel = tallest / style.height;
		final Window window = style.window.orElseGet(() -> window(projections));
		final int width = projections.stream().mapToInt(p -> p.enlarged(pixel).width() + MARGIN).sum() + MARGIN;
		Refusal.unless(width <= 32768, "height = %d: the picture would be %d pixels wide. Choose a smaller height.", style.height, width);
		final BufferedImage picture = new BufferedImage(width, style.height + 3 * MARGIN + BAR, BufferedImage.TYPE_INT_RGB);
		fill(picture, 0, 0, width, picture.getHeight(), style.inverted ? 0xffffff : 0);
		int left = MARGIN;
		for (int p = 0; p < projections.size(); p++) {
			final MaximumProjection projection = projections.get(p).enlarged(pixel);
			final int top = MARGIN + (style.height - projection.height()) / 2;
			grey(picture, left, top, projection, window, style.inverted);
			if (aligned.isPresent()) outline(picture, left, top, aligned.get(), style.views.get(p), pixel);
			left += projection.width() + MARGIN;
		}
		if (scan.geometry().unit().equals("mm")) {
			final int length = (int) Math.round(Math.min(BAR_LENGTH / pixel, width - 2.0 * MARGIN));
			fill(picture, MARGIN, style.height + 2 * MARGIN, length, BAR, style.inverted ? 0 : 0xffffff);
		}
		return picture;
	}

	private static Volume<?> aligned(final Volume<?> labels, final Volume<?> scan, final Progress progress) {
		final boolean known = scan.geometry().calibrated() && labels.geometry().calibrated();
		if (labels.sameSize(scan) && (!known || near(labels, scan))) return labels;
		Refusal.unless(known, "The labels %s are %s voxels and the scan %s is %s, and the voxel size of one is unknown. Give labels on the grid " +
			"of the scan.", labels.name(), labels.size(), scan.name(), scan.size());
		return Resampling.toReference(labels, scan, Interpolation.NEAREST, 0, progress);
	}

	private static boolean near(final Volume<?> a, final Volume<?> b) {
		for (int d = 0; d < 3; d++) {
			if (Math.abs(a.geometry().spacing()[d] - b.geometry().spacing()[d]) > 1e-4 * b.geometry().spacing()[d]) return false;
			if (Math.abs(a.geometry().origin()[d] - b.geometry().origin()[d]) > 0.01 * b.geometry().spacing()[d]) return false;
		}
		for (int i = 0; i < 9; i++) if (Math.abs(a.geometry().direction()[i] - b.geometry().direction()[i]) > 1e-4) return false;
		return true;
	}

	/** The window between percentiles of all projections. */
	private static Window window(final List<MaximumProjection> projections) {
		final int n = projections.stream().mapToInt(p -> p.values().length).sum();
		final float[] all = new float[n];
		int count = 0;
		for (final MaximumProjection p : projections) for (final float v : p.values()) if (Float.isFinite(v)) all[count++] = v;
		Refusal.unless(count > 0, "The scan holds no finite value.");
		final float[] sorted = Arrays.copyOf(all, count);
		Arrays.sort(sorted);
		final double low = sorted[(int) (LOW_PERCENT / 100 * (count - 1))];
		final double high = sorted[(int) (HIGH_PERCENT / 100 * (count - 1))];
		return low < high ? new Window(low, high) : new Window(low, low + 1);
	}

	private static void grey(final BufferedImage picture, final int left, final int top, final MaximumProjection p, final Window window,
		final boolean inverted)
	{
		for (int i = 0; i < p.values().length; i++) {
			final int level = Math.round(255 * window.scaled(p.values()[i]));
			picture.setRGB(left + i % p.width(), top + i / p.width(), 0x10101 * (inverted ? 255 - level : level));
		}
	}

	/** The border of each label's projection, inside of it, about 1/300 of the picture's height wide. */
	private static void outline(final BufferedImage picture, final int left, final int top, final Volume<?> labels, final View view,
		final double pixel)
	{
		final int reach = Math.max(1, picture.getHeight() / 300);
		MaximumProjection.ofLabels(labels, view).forEach((label, projection) -> {
			final MaximumProjection p = projection.enlarged(pixel);
			for (int y = 0; y < p.height(); y++) {
				for (int x = 0; x < p.width(); x++) {
					if (border(p, x, y, reach)) picture.setRGB(left + x, top + y, COLOURS[(label - 1) % COLOURS.length]);
				}
			}
		});
	}

	/** Whether a pixel is inside, and something outside lies within reach. */
	private static boolean border(final MaximumProjection p, final int x, final int y, final int reach) {
		if (p.values()[y * p.width() + x] < 0.5f) return false;
		for (int v = -reach; v <= reach; v++) {
			for (int u = -reach; u <= reach; u++) {
				final int nx = x + u;
				final int ny = y + v;
				if (u * u + v * v > reach * reach) continue;
				if (nx < 0 || ny < 0 || nx >= p.width() || ny >= p.height() || p.values()[ny * p.width() + nx] < 0.5f) return true;
			}
		}
		return false;
	}

	private static void fill(final BufferedImage picture, final int left, final int top, final int width, final int height, final int colour) {
		for (int y = top; y < top + height; y++) for (int x = left; x < left + width; x++) picture.setRGB(x, y, colour);
	}
}
