package io.github.encoderj.command.encoders;

import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;

import ij.IJ;
import ij.ImageListener;
import ij.ImagePlus;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.gui.RoiListener;
import ij.process.ColorProcessor;
import ij.process.LUT;
import io.github.encoderj.command.Blend;
import io.github.encoderj.encoder.FeatureMaps;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Volume;

/**
 * A map of similarity that follows the selection in another window: whenever the user sets or drags a point (of another selection, its
 * centre), the map over the second image is drawn anew, with a point at the most similar place. It ends when one of the two is closed.
 */
final class PointFollower implements RoiListener, ImageListener {

	private final ImagePlus source;
	private final ImageFeatures from;
	private final ImageFeatures in;
	private final LUT colours;
	private final BufferedImage grey;
	private final ImagePlus shown;

	PointFollower(final ImagePlus source, final ImageFeatures from, final Volume<?> target, final ImageFeatures in, final LUT colours) {
		this.source = source;
		this.from = from;
		this.in = in;
		this.colours = colours;
		grey = Blend.grey(target);
		shown = new ImagePlus("Similarity in " + target.name(), new ColorProcessor(grey));
		shown.setCalibration(ImagePlusAdapter.toImagePlus(target).getCalibration());
	}

	/** Begins to follow; draws the map of the selection that is there already, or of the centre. */
	ImagePlus start() {
		Roi.addRoiListener(this);
		ImagePlus.addImageListener(this);
		if (source.getRoi() == null) source.setRoi(new PointRoi(source.getWidth() / 2.0, source.getHeight() / 2.0));
		else update();
		if (!GraphicsEnvironment.isHeadless()) IJ.setTool("point");
		IJ.showStatus("Set a point in " + source.getTitle() + ": the map follows");
		return shown;
	}

	@Override
	public void roiModified(final ImagePlus image, final int id) {
		if (image == source && id != RoiListener.DELETED) update();
	}

	private void update() {
		final Roi roi = source.getRoi();
		if (roi == null) return;
		final Rectangle bounds = roi.getBounds();
		final double x = roi instanceof PointRoi ? roi.getFloatPolygon().xpoints[roi.getFloatPolygon().npoints - 1] : bounds.getCenterX();
		final double y = roi instanceof PointRoi ? roi.getFloatPolygon().ypoints[roi.getFloatPolygon().npoints - 1] : bounds.getCenterY();
		final int row = (int) Math.max(0, Math.min(from.rows() - 1, y * from.rows() / source.getHeight()));
		final int column = (int) Math.max(0, Math.min(from.columns() - 1, x * from.columns() / source.getWidth()));
		final float[] map = FeatureMaps.similarity(from, row, column, in);
		final float[] range = PictureCommand.range(map);
		shown.setProcessor(new ColorProcessor(Blend.map(grey, map, in.rows(), in.columns(), colours, range[0], range[1])));
		final double[] best = best(map, in, grey.getWidth(), grey.getHeight());
		shown.setRoi(new PointRoi(best[0] + 0.5, best[1] + 0.5));
		shown.updateAndDraw();
	}

	/** The centre of the patch with the highest value, in pixels. */
	static double[] best(final float[] map, final ImageFeatures features, final int width, final int height) {
		int best = 0;
		for (int i = 1; i < map.length; i++) if (map[i] > map[best]) best = i;
		return new double[] { (best % features.columns() + 0.5) * width / features.columns() - 0.5, (best / features.columns() + 0.5) * height /
			features.rows() - 0.5 };
	}

	@Override
	public void imageClosed(final ImagePlus image) {
		if (image != source && image != shown) return;
		Roi.removeRoiListener(this);
		ImagePlus.removeImageListener(this);
	}

	@Override
	public void imageOpened(final ImagePlus image) {}

	@Override
	public void imageUpdated(final ImagePlus image) {}
}
