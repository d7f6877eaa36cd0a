package io.github.encoderj.encoder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Resampling;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * A finer grid of features from an encoder of coarse patches: each section is magnified, encoded at several shifted origins whose patches
 * interleave, and the tokens of several blocks are laid side by side and reduced to their principal components.
 * <p>
 * A section is encoded in square tiles of the encoder's own size that overlap by half; a cell is the mean of all tiles that hold it, each
 * weighted by how far inside it the cell lies. A patch of such an encoder looks at its whole tile, so features still depend a little on where
 * tiles fall, but without a step anywhere. What lies beyond the section is thought mirrored.
 */
public final class FineGrid implements Encoder {

	private static final int BATCH = 8;
	private static final int SECTIONS_TO_FIT = 8;
	private static final int CELLS_TO_FIT = 4000;

	private final PictureEncoder source;
	private final Settings settings;
	private final Window window;
	private final Optional<Projection> projection;
	private final Optional<Path> cache;
	private final int tile;
	private final int patch;
	private final int rawWidth;

	/**
	 * How fine.
	 *
	 * @param magnification 1, 2, 4...: how many times larger the sections are made
	 * @param shifts origins along each axis: 1, 2, 4... times as many cells along it
	 * @param layers blocks of a transformer, from 1; empty for the encoder's final features
	 * @param components principal components that are kept; features as they are where there are no more
	 */
	public record Settings(int magnification, int shifts, List<Integer> layers, int components) {

		/** Magnified twice, no shifts, the final features, 32 components. */
		public static final Settings DEFAULT = new Settings(2, 1, List.of(), 32);

		private static final Pattern TEXT = Pattern.compile(
			"(.*); fine grid: magnified (\\d+), shifts (\\d+), layers ([\\d,]*|final), components (\\d+)");

		public Settings {
			layers = List.copyOf(new TreeSet<>(layers));
			Refusal.unless(magnification >= 1 && magnification <= 16, "magnification = %d: expected 1 to 16.", magnification);
			Refusal.unless(shifts >= 1 && shifts <= 16, "shifts = %d: expected 1 to 16.", shifts);
			Refusal.unless(components >= 1 && components <= 1024, "components = %d: expected 1 to 1024.", components);
		}

		/** Reads layers as macros write them: numbers from 1, separated by commas or spaces; "" for the final features. */
		public static List<Integer> layers(final String text) {
			try {
				return text.isBlank() ? List.of() : Arrays.stream(text.trim().split("[,;\\s]+")).map(Integer::parseInt).toList();
			}
			catch (final NumberFormatException e) {
				throw new Refusal("layers = \"" + text + "\": expected numbers of blocks such as 4,8,12, or nothing for the final features.", e);
			}
		}

		/** The settings within the preprocessing of a head, if it was trained on a fine grid. */
		public static Optional<Settings> in(final String preprocessing) {
			final Matcher m = TEXT.matcher(preprocessing);
			if (!m.matches()) return Optional.empty();
			return Optional.of(new Settings(Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)), m.group(4).equals("final") ? List.of()
				: layers(m.group(4)), Integer.parseInt(m.group(5))));
		}

		/** What the encoder itself calls its preprocessing, of a preprocessing that may name a fine grid. */
		public static String without(final String preprocessing) {
			final Matcher m = TEXT.matcher(preprocessing);
			return m.matches() ? m.group(1) : preprocessing;
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "; fine grid: magnified %d, shifts %d, layers %s, components %d", magnification, shifts, layers
				.isEmpty() ? "final" : layers.stream().map(Object::toString).collect(Collectors.joining(",")), components);
		}
	}

	/**
	 * A fine grid that must be {@link #fitted} before it encodes.
	 *
	 * @param source is closed with this
	 * @param window grey values of the volumes to come that count as black and white
	 * @param cache folder in which encoded sections are kept and found again
	 * @throws Refusal if the encoder has no patches, not these blocks, or patches that cannot be divided so
	 */
	public FineGrid(final PictureEncoder source, final Settings settings, final Window window, final Optional<Path> cache) {
		this(source, settings, window, cache, Optional.empty());
	}

	private FineGrid(final PictureEncoder source, final Settings settings, final Window window, final Optional<Path> cache,
		final Optional<Projection> projection)
	{
		this.source = source;
		this.settings = settings;
		this.window = window;
		this.cache = cache;
		this.projection = projection;
		patch = source.stride();
		final int finer = settings.magnification * settings.shifts;
		Refusal.unless(patch % finer == 0, "magnification = %d, shifts = %d: their product must divide the patches of %s, which are %d pixels " +
			"wide.", settings.magnification, settings.shifts, source.name(), patch);
		for (final int layer : settings.layers) {
			Refusal.unless(layer >= 1 && layer <= source.blocks() && source.hasAttention(), "layers: %s has no block %d; its tokens can be had of " +
				"%s. Leave layers empty for the final features.", source.name(), layer, source.hasAttention() ? "blocks 1 to " + source.blocks()
					: "none");
		}
		final ImageFeatures probe = source.encodeWhole(List.of(new Planes(new float[patch * patch], 1, patch, patch)), window, 0, Wanted.FINAL)
			.get(0);
		Refusal.unless(probe.rows() > 0, "%s gives one vector a picture and no patches; affinities need patches.", source.name());
		tile = probe.rows();
		rawWidth = source.width() * Math.max(1, settings.layers.size());
	}

	/** The same with a projection that was fitted before. */
	public FineGrid with(final Projection fitted) {
		return new FineGrid(source, settings, window, cache, Optional.of(fitted));
	}

	/** The same with a projection fitted to some sections of a volume, which are encoded for that. */
	public FineGrid fitted(final Volume<?> volume) {
		final int depth = (int) volume.depth();
		final int sections = Math.min(SECTIONS_TO_FIT, depth);
		final int each = CELLS_TO_FIT / sections;
		float[] sample = new float[0];
		for (int s = 0; s < sections; s++) {
			final float[] raw = raw(section(volume, (long) s * depth / sections), 0);
			final int cells = raw.length / rawWidth;
			final int step = Math.max(1, cells / each);
			final int first = sample.length;
			sample = Arrays.copyOf(sample, first + (cells + step - 1) / step * rawWidth);
			for (int i = 0, to = first; i < cells; i += step, to += rawWidth) System.arraycopy(raw, i * rawWidth, sample, to, rawWidth);
		}
		return with(Projection.fit(sample, rawWidth, settings.components));
	}

	/** The projection, once there is one. */
	public Optional<Projection> projection() {
		return projection;
	}

	@Override
	public String name() {
		return source.name();
	}

	@Override
	public String sha256() {
		return source.sha256();
	}

	@Override
	public String preprocessing() {
		return source.preprocessing() + settings;
	}

	@Override
	public int width() {
		return Math.min(rawWidth, settings.components);
	}

	@Override
	public int stride() {
		return patch / settings.magnification / settings.shifts;
	}

	/** More than any section has: a patch looks at its tile, and tiles are laid over the whole section. */
	@Override
	public int contextPixels() {
		return 1 << 20;
	}

	@Override
	public int contextSections() {
		return 0;
	}

	@Override
	public FeatureGrid encode(final Volume<?> volume, final long fromSection, final long toSection) {
		Refusal.unless(volume.channels() == 1, "%s has %d channels; a fine grid is made of one. Choose a channel.", volume.name(), volume
			.channels());
		final int sections = Math.toIntExact(toSection - fromSection);
		final int rows = cells(volume.height());
		final int columns = cells(volume.width());
		final int plane = rows * columns;
		final float[] data = new float[Math.toIntExact((long) width() * sections * plane)];
		for (int s = 0; s < sections; s++) {
			final float[] one = kept(section(volume, fromSection + s));
			for (int f = 0; f < width(); f++) System.arraycopy(one, f * plane, data, (f * sections + s) * plane, plane);
		}
		return new FeatureGrid(data, width(), sections, rows, columns, stride());
	}

	private int cells(final long pixels) {
		return Math.toIntExact((pixels + stride() - 1) / stride());
	}

	private static <T extends RealType<T>> Planes section(final Volume<T> volume, final long z) {
		final long[] min = { 0, 0, z };
		final long[] max = { volume.width() - 1, volume.height() - 1, z };
		final Volume<T> one = new Volume<>(Views.zeroMin(Views.interval(volume.pixels(), min, max)), volume.geometry(), volume.name());
		return new Planes(Pixels.floats(one), 1, (int) volume.height(), (int) volume.width());
	}

	/** The features of a section, order [feature, row, column], from the cache if they are there. */
	private float[] kept(final Planes section) {
		final Projection fitted = projection.orElseThrow(() -> new IllegalStateException("a fine grid encodes once its projection is fitted"));
		final Path file = cache.map(folder -> folder.resolve("section-" + key(section, fitted) + ".safetensors")).orElse(null);
		if (file != null && Files.exists(file)) return Safetensors.open(file).tensor("features").floats();
		final float[] features = fitted.apply(raw(section, 0));
		if (file != null) {
			final int plane = features.length / width();
			Safetensors.write(file, Map.of("encoder", name(), "preprocessing", preprocessing()), List.of(Tensor.of("features", features, width(),
				plane)));
		}
		return features;
	}

	private String key(final Planes section, final Projection fitted) {
		try {
			final MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update((sha256() + preprocessing() + window + section.width()).getBytes(StandardCharsets.UTF_8));
			for (final float[] part : List.of(section.data(), fitted.mean(), fitted.deviation(), fitted.axes())) {
				final ByteBuffer bytes = ByteBuffer.allocate(4 * part.length);
				bytes.asFloatBuffer().put(part);
				digest.update(bytes);
			}
			return HexFormat.of().formatHex(digest.digest(), 0, 12);
		}
		catch (final NoSuchAlgorithmException e) {
			throw new IllegalStateException("every Java has SHA-256", e);
		}
	}

	/**
	 * The tokens of a section before the projection.
	 *
	 * @param origin patches by which the tiles begin before the section
	 * @return order [cell, feature], cells in the order [row, column]
	 */
	float[] raw(final Planes section, final int origin) {
		final Planes large = settings.magnification == 1 ? section : Resampling.BICUBIC.floats(section, section.height() *
			settings.magnification, section.width() * settings.magnification);
		final FineTiles tiles = new FineTiles(large, patch, tile, settings.shifts, origin, cells(section.height()), cells(section.width()));
		final Wanted wanted = settings.layers.isEmpty() ? Wanted.FINAL : new Wanted(settings.layers.stream().map(l -> l - 1).collect(Collectors
			.toSet()), Set.of());
		final float[] sums = new float[Math.toIntExact((long) tiles.rows() * tiles.columns() * rawWidth)];
		final float[] weights = new float[tiles.rows() * tiles.columns()];
		final List<FineTiles.Tile> all = tiles.all();
		for (int i = 0; i < all.size(); i += BATCH) {
			final List<FineTiles.Tile> some = all.subList(i, Math.min(all.size(), i + BATCH));
			final List<ImageFeatures> features = source.encodeWhole(some.stream().map(tiles::read).toList(), window, tile * patch, wanted);
			for (int j = 0; j < some.size(); j++) tiles.add(some.get(j), tokens(features.get(j)), rawWidth, sums, weights);
		}
		for (int i = 0; i < sums.length; i++) sums[i] /= weights[i / rawWidth];
		return sums;
	}

	/** Of a tile, order [row, column, feature]: the final features, or those of the wanted blocks side by side. */
	private float[] tokens(final ImageFeatures features) {
		if (settings.layers.isEmpty()) return features.patches();
		final int width = features.width();
		final int patches = features.rows() * features.columns();
		final float[] tokens = new float[patches * rawWidth];
		for (int l = 0; l < settings.layers.size(); l++) {
			final float[] block = features.blocks().get(settings.layers.get(l) - 1);
			final int prefix = block.length / width - patches;
			for (int i = 0; i < patches; i++) System.arraycopy(block, (prefix + i) * width, tokens, i * rawWidth + l * width, width);
		}
		return tokens;
	}

	@Override
	public void close() {
		source.close();
	}
}
