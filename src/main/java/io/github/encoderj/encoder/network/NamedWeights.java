package io.github.encoderj.encoder.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * The tensors of one encoder inside a weights file: those under a prefix. The same part has another name in every library that
 * publishes weights, so a part is asked for by all its names. What was asked for is remembered, and what nobody asked for is refused
 * at the end, since a tensor that is not used means another network.
 */
final class NamedWeights {

	/** Tensors beside an encoder that are no part of its inference: heads, text towers, decoders, training state. */
	private static final Pattern IGNORED = Pattern.compile(
		"(.*\\.)?(mask_token|num_batches_tracked|position_ids|queue|queue_ptr|logit_scale|logit_bias|bias_mask|periods|relative_position_index)" +
			"|(classifier|head|fc|pooler|decoder|text|text_model|text_decoder|text_projection|visual_projection|projector|predictor|" +
			"prototypes|projection_head|vit_pooler|dino_head|ibot_head|bert_encoder|bert_mlp)([._].*)?" +
			"|decoder_.*");

	private final Safetensors file;
	private final String prefix;
	private final Set<String> used;

	private NamedWeights(final Safetensors file, final String prefix, final Set<String> used) {
		this.file = file;
		this.prefix = prefix;
		this.used = used;
	}

	/**
	 * Finds the encoder in a file by the name of its first tensor.
	 *
	 * @param first the names that the first tensor may have
	 * @throws Refusal if no tensor has such a name
	 */
	static NamedWeights find(final Safetensors file, final String... first) {
		final List<String> prefixes = new ArrayList<>();
		for (final String name : file.names()) {
			for (final String end : first) {
				if (name.equals(end) || name.endsWith("." + end)) prefixes.add(name.substring(0, name.length() - end.length()));
			}
		}
		final Optional<String> best = prefixes.stream().min((a, b) -> isCopy(a) != isCopy(b) ? Boolean.compare(isCopy(a), isCopy(b)) : a
			.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b));
		Refusal.unless(best.isPresent(), "%s: the first tensor of the network, %s, is missing. Are config and weights of the same model?", file
			.where(), String.join(" or ", first));
		return new NamedWeights(file, best.get(), new TreeSet<>());
	}

	/** Whether a prefix is that of a second copy which self-supervised training keeps beside the encoder. */
	private static boolean isCopy(final String prefix) {
		return prefix.matches(".*(encoder_k|momentum|teacher_momentum|target|text).*");
	}

	/** Another part of the same file; what is asked for there counts here. */
	NamedWeights under(final String otherPrefix) {
		return new NamedWeights(file, otherPrefix, used);
	}

	String prefix() {
		return prefix;
	}

	/** Where the tensors come from, for messages. */
	String where() {
		return file.where();
	}

	boolean has(final String name) {
		return file.has(prefix + name);
	}

	/** The first of several names that the file has. */
	Optional<String> firstOf(final List<String> names, final String suffix) {
		return names.stream().map(name -> name + suffix).filter(this::has).findFirst();
	}

	/** A tensor of some shape; -1 where any size will do. */
	Tensor tensor(final String name, final long... shape) {
		used.add(prefix + name);
		return file.tensor(prefix + name, shape);
	}

	/** A tensor of any shape. */
	Tensor anyTensor(final String name) {
		used.add(prefix + name);
		return file.tensor(prefix + name);
	}

	/** Number of consecutive indices from 0 for which a tensor with {@code format.formatted(index)} as the start of its name is there. */
	int count(final String format) {
		int n = 0;
		while (hasBelow(format.formatted(n))) n++;
		return n;
	}

	private boolean hasBelow(final String start) {
		return file.names().stream().anyMatch(name -> name.startsWith(prefix + start));
	}

	/**
	 * Refuses tensors under the prefix that nobody asked for.
	 *
	 * @param family named in the message
	 */
	void refuseSurplus(final String family) {
		for (final String name : file.names()) {
			if (!name.startsWith(prefix) || used.contains(name)) continue;
			final String rest = name.substring(prefix.length());
			if (IGNORED.matcher(rest).matches()) continue;
			throw new Refusal(file.tensor(name).file() + ": the tensor " + name + " is no part of the network " + family +
				" as config.json describes it. Are config and weights of the same model?");
		}
	}
}
