package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * What a network of dense prediction looks like: an encoder-decoder with skip connections over several resolutions in the plane, sections
 * kept, logistic outputs. No normalisation layers, so that an output depends on its surroundings only.
 *
 * @param kind what a resolution computes
 * @param channels at each resolution, the finest first
 * @param coarse features of a coarser grid that join, at the resolution {@code coarseLevel}; 0 for none
 * @param coarseLevel 0 for full resolution, 1 for the next...
 * @param outputs number of outputs
 * @param auxiliary number of further outputs that are only learned, not predicted, at every {@link #AUXILIARY_STRIDE}th row and column
 */
public record DenseNetwork(Kind kind, int[] channels, int coarse, int coarseLevel, int outputs, int auxiliary) {

	/** Auxiliary targets are given for every so many rows and columns. */
	public static final int AUXILIARY_STRIDE = 2;

	/**
	 * Pixels of a patch's section up to which gradients are computed in bfloat16. Above, the engine's matrix units overrun their memory (oneDNN
	 * in PyTorch 2.7.1, seen from 72 x 72, not up to 64 x 72), so that larger patches are trained in float32.
	 */
	static final int BFLOAT16_PLANE = 64 * 64;

	private static final int FLOAT32 = 6;

	/** Weight of the auxiliary error beside that of the outputs. */
	private static final double AUXILIARY_SHARE = 0.5;

	/** What a resolution computes. */
	public enum Kind {
		/**
		 * A convolution within the section (1 x 3 x 3) and one across sections (3 x 3 x 3), pooled by 2 in the plane; the finer
		 * resolution is added to what comes up.
		 */
		LIGHT(2, "pair", "sum", 16, 32, 48, 64),
		/**
		 * As the residual symmetric U-Net of Lee et al. 2017 ("Superhuman accuracy on the SNEMI3D connectomics challenge"): 1 x 3 x 3, then
		 * two 3 x 3 x 3 with a residual connection, pooled by 2 in the plane, joined by sums. Without its batch normalisation, with nearest
		 * instead of trilinear upsampling.
		 */
		SUPERHUMAN(2, "residual", "sum", 14, 18, 24, 32),
		/**
		 * As the U-Net of Funke et al. 2018 (MALA, "Large scale image segmentation with structured loss based deep learning for connectome
		 * reconstruction"): two 3 x 3 x 3, pooled by 3 in the plane, joined by concatenation. Padded, with nearest upsampling.
		 */
		MALA(3, "pair", "concatenation", 10, 24, 60);

		private final int pool;
		private final String block;
		private final String join;
		private final int[] channels;

		Kind(final int pool, final String block, final String join, final int... channels) {
			this.pool = pool;
			this.block = block;
			this.join = join;
			this.channels = channels;
		}

		private int convolutions() {
			return block.equals("residual") ? 3 : 2;
		}

		/** Rows and columns of a convolution's kernel are 3; its sections: */
		private int depth(final int convolution) {
			return convolution == 0 && this != MALA ? 1 : 3;
		}
	}

	/**
	 * A network without a coarse grid.
	 *
	 * @param name light, superhuman or mala
	 * @param size channels at full resolution, those of the others in proportion; 0 for sizes that a processor trains in minutes
	 * @throws Refusal if there is no such kind or the size is out of range
	 */
	public static DenseNetwork of(final String name, final int size, final int outputs, final int auxiliary) {
		final Kind kind = Arrays.stream(Kind.values()).filter(k -> k.name().equalsIgnoreCase(name.trim())).findFirst().orElseThrow(
			() -> new Refusal(String.format("network = \"%s\": expected light, superhuman or mala.", name)));
		Refusal.unless(size == 0 || size >= 4 && size <= 256, "size = %d: expected 0 (small) or 4 to 256 channels at full resolution.", size);
		final int[] channels = Arrays.stream(kind.channels).map(c -> size == 0 ? c : Math.max(1, Math.round((float) c * size /
			kind.channels[0]))).toArray();
		return new DenseNetwork(kind, channels, 0, 0, outputs, auxiliary);
	}

	/** The same with a coarser grid whose cells are about {@code stride} pixels wide. */
	public DenseNetwork withCoarse(final int width, final double stride) {
		final int level = (int) Math.max(0, Math.min(channels.length - 1, Math.round(Math.log(stride) / Math.log(kind.pool))));
		return new DenseNetwork(kind, channels, width, level, outputs, auxiliary);
	}

	/** Pixels in the plane of a cell at the resolution where the coarse grid joins. */
	public int coarseStride() {
		return power(coarseLevel);
	}

	/** Rows and columns of what goes in must be multiples of this. */
	public int multiple() {
		return power(channels.length - 1);
	}

	private int power(final int level) {
		int power = 1;
		for (int l = 0; l < level; l++) power *= kind.pool;
		return power;
	}

	/** Pixels in the plane on which an output depends on each side, rounded up to {@link #multiple}. */
	public int context() {
		int pixels = 0;
		for (int l = 0; l < channels.length; l++) {
			final int blocks = l == channels.length - 1 ? 1 : 2;
			pixels += blocks * kind.convolutions() * power(l) + (l > 0 ? 2 * (power(l) - power(l - 1)) : 0);
		}
		return (pixels + multiple() - 1) / multiple() * multiple();
	}

	/** Sections on each side on which an output depends. */
	public int contextSections() {
		int across = 0;
		for (int c = 0; c < kind.convolutions(); c++) across += kind.depth(c) / 2;
		return across * (2 * channels.length - 1);
	}

	/** As a head's metadata keep it; {@link #parse} reads it back. */
	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%s channels %s coarse %d level %d outputs %d auxiliary %d", kind.name().toLowerCase(Locale.ROOT), Arrays
			.stream(channels).mapToObj(Integer::toString).collect(Collectors.joining(",")), coarse, coarseLevel, outputs, auxiliary);
	}

	/**
	 * The network that {@link #toString} describes.
	 *
	 * @param file for the message
	 * @throws Refusal if the text describes none
	 */
	public static DenseNetwork parse(final String text, final String file) {
		try {
			final String[] words = text.split(" ");
			return new DenseNetwork(Kind.valueOf(words[0].toUpperCase(Locale.ROOT)), Arrays.stream(words[2].split(",")).mapToInt(
				Integer::parseInt).toArray(), Integer.parseInt(words[4]), Integer.parseInt(words[6]), Integer.parseInt(words[8]), Integer
					.parseInt(words[10]));
		}
		catch (final IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
			throw new Refusal(file + " holds the network \"" + text + "\", which this version does not know. Use the version of the suite that " +
				"trained it.", e);
		}
	}

	/**
	 * Random weights (He, normal). Those by which the coarse grid joins start at zero, so that it changes nothing before it has shown its use.
	 *
	 * @param width number of features at full resolution
	 */
	public List<Tensor> random(final int width, final long seed) {
		final SplittableRandom random = new SplittableRandom(seed);
		final List<Tensor> tensors = new ArrayList<>();
		final int levels = channels.length;
		for (int l = 0; l < levels; l++) block(tensors, "down" + l, random, l == 0 ? width : channels[l - 1], channels[l]);
		for (int l = levels - 2; l >= 0; l--) {
			convolution(tensors, "up" + l + ".narrow", random, channels[l], channels[l + 1], 1, 1);
			block(tensors, "up" + l, random, kind.join.equals("sum") ? channels[l] : 2 * channels[l], channels[l]);
		}
		convolution(tensors, "output", random, outputs, channels[0], 1, 1);
		if (auxiliary > 0) convolution(tensors, "auxiliary", random, auxiliary, channels[0], 1, 1);
		if (coarse > 0) {
			convolution(tensors, "coarse.in", random, channels[coarseLevel], coarse, 1, 1);
			final int c = channels[coarseLevel];
			tensors.add(Tensor.of("coarse.out.weight", new float[c * c], c, c, 1, 1, 1));
			tensors.add(Tensor.of("coarse.out.bias", new float[c], c));
		}
		return tensors;
	}

	private void block(final List<Tensor> tensors, final String name, final SplittableRandom random, final int in, final int out) {
		for (int c = 0; c < kind.convolutions(); c++) convolution(tensors, name + "." + c, random, out, c == 0 ? in : out, kind.depth(c), 3);
	}

	private static void convolution(final List<Tensor> tensors, final String name, final SplittableRandom random, final int out,
		final int in, final int depth, final int side)
	{
		final int fan = in * depth * side * side;
		final float[] values = new float[out * fan];
		final double deviation = Math.sqrt(2.0 / fan);
		final Random gaussian = new Random(random.nextLong());
		for (int i = 0; i < values.length; i++) values[i] = (float) (deviation * gaussian.nextGaussian());
		tensors.add(Tensor.of(name + ".weight", values, out, in, depth, side, side));
		tensors.add(Tensor.of(name + ".bias", new float[out], out));
	}

	/**
	 * The network's text for {@link Trainable}.
	 *
	 * @param dice weight of the Dice term of the outputs; 0 for none
	 * @param exact whether to compute in float32 even where bfloat16 is faster
	 */
	String text(final double dice, final boolean exact) {
		final int levels = channels.length;
		final int block = 2 * kind.convolutions();
		final StringBuilder down = new StringBuilder();
		String last = joined(down, "a", 0, levels, block);
		final String[] skips = new String[levels];
		skips[0] = last;
		for (int l = 1; l < levels; l++) {
			down.append(String.format("    d%d = (self).%s((self).down(%s, ), p, %d, )%n", l, kind.block, last, l * block));
			last = joined(down, "d" + l, l, levels, block);
			skips[l] = last;
		}
		final StringBuilder up = new StringBuilder();
		int at = levels * block;
		for (int l = levels - 2; l >= 0; l--) {
			up.append(String.format("    u%d = (self).%s((self).up(%s, %s, p, %d, ), p, %d, )%n", l, kind.block, last, skips[l], at, at + 2));
			last = "u" + l;
			at += 2 + block;
		}
		final String text = Script.resource(DenseNetwork.class, "DenseNetwork.txt");
		return (exact ? text.replace("${type}", Integer.toString(FLOAT32)) : text).replace("${pool}", Integer.toString(kind.pool)).replace("${join}",
			kind.join).replace("${block}", kind.block).replace("${down}", down.toString().stripTrailing()).replace("${up}", up.toString()
				.stripTrailing()).replace("${output}", Integer.toString(at)).replace("${last}", last).replace("${auxiliary}", Integer.toString(
					auxiliary)).replace("${stride}", Integer.toString(AUXILIARY_STRIDE)).replace("${share}", Double.toString(AUXILIARY_SHARE)).replace(
						"${dice}", Double.toString(dice));
	}

	/** Adds the line that joins the coarse grid, where this is its resolution; gives the name of what goes on. */
	private String joined(final StringBuilder lines, final String name, final int level, final int levels, final int block) {
		if (coarse == 0 || level != coarseLevel) return name;
		final int first = levels * block + (levels - 1) * (2 + block) + (auxiliary > 0 ? 4 : 2);
		lines.append(String.format("    j%d = torch.add(%s, (self).coarse(g, p, %d, ))%n", level, name, first));
		return "j" + level;
	}
}
