package io.github.encoderj.command.slides;

import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.io.RoiDecoder;
import ij.process.FloatPolygon;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.wsi.tissue.Outline;
import io.github.encoderj.wsi.tissue.Region;
import io.github.encoderj.wsi.tissue.TissueGeoJson;

/** Outlines that somebody drew: QuPath's GeoJSON, an ImageJ selection (.roi) or a set of them (.zip), in pixels of level 0. */
final class OutlineInput {

	private OutlineInput() {}

	/**
	 * Reads outlines.
	 *
	 * @param key the macro key, for messages
	 * @throws Refusal if the file does not exist, is of another kind, or holds no area
	 */
	static List<Region> read(final String key, final String text) {
		final Path path = Path.of(text.trim());
		final String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
		Refusal.unless(Files.isRegularFile(path), "%s = %s: there is no such file. Check the name and the folder.", key, text);
		if (name.endsWith(".geojson") || name.endsWith(".json")) return TissueGeoJson.read(path);
		Refusal.unless(name.endsWith(".roi") || name.endsWith(".zip"), "%s = %s: expected outlines as .geojson, .roi or .zip.", key, text);
		final List<Region> regions = new ArrayList<>();
		try {
			for (final Roi roi : rois(path, name.endsWith(".zip"))) add(roi, regions);
		}
		catch (final IOException | RuntimeException e) {
			if (e instanceof Refusal refusal) throw refusal;
			throw new Refusal(key + " = " + text + ": this is no file of ImageJ selections (" + e.getMessage() + "). Save it again from the ROI " +
				"Manager.", e);
		}
		Refusal.unless(!regions.isEmpty(), "%s = %s holds no area. Draw areas, not points or lines.", key, text);
		return regions;
	}

	private static List<Roi> rois(final Path path, final boolean zip) throws IOException {
		final List<Roi> rois = new ArrayList<>();
		if (!zip) {
			rois.add(decoded(Files.readAllBytes(path), path.toString()));
			return rois;
		}
		try (InputStream file = Files.newInputStream(path); ZipInputStream in = new ZipInputStream(file)) {
			for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
				if (entry.getName().endsWith(".roi")) rois.add(decoded(in.readAllBytes(), entry.getName()));
			}
		}
		return rois;
	}

	private static Roi decoded(final byte[] bytes, final String name) throws IOException {
		final Roi roi = new RoiDecoder(bytes, name).getRoi();
		if (roi == null) throw new IOException(name + " is empty");
		return roi;
	}

	/** A composite selection gives its pieces, of which those inside of another one are its holes. */
	private static void add(final Roi roi, final List<Region> regions) {
		if (!roi.isArea()) return;
		final List<Outline> pieces = new ArrayList<>();
		for (final Roi piece : roi instanceof ShapeRoi shape ? shape.getRois() : new Roi[] { roi }) {
			final FloatPolygon polygon = piece.getFloatPolygon();
			if (polygon.npoints < 3) continue;
			final double[] x = new double[polygon.npoints];
			final double[] y = new double[polygon.npoints];
			for (int i = 0; i < x.length; i++) {
				x[i] = polygon.xpoints[i];
				y[i] = polygon.ypoints[i];
			}
			pieces.add(new Outline(x, y));
		}
		pieces.sort(Comparator.comparingDouble(Outline::area).reversed());
		final List<Outline> outer = new ArrayList<>();
		final List<List<Outline>> holes = new ArrayList<>();
		for (final Outline piece : pieces) {
			int within = -1;
			for (int i = 0; i < outer.size(); i++) {
				final boolean inHole = holes.get(i).stream().anyMatch(hole -> inside(piece, hole));
				if (inside(piece, outer.get(i)) && !inHole) within = i;
			}
			if (within >= 0) holes.get(within).add(piece);
			else {
				outer.add(piece);
				holes.add(new ArrayList<>());
			}
		}
		for (int i = 0; i < outer.size(); i++) regions.add(new Region(outer.get(i), holes.get(i)));
	}

	/** Whether the larger part of the corners of one outline lies inside of another. */
	private static boolean inside(final Outline one, final Outline other) {
		int in = 0;
		for (int i = 0; i < one.corners(); i++) in += other.side(one.x(i), one.y(i)) >= 0 ? 1 : 0;
		return 2 * in > one.corners();
	}

	/** A region as a selection on a picture of the slide. */
	static Roi roi(final Region region, final double downsampleX, final double downsampleY) {
		final Path2D.Double path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
		append(path, region.outline(), downsampleX, downsampleY);
		region.holes().forEach(hole -> append(path, hole, downsampleX, downsampleY));
		return new ShapeRoi(path);
	}

	private static void append(final Path2D path, final Outline outline, final double downsampleX, final double downsampleY) {
		path.moveTo(outline.x(0) / downsampleX, outline.y(0) / downsampleY);
		for (int i = 1; i < outline.corners(); i++) path.lineTo(outline.x(i) / downsampleX, outline.y(i) / downsampleY);
		path.closePath();
	}
}
