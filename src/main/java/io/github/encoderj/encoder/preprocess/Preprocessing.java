package io.github.encoderj.encoder.preprocess;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.network.Config;
import io.github.encoderj.encoder.network.WeightsFolder;

/**
 * How an encoder's authors turn a picture into its input.
 *
 * @param floatResize whether the picture is resized in float after scaling to 0..1 (DINOv3), or in 8 bits before (all others)
 * @param resize what is done about the size
 * @param edge size after resizing: both sides, or the shorter one; 0 for {@link Resize#NONE}
 * @param crop side of the centre crop after resizing; 0 for none
 * @param filter of the resizing
 * @param mean of each of the three channels, of values 0..1
 * @param std likewise
 */
public record Preprocessing(boolean floatResize, Resize resize, int edge, int crop, Resampling filter, double[] mean, double[] std) {

	/** What is done about the size of a picture. */
	public enum Resize {
		/** Both sides become the edge; the aspect ratio is not kept. */
		SQUARE,
		/** The shorter side becomes the edge. */
		SHORT_EDGE,
		/** Nothing. */
		NONE
	}

	private static final int LARGEST = 1 << 14;
	private static final double[] IMAGENET_MEAN = { 0.485, 0.456, 0.406 };
	private static final double[] IMAGENET_STD = { 0.229, 0.224, 0.225 };
	private static final double[] CLIP_MEAN = { 0.48145466, 0.4578275, 0.40821073 };
	private static final double[] CLIP_STD = { 0.26862954, 0.26130258, 0.27577711 };

	public Preprocessing {
		Refusal.unless(mean.length == 3 && std.length == 3 && Arrays.stream(std).allMatch(s -> s > 0),
			"The normalisation %s / %s is not one: three means and three positive standard deviations are expected.", Arrays.toString(mean),
			Arrays.toString(std));
		Refusal.unless(resize == Resize.NONE || edge > 0 && edge < 1 << 15, "A picture cannot be resized to %d pixels.", edge);
	}

	/**
	 * What a weights folder says: preprocessor_config.json, timm's pretrained_cfg, open_clip's preprocess_cfg, or for BioViL and CONCH,
	 * which publish none, what their code does.
	 */
	public static Preprocessing of(final WeightsFolder weights) {
		final Path file = weights.folder().resolve("preprocessor_config.json");
		if (Files.exists(file)) return huggingFace(Config.read(file));
		final Config config = weights.config();
		if (weights.family().contains("multi_image")) {
			return new Preprocessing(false, Resize.SHORT_EDGE, 512, 448, Resampling.BILINEAR, new double[3], new double[] { 1, 1, 1 });
		}
		if (config.has("pretrained_cfg")) return timm(config.inside("pretrained_cfg"));
		if (config.has("model_cfg") || weights.family().equals("conch")) {
			final Config vision = config.has("model_cfg") ? config.inside("model_cfg").inside("vision_cfg") : config.inside("vision_cfg");
			final Config values = config.inside("preprocess_cfg");
			final int side = vision.integer("image_size", 224);
			return new Preprocessing(false, Resize.SHORT_EDGE, side, side, Resampling.BICUBIC, values.numbers("mean", CLIP_MEAN), values.numbers(
				"std", CLIP_STD));
		}
		throw new Refusal("The folder " + weights.folder() + " holds no preprocessor_config.json. Fetch all files of the model; without that " +
			"one its input is not known.");
	}

	/** The settings of a Hugging Face image processor. */
	public static Preprocessing huggingFace(final Config config) {
		final String processor = config.text("image_processor_type").or(() -> config.text("feature_extractor_type")).orElse("");
		final boolean convNext = processor.startsWith("ConvNext");
		final boolean dinov3 = processor.startsWith("DINOv3");
		final Config size = config.inside("size");
		int edge = size.has("height") ? size.integer("height") : size.has("shortest_edge") ? size.integer("shortest_edge") : config.integer(
			"size", 224);
		Refusal.unless(!size.has("height") || size.integer("width", edge) == edge, "%s: height and width differ; only squares are known.", size
			.where());
		Resize resize = size.has("shortest_edge") ? Resize.SHORT_EDGE : Resize.SQUARE;
		final Config cropSize = config.inside("crop_size");
		int crop = config.flag("do_center_crop", cropSize.has("height") && !dinov3) ? cropSize.has("height") ? cropSize.integer("height")
			: config.integer("crop_size", 224) : 0;
		if (convNext && edge >= 384) resize = Resize.SQUARE;
		else if (convNext) {
			crop = edge;
			edge = (int) (edge / config.number("crop_pct", 224.0 / 256));
		}
		if (!config.flag("do_resize", true)) resize = Resize.NONE;
		final boolean normalise = config.flag("do_normalize", true);
		return new Preprocessing(dinov3, resize, edge, crop, filter(config.integer("resample", 3), config), normalise ? config.numbers(
			"image_mean", IMAGENET_MEAN) : new double[3], normalise ? config.numbers("image_std", IMAGENET_STD) : new double[] { 1, 1, 1 });
	}

	/** The settings of a timm model. */
	static Preprocessing timm(final Config config) {
		final double[] input = config.numbers("input_size", 3, 224, 224);
		Refusal.unless(input.length == 3 && input[1] == input[2], "%s: input_size %s is not three channels of a square.", config.where(), Arrays
			.toString(input));
		final int side = (int) input[1];
		final String filter = config.text("interpolation").orElse("bicubic");
		Refusal.unless(filter.equals("bicubic") || filter.equals("bilinear"), "%s: the interpolation %s is not known; bilinear and bicubic are.",
			config.where(), filter);
		return new Preprocessing(false, Resize.SHORT_EDGE, (int) Math.floor(side / config.number("crop_pct", 1)), side, Resampling.valueOf(filter
			.toUpperCase(Locale.ROOT)), config.numbers("mean", IMAGENET_MEAN), config.numbers("std", IMAGENET_STD));
	}

	private static Resampling filter(final int number, final Config config) {
		Refusal.unless(number == 2 || number == 3, "%s: resample is %d; 2 (bilinear) and 3 (bicubic) are known.", config.where(), number);
		return number == 2 ? Resampling.BILINEAR : Resampling.BICUBIC;
	}

	/** The same, but for pictures of another side; 0 leaves it as it is. Resize and crop keep their ratio. */
	public Preprocessing withResolution(final int side) {
		if (side == 0) return this;
		Refusal.unless(side > 0 && side < LARGEST, "resolution = %d: the side of the encoded picture must lie in 1..%d pixels, or be 0.", side,
			LARGEST - 1);
		final int newEdge = crop == 0 ? side : (int) Math.round((double) side * edge / crop);
		return new Preprocessing(floatResize, resize == Resize.NONE ? Resize.SQUARE : resize, newEdge, crop == 0 ? 0 : side, filter, mean, std);
	}

	/**
	 * The same without a crop: the whole picture becomes a square.
	 *
	 * @param side in pixels; 0 for the encoder's own
	 * @param multiple what the side is rounded to a multiple of
	 */
	public Preprocessing wholePicture(final int side, final int multiple) {
		Refusal.unless(side >= 0 && side < LARGEST, "resolution = %d: the side of the encoded picture must lie in 1..%d pixels, or be 0.", side,
			LARGEST - 1);
		final int own = crop > 0 ? crop : edge > 0 ? edge : 224;
		final int rounded = Math.max(1, Math.round((float) (side > 0 ? side : own) / multiple)) * multiple;
		return new Preprocessing(floatResize, Resize.SQUARE, rounded, 0, filter, mean, std);
	}

	/** The same without any resizing or cropping. */
	public Preprocessing atFullSize() {
		return new Preprocessing(floatResize, Resize.NONE, 0, 0, filter, mean, std);
	}

	/**
	 * Makes the network's input.
	 *
	 * @param picture one channel (which becomes three equal ones) or three, of any values
	 * @param window grey values that count as black and white
	 * @return three normalised channels
	 */
	public Planes apply(final Planes picture, final Window window) {
		Refusal.unless(picture.channels() == 1 || picture.channels() == 3, "A picture has %d channels; an encoder takes 1 or 3. Choose some.",
			picture.channels());
		final float[] scaled = new float[picture.data().length];
		for (int i = 0; i < scaled.length; i++) {
			scaled[i] = window.scaled(picture.data()[i]);
			if (!floatResize) scaled[i] = (float) Math.rint(scaled[i] * 255.0);
		}
		final Planes unit = new Planes(scaled, picture.channels(), picture.height(), picture.width());
		return normalised(cropped(resized(unit)));
	}

	private Planes resized(final Planes in) {
		if (resize == Resize.NONE) return in;
		int height = edge;
		int width = edge;
		if (resize == Resize.SHORT_EDGE && in.height() < in.width()) width = (int) ((long) edge * in.width() / in.height());
		else if (resize == Resize.SHORT_EDGE) height = (int) ((long) edge * in.height() / in.width());
		return floatResize ? filter.floats(in, height, width) : filter.bytes(in, height, width);
	}

	/** The middle of the picture; where it is too small, black is added around it. */
	private Planes cropped(final Planes in) {
		if (crop == 0 || in.height() == crop && in.width() == crop) return in;
		final int top = Math.floorDiv(in.height() - crop, 2);
		final int left = Math.floorDiv(in.width() - crop, 2);
		final float[] out = new float[in.channels() * crop * crop];
		for (int i = 0; i < out.length; i++) {
			final int y = i / crop % crop + top;
			final int x = i % crop + left;
			if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
				out[i] = in.data()[(i / (crop * crop) * in.height() + y) * in.width() + x];
			}
		}
		return new Planes(out, in.channels(), crop, crop);
	}

	private Planes normalised(final Planes in) {
		final int n = in.height() * in.width();
		final float[] out = new float[3 * n];
		for (int c = 0; c < 3; c++) {
			final int from = in.channels() == 1 ? 0 : c * n;
			final double factor = (floatResize ? 1 : 1 / 255.0) / std[c];
			final double offset = -mean[c] / std[c];
			for (int i = 0; i < n; i++) out[c * n + i] = (float) (in.data()[from + i] * factor + offset);
		}
		return new Planes(out, 3, in.height(), in.width());
	}

	/** In one line, as feature stores are keyed by it. */
	@Override
	public String toString() {
		final String size = switch (resize) {
			case NONE -> "full size";
			case SQUARE -> edge + " x " + edge;
			case SHORT_EDGE -> "short side " + edge;
		};
		return String.format(Locale.ROOT, "%s %s %s%s, mean %s, std %s", size, filter.name().toLowerCase(Locale.ROOT), floatResize ? "float"
			: "8 bit", crop == 0 ? "" : ", centre " + crop, text(mean), text(std));
	}

	private static String text(final double[] values) {
		return String.join(" ", Arrays.stream(values).mapToObj(v -> Double.toString(v)).toList());
	}

	@Override
	public boolean equals(final Object other) {
		return other instanceof Preprocessing p && toString().equals(p.toString());
	}

	@Override
	public int hashCode() {
		return toString().hashCode();
	}
}
