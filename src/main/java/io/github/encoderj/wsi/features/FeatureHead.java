package io.github.encoderj.wsi.features;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.image.pyramid.PyramidLevel;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.tile.TileGrid;

/**
 * What a file of features says besides the features: of which encoder and tiles they are, with the attributes that CLAM and TRIDENT look
 * for. CLAM's patch_level and downsample are left out where tiles are resized, because its patch_size would mean another part of the
 * slide.
 */
final class FeatureHead {

	private FeatureHead() {}

	/** The file before its features. */
	static byte[] of(final Slide slide, final TileGrid grid, final TileEncoder encoder, final EncodingSettings settings, final int width) {
		final Map<String, Object> file = new LinkedHashMap<>();
		file.put("encoder", encoder.name());
		file.put("weights_sha256", encoder.sha256());
		file.put("preprocessing", encoder.preprocessing());
		file.put("tiles", settings.text());
		file.put("slide_bytes", slide.pyramid().path().toFile().length());
		file.put("version", Version.get());
		final Map<String, Object> features = new LinkedHashMap<>();
		features.put("name", slide.name());
		features.put("encoder", encoder.name());
		final int[] coordinates = new int[2 * grid.kept().size()];
		for (int i = 0; i < grid.kept().size(); i++) {
			coordinates[2 * i] = grid.kept().get(i).x();
			coordinates[2 * i + 1] = grid.kept().get(i).y();
		}
		return new Hdf5Layout(file, places(slide, grid), features, coordinates, width).head();
	}

	private static Map<String, Object> places(final Slide slide, final TileGrid grid) {
		final Map<String, Object> places = new LinkedHashMap<>();
		places.put("name", slide.name());
		places.put("patch_size", (long) grid.settings().side());
		places.put("patch_size_level0", (long) grid.side());
		places.put("overlap", (long) grid.settings().overlap());
		places.put("level0_width", (long) slide.width());
		places.put("level0_height", (long) slide.height());
		if (slide.calibrated() && slide.pixelSize().mean() < 2.4) {
			final double pixel = slide.pixelSize().mean();
			final double tile = pixel * grid.side() / grid.settings().side();
			places.put("level0_magnification", (long) Slide.magnification(pixel));
			places.put("level0_micrometres", pixel);
			if (tile < 2.4) places.put("target_magnification", (long) Slide.magnification(tile));
		}
		if (grid.levelSide() == grid.settings().side()) {
			final PyramidLevel level = slide.pyramid().level(grid.level());
			places.put("patch_level", (long) grid.level());
			places.put("downsample", new double[] { level.downsampleX(), level.downsampleY() });
			places.put("level_dim", new long[] { level.width(), level.height() });
			places.put("downsampled_level_dim", new long[] { (long) (slide.width() / level.downsampleX()), (long) (slide.height() / level
				.downsampleY()) });
		}
		return places;
	}

	/**
	 * Makes sure that a finished file may be kept.
	 *
	 * @throws Refusal if it is of another encoder, preprocessing, grid or tissue, or of another program
	 */
	static void check(final SlideFeatures found, final TileEncoder encoder, final EncodingSettings settings) {
		final String what = found.path().toString();
		final Optional<String> sha256 = found.text("weights_sha256");
		Refusal.unless(sha256.isPresent(), "%s exists and was made by another program. Choose another output folder, or set overwrite.", what);
		same(what, "encoder", sha256.get(), encoder.sha256());
		same(what, "preprocessing", found.text("preprocessing").orElse(""), encoder.preprocessing());
		same(what, "tiling", found.text("tiles").orElse(""), settings.text());
	}

	private static void same(final String file, final String what, final String found, final String wanted) {
		Refusal.unless(found.equals(wanted), "%s holds features of another %s: %s, not %s. Choose another output folder, or set overwrite.", file,
			what, found, wanted);
	}
}
