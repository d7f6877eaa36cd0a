package io.github.encoderj.learn.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.encoderj.base.Refusal;

/** The kinds of decoder. */
public enum PlaneHead {

	/** One linear layer on each patch; what it gives is interpolated. */
	LINEAR {

		@Override
		String compose(final PlaneNetwork network, final Shape shape) {
			return network.output(last(network, shape), shape.features(), shape.outputs());
		}
	},

	/**
	 * Simple feature pyramid: the last map alone, brought to four resolutions by transposed convolutions and pooling (Li et al. 2022,
	 * Exploring plain vision transformer backbones for object detection); the four are brought to the finest and summed.
	 */
	VITDET {

		@Override
		String compose(final PlaneNetwork network, final Shape shape) {
			final int channels = shape.channels();
			final String start = network.convolution(last(network, shape), "input", shape.features(), channels, 1);
			String finest = "";
			String sum = "";
			for (int level = 0; level < LEVELS; level++) {
				final String name = "level" + level;
				final String scaled = scaled(network, start, name, channels, shape.doublings() - level);
				final String map = network.block(network.block(scaled, name + ".reduce", channels, channels, 1), name + ".smooth", channels,
					channels, 3);
				if (level == 0) finest = map;
				sum = level == 0 ? map : network.sum(sum, network.resized(map, finest));
			}
			return network.output(sum, channels, shape.outputs());
		}
	},

	/**
	 * Pyramid pooling and feature pyramid over the outputs of several blocks (Xiao et al. 2018, Unified perceptual parsing for scene
	 * understanding), brought to four resolutions first where they all have the same.
	 */
	UPERNET {

		@Override
		String compose(final PlaneNetwork network, final Shape shape) {
			final int channels = shape.channels();
			final List<String> lateral = new ArrayList<>();
			for (int level = 0; level < LEVELS; level++) {
				final String name = "level" + level;
				final String block = network.part("x", Math.min(level, shape.blocks() - 1), shape.features());
				lateral.add(scaled(network, network.block(block, name + ".lateral", shape.features(), channels, 1), name, channels, shape
					.doublings() - level));
			}
			lateral.set(LEVELS - 1, pyramidPooling(network, lateral.get(LEVELS - 1), channels));
			for (int level = LEVELS - 2; level >= 0; level--) {
				lateral.set(level, network.sum(lateral.get(level), network.resized(lateral.get(level + 1), lateral.get(level))));
			}
			final List<String> maps = new ArrayList<>();
			for (int level = 0; level < LEVELS; level++) {
				final String map = level == LEVELS - 1 ? lateral.get(level) : network.block(lateral.get(level), "pyramid" + level, channels,
					channels, 3);
				maps.add(level == 0 ? map : network.resized(map, maps.get(0)));
			}
			final String fused = network.block(network.joined(maps), "fused", LEVELS * channels, channels, 3);
			return network.output(fused, channels, shape.outputs());
		}

		private static String pyramidPooling(final PlaneNetwork network, final String x, final int channels) {
			final List<String> parts = new ArrayList<>(List.of(x));
			for (final int bins : new int[] { 1, 2, 3, 6 }) {
				final String name = "pool" + bins;
				parts.add(network.resized(network.relu(network.convolution(network.pooled(x, bins), name, channels, channels, 1)), x));
			}
			return network.block(network.joined(parts), "pool", (1 + 4) * channels, channels, 3);
		}
	};

	/** Resolutions of a pyramid. */
	static final int LEVELS = 4;

	/**
	 * What a decoder takes and gives.
	 *
	 * @param features of a patch, in one block
	 * @param blocks whose features are given, one behind the other; 1 or {@value #LEVELS}
	 * @param doublings how often the finest resolution of a pyramid doubles that of the patches; each further one is half as fine
	 * @param channels inside the decoder, a multiple of {@value PlaneNetwork#GROUPS}
	 * @param outputs of a pixel
	 */
	public record Shape(int features, int blocks, int doublings, int channels, int outputs) {

		public Shape {
			Refusal.unless(channels >= PlaneNetwork.GROUPS && channels % PlaneNetwork.GROUPS == 0 && channels <= 1024,
				"channels = %d: expected a multiple of %d up to 1024.", channels, PlaneNetwork.GROUPS);
			if (features < 1 || blocks < 1 || doublings < 0 || outputs < 1) throw new IllegalArgumentException(features + " features, " + blocks +
				" blocks, " + doublings + " doublings, " + outputs + " outputs");
		}
	}

	/** Adds the head's operations and weights; gives the name of the logits. */
	abstract String compose(PlaneNetwork network, Shape shape);

	/** Name in macros and head files. */
	public String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The head of a name.
	 *
	 * @throws Refusal if there is none
	 */
	public static PlaneHead of(final String key) {
		for (final PlaneHead head : values()) if (head.key().equals(key)) return head;
		throw new Refusal("decoder = \"" + key + "\": expected linear, vitdet or upernet.");
	}

	private static String last(final PlaneNetwork network, final Shape shape) {
		return shape.blocks() == 1 ? "x" : network.part("x", shape.blocks() - 1, shape.features());
	}

	/** A map with each side 2^power times as large. */
	private static String scaled(final PlaneNetwork network, final String x, final String name, final int channels, final int power) {
		String y = x;
		for (int i = 0; i < power; i++) {
			y = network.doubled(y, name + ".up" + i, channels, channels);
			if (i < power - 1) y = network.relu(network.norm(y, name + ".up" + i + ".norm", channels));
		}
		for (int i = 0; i > power; i--) y = network.halved(y);
		return y;
	}
}
