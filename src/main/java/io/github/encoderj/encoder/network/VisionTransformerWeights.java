package io.github.encoderj.encoder.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Safetensors;

/**
 * The tensors of a vision transformer, by whatever names its publisher uses, brought into one form: queries, keys and values in one
 * matrix, gate and value of a gated layer in one matrix, LayerScale multiplied into the layers before it, and, for rotary positions,
 * the two features that turn together side by side.
 */
final class VisionTransformerWeights {

	static final String[] PATCH = { "embeddings.patch_embeddings.projection.weight", "embeddings.patch_embeddings.weight",
		"patch_embed.proj.weight", "embeddings.patch_embedding.weight", "visual.conv1.weight" };
	static final List<String> CLASS_TOKEN = List.of("embeddings.cls_token", "cls_token", "embeddings.class_embedding",
		"class_embedding");
	static final List<String> REGISTERS = List.of("embeddings.register_tokens", "reg_token", "register_tokens");
	static final List<String> POSITION = List.of("embeddings.position_embeddings", "pos_embed",
		"embeddings.position_embedding.weight", "positional_embedding");
	private static final List<String> PRE_NORM = List.of("norm_pre", "pre_layrnorm", "ln_pre");
	static final List<String> FINAL_NORM = List.of("norm", "layernorm", "post_layernorm", "ln_post", "fc_norm");
	static final List<String> BLOCK = List.of("layer.%d.", "encoder.layer.%d.", "blocks.%d.", "encoder.layers.%d.",
		"transformer.resblocks.%d.");
	static final List<String> NORM1 = List.of("norm1", "layernorm_before", "layer_norm1", "ln_1");
	static final List<String> NORM2 = List.of("norm2", "layernorm_after", "layer_norm2", "ln_2");
	private static final List<String> JOINT = List.of("attn.qkv", "attn.in_proj");
	static final List<List<String>> SEPARATE = List.of(List.of("attention.q_proj", "attention.attention.query",
		"self_attn.q_proj"), List.of("attention.k_proj", "attention.attention.key", "self_attn.k_proj"), List.of("attention.v_proj",
			"attention.attention.value", "self_attn.v_proj"));
	static final List<String> OUT = List.of("attention.o_proj", "attention.output.dense", "attn.proj", "self_attn.out_proj",
		"attn.out_proj");
	static final List<String> SCALE1 = List.of("layer_scale1.lambda1", "ls1.gamma", "gamma_1");
	static final List<String> SCALE2 = List.of("layer_scale2.lambda1", "ls2.gamma", "gamma_2");
	static final List<String> UP = List.of("mlp.up_proj", "mlp.weights_in", "mlp.fc1_x", "mlp.fc1", "mlp.w12",
		"intermediate.dense", "mlp.c_fc");
	static final List<String> GATE = List.of("mlp.gate_proj", "mlp.fc1_g");
	static final List<String> DOWN = List.of("mlp.down_proj", "mlp.weights_out", "mlp.fc2", "mlp.w3", "output.dense",
		"mlp.c_proj");

	private final NamedWeights names;
	private final NDManager manager;
	private final int width;

	/**
	 * Weights of one encoder.
	 *
	 * @param manager owns the arrays that are returned
	 */
	VisionTransformerWeights(final NamedWeights names, final NDManager manager) {
		this.names = names;
		this.manager = manager;
		this.width = (int) patchWeight().getShape().get(0);
	}

	/** The same weights for another owner, or other tensors of the same file. */
	VisionTransformerWeights(final NamedWeights names, final NDManager manager, final int width) {
		this.names = names;
		this.manager = manager;
		this.width = width;
	}

	/** Finds the tensors of a vision transformer in a file. */
	static NamedWeights find(final Safetensors file) {
		final NamedWeights found = NamedWeights.find(file, PATCH);
		return file.has(found.prefix() + "visual.conv1.weight") ? found.under(found.prefix() + "visual.") : found;
	}

	/** Shape of the patch embedding, [feature, 3, patch, patch]. */
	static long[] patchShape(final Safetensors file) {
		final NamedWeights names = find(file);
		for (final String name : PATCH) if (names.has(name)) return names.tensor(name, -1, 3, -1, -1).shape();
		return names.tensor("conv1.weight", -1, 3, -1, -1).shape();
	}

	int width() {
		return width;
	}

	int blocks() {
		return names.count(blockFormat());
	}

	private String blockFormat() {
		return BLOCK.stream().filter(format -> names.count(format) > 0).findFirst().orElseThrow(() -> new Refusal(names.where() +
			": no transformer block is there (" + names.prefix() + BLOCK.get(0).formatted(0) + "... or the like). Are config and weights of " +
			"the same model?"));
	}

	/** [feature, 3, patch, patch]. */
	NDArray patchWeight() {
		for (final String name : PATCH) if (names.has(name)) return names.anyTensor(name).array(manager);
		return names.tensor("conv1.weight", -1, 3, -1, -1).array(manager);
	}

	/** [feature]; zeros where the model has none. */
	NDArray patchBias() {
		for (final String name : PATCH) {
			final String bias = name.replace(".weight", ".bias");
			if (names.has(bias)) return vector(bias);
		}
		return manager.zeros(new Shape(width));
	}

	/** [1, 1, feature]. */
	NDArray classToken() {
		final String name = names.firstOf(CLASS_TOKEN, "").orElse(CLASS_TOKEN.get(0));
		return names.anyTensor(name).array(manager).reshape(1, 1, width);
	}

	/** [1, register, feature], if there are any. */
	Optional<NDArray> registers() {
		return names.firstOf(REGISTERS, "").map(name -> names.tensor(name, 1, -1, width).array(manager));
	}

	/** [entry, feature], if positions are learned. */
	Optional<NDArray> position() {
		return names.firstOf(POSITION, "").map(name -> names.anyTensor(name).array(manager).reshape(-1, width));
	}

	/** Weight and bias of the normalisation before block 0, if there is one. */
	Optional<NDArray[]> preNorm() {
		return names.firstOf(PRE_NORM, ".weight").map(name -> norm(PRE_NORM));
	}

	/** Weight and bias of the normalisation after the last block. */
	NDArray[] finalNorm() {
		return norm(FINAL_NORM);
	}

	/** A linear layer by name, weight and bias (zeros if it has none), if it is there. */
	Optional<NDArray[]> layer(final String name) {
		if (!names.has(name + ".weight")) return Optional.empty();
		final NDArray weight = names.tensor(name + ".weight", -1, -1).array(manager);
		return Optional.of(new NDArray[] { weight, names.has(name + ".bias") ? names.tensor(name + ".bias", weight.getShape().get(0)).array(
			manager) : manager.zeros(new Shape(weight.getShape().get(0))) });
	}

	/** A matrix that multiplies from the right, as a linear layer's weight, if it is there. */
	Optional<NDArray> transposedMatrix(final String name) {
		if (!names.has(name)) return Optional.empty();
		return Optional.of(names.tensor(name, -1, -1).array(manager).transpose());
	}

	boolean has(final String name) {
		return names.has(name);
	}

	/** A tensor of any shape. */
	NDArray array(final String name) {
		return names.anyTensor(name).array(manager);
	}

	/**
	 * The twelve arrays of a block: first normalisation, joint query-key-value layer, output layer, second normalisation, inner and
	 * outer layer of the MLP; weight and bias each.
	 *
	 * @param heads attention heads
	 * @param rotary whether features that turn together are put side by side
	 */
	NDArray[] block(final int index, final int heads, final boolean rotary) {
		final NamedWeights block = names;
		final String at = blockFormat().formatted(index);
		final NDArray[] joint = joint(at, heads, rotary);
		final NDArray[] out = scaled(layer(at, OUT), at, SCALE1);
		final NDArray[] up = layer(at, UP);
		final NDArray[] inner = block.firstOf(prefixed(at, GATE), ".weight").isPresent() ? stacked(layer(at, GATE), up) : up;
		final NDArray[] down = scaled(layer(at, DOWN), at, SCALE2);
		final NDArray[] norm1 = norm(prefixed(at, NORM1));
		final NDArray[] norm2 = norm(prefixed(at, NORM2));
		return new NDArray[] { norm1[0], norm1[1], joint[0], joint[1], out[0], out[1], norm2[0], norm2[1], inner[0], inner[1], down[0],
			down[1] };
	}

	private NDArray[] joint(final String at, final int heads, final boolean rotary) {
		final List<NDArray> weights = new ArrayList<>();
		final List<NDArray> biases = new ArrayList<>();
		final Optional<String> together = names.firstOf(prefixed(at, JOINT), ".weight").or(() -> names.firstOf(prefixed(at, JOINT),
			"_weight"));
		if (together.isPresent()) {
			final NDArray weight = names.tensor(together.get(), 3L * width, width).array(manager);
			final String biasName = together.get().replaceFirst("weight$", "bias");
			final NDArray bias = names.has(biasName) ? names.tensor(biasName, 3L * width).array(manager) : splitBias(at);
			for (int i = 0; i < 3; i++) {
				weights.add(weight.get("{}:{}", i * width, (i + 1) * width));
				biases.add(bias.get("{}:{}", i * width, (i + 1) * width));
			}
		}
		else {
			for (final List<String> part : SEPARATE) {
				final NDArray[] layer = layer(at, part);
				Refusal.unless(layer[0].getShape().equals(new Shape(width, width)), "%s: a query, key or value matrix of %s has the shape %s, " +
					"expected [%d, %d].", names.where(), at, layer[0].getShape(), width, width);
				weights.add(layer[0]);
				biases.add(layer[1]);
			}
		}
		for (int i = 0; rotary && i < 2; i++) {
			weights.set(i, pairsTogether(weights.get(i), heads));
			biases.set(i, pairsTogether(biases.get(i).reshape(-1, 1), heads).reshape(-1));
		}
		return new NDArray[] { concatenated(weights), concatenated(biases) };
	}

	/** The query and value biases of a model that stores them apart and has no key bias. */
	private NDArray splitBias(final String at) {
		final NDArray zeros = manager.zeros(new Shape(width));
		final NDArray q = names.has(at + "attn.q_bias") ? vector(at + "attn.q_bias") : zeros;
		final NDArray v = names.has(at + "attn.v_bias") ? vector(at + "attn.v_bias") : zeros;
		return concatenated(List.of(q, zeros, v));
	}

	/** Rows k and k + d/2 of every head of d rows, which turn together, become rows 2k and 2k + 1. */
	private static NDArray pairsTogether(final NDArray rows, final int heads) {
		final long columns = rows.getShape().get(1);
		return rows.reshape(heads, 2, -1, columns).transpose(0, 2, 1, 3).reshape(-1, columns);
	}

	private NDArray[] stacked(final NDArray[] gate, final NDArray[] value) {
		return new NDArray[] { concatenated(List.of(gate[0], value[0])), concatenated(List.of(gate[1], value[1])) };
	}

	private NDArray[] scaled(final NDArray[] layer, final String at, final List<String> scale) {
		final Optional<String> name = names.firstOf(prefixed(at, scale), "");
		if (name.isEmpty()) return layer;
		final NDArray factor = vector(name.get());
		return new NDArray[] { layer[0].mul(factor.reshape(-1, 1)), layer[1].mul(factor) };
	}

	private NDArray[] layer(final String at, final List<String> candidates) {
		return layer(names.firstOf(prefixed(at, candidates), ".weight").map(n -> n.substring(0, n.length() - 7)).orElse(at + candidates.get(
			0))).orElseThrow(() -> new Refusal(names.where() + ": the tensor " + names.prefix() + at + candidates.get(0) +
				".weight (or the like) is missing. Are config and weights of the same model?"));
	}

	private NDArray[] norm(final List<String> candidates) {
		final String name = names.firstOf(candidates, ".weight").map(n -> n.substring(0, n.length() - 7)).orElse(candidates.get(0));
		return new NDArray[] { vector(name + ".weight"), vector(name + ".bias") };
	}

	private NDArray vector(final String name) {
		return names.tensor(name, width).array(manager);
	}

	private static NDArray concatenated(final List<NDArray> parts) {
		return NDArrays.concat(new NDList(parts), 0);
	}

	private static List<String> prefixed(final String at, final List<String> candidates) {
		return candidates.stream().map(name -> at + name).toList();
	}
}
