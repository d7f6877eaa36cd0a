package io.github.encoderj.encoder.network;

import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.network.VisionTransformerSettings.Pooling;
import io.github.encoderj.encoder.weights.Safetensors;

/**
 * A vision transformer (Dosovitskiy et al. 2021) in all the forms that published encoders use: learned or rotary positions, register
 * tokens, LayerScale, plain or gated MLP. Its steps stand in vit.torchscript; here they are put together.
 */
final class VisionTransformer implements Network {

	private static final int FLOAT32 = 6;
	private static final int BFLOAT16 = 15;
	private static final int CONCH_POOLER_HEADS = 8;

	private final VisionTransformerSettings settings;
	private final boolean bfloat16;
	/** Kept because engine arrays may be windows of its mapped memory. */
	private final Safetensors file;
	private final PtNDManager manager;
	private final Script script;
	private final int width;
	private final int patch;
	private final String mlp;
	private final NDArray patchWeight;
	private final NDArray patchBias;
	/** The blocks, or nothing where they run on matrix units. */
	private final NDArray[][] blocks;
	private final Optional<SplitTransformer> split;
	private final Optional<NDArray[]> preNorm;
	private final NDArray[] finalNorm;
	private final Optional<LearnedPosition> position;
	private final NDArray noPosition;
	private final NDArray prefix;
	private final Optional<NDArray[]> tanhPooler;
	/** Poolers by learned queries, by the name of their output: CONCH has two, "contrast" for one vector and "caption". */
	private final Map<String, NDArray[]> attentionPoolers = new HashMap<>();
	private final Optional<NDArray[]> projection;

	/**
	 * Loads a network.
	 *
	 * @param manager owns the weights from now on; says on which device the network runs
	 * @param expectedBlocks number of blocks that the configuration states, or -1
	 * @param bfloat16 whether the blocks compute in bfloat16: faster, and good to two or three digits
	 * @param linears how matrix products are computed
	 * @throws Refusal if a tensor is missing, has a wrong shape, or is left over
	 */
	VisionTransformer(final PtNDManager manager, final Safetensors file, final VisionTransformerSettings settings,
		final int expectedBlocks, final boolean bfloat16, final Linears linears)
	{
		this.manager = manager;
		this.file = file;
		this.settings = settings;
		this.bfloat16 = bfloat16;
		final NamedWeights names = VisionTransformerWeights.find(file);
		final VisionTransformerWeights weights = new VisionTransformerWeights(names, manager);
		script = linears.script(manager, Script.resource(VisionTransformer.class, "vit.torchscript"));
		width = weights.width();
		patchWeight = weights.patchWeight();
		patchBias = weights.patchBias();
		patch = (int) patchWeight.getShape().get(2);
		Refusal.unless(settings.heads() > 0 && width % settings.heads() == 0, "%s: %d heads do not divide the width %d.", file.where(),
			settings.heads(), width);
		preNorm = weights.preNorm();
		finalNorm = weights.finalNorm();
		position = weights.position().map(p -> new LearnedPosition(p, weights.registers().map(r -> 1 + (int) r.getShape().get(1)).orElse(1),
			settings.antialias(), script, manager));
		noPosition = manager.zeros(new Shape(1, 1, width));
		Refusal.unless(position.isPresent() || settings.ropeTheta() > 0, "%s: the position embedding is missing.", file.where());
		prefix = prefix(weights);
		tanhPooler = settings.pooling() == Pooling.TANH ? weights.layer("pooler.dense") : Optional.empty();
		final VisionTransformerWeights outside = new VisionTransformerWeights(names.under(names.prefix().replaceFirst("trunk\\.$", "")
			.replaceFirst("vision_model\\.$", "")), manager, width);
		if (settings.pooling() == Pooling.ATTENTION) {
			for (final String name : new String[] { "contrast", "caption" }) attentionPoolers.put(name, attentionPooler(outside, name));
		}
		projection = projection(outside);
		final int count = weights.blocks();
		Refusal.unless(expectedBlocks < 0 || expectedBlocks == count,
			"%s: the configuration states %d blocks, the weights have %d. Are they of the same model?", file.where(), expectedBlocks, count);
		blocks = new NDArray[linears == Linears.SPLIT ? 0 : count][];
		split = linears == Linears.SPLIT ? Optional.of(new SplitTransformer(manager, bfloat16, width, settings.heads(), settings.eps()))
			: Optional.empty();
		String kind = settings.activation();
		for (int i = 0; i < count; i++) {
			try (NDManager scratch = manager.newSubManager()) {
				final NDArray[] block = new VisionTransformerWeights(names, scratch, width).block(i, settings.heads(), settings.ropeTheta() > 0);
				kind = mlpKind(block);
				if (split.isPresent()) {
					split.get().add(block, kind);
					continue;
				}
				for (int j = 0; j < block.length; j++) block[j] = kept(block[j], j % 2 == 0 && j != 0 && j != 6);
				blocks[i] = block;
			}
		}
		mlp = kind;
		names.refuseSurplus(settings.family());
	}

	/** How the inner layer is activated: gated when it is twice as wide as the outer layer takes. */
	private String mlpKind(final NDArray[] block) {
		final boolean gated = block[8].getShape().get(0) == 2 * block[10].getShape().get(1);
		Refusal.unless(gated || block[8].getShape().get(0) == block[10].getShape().get(1),
			"the inner layer of the MLP has %d outputs, and its outer layer takes %d.", block[8].getShape().get(0), block[10].getShape().get(
				1));
		return switch (settings.activation()) {
			case "gelu", "gelu_python" -> !gated ? "gelu" : settings.family().equals("dinov3_vit") ? "geglu" : "swiglu";
			case "quick_gelu" -> "quick_gelu";
			case "silu", "swish" -> "swiglu";
			default -> throw new Refusal("The activation " + settings.activation() + " of " + settings.family() +
				" is not known; gelu, quick_gelu and silu are.");
		};
	}

	/** An array as it is kept: in the network's number type, matrices packed, owned by the network. */
	private NDArray kept(final NDArray array, final boolean matrix) {
		final NDArray typed = bfloat16 ? script.run(array.getManager(), "to_type", array, BFLOAT16) : array;
		if (matrix) return script.run(manager, "pack", typed);
		if (typed == array) array.attach(manager);
		else typed.attach(manager);
		return typed;
	}

	/** Class token and registers, with their learned positions, [1, token, feature]. */
	private NDArray prefix(final VisionTransformerWeights weights) {
		final NDList all = new NDList(weights.classToken());
		weights.registers().ifPresent(all::add);
		final NDArray tokens = NDArrays.concat(all, 1);
		return position.map(p -> p.addedTo(tokens)).orElse(tokens);
	}

	private Optional<NDArray[]> projection(final VisionTransformerWeights outside) {
		return outside.layer("visual_projection").or(() -> outside.layer("head.proj")).or(() -> outside.layer("head")).or(() -> outside
			.transposedMatrix("proj").or(() -> outside.transposedMatrix("proj_contrast")).map(m -> new NDArray[] { m, manager.zeros(new Shape(
				m.getShape().get(0))) }));
	}

	/** Query, normalisations of context and query, query, key and value matrices, output layer, last normalisation. */
	private static NDArray[] attentionPooler(final VisionTransformerWeights visual, final String name) {
		final String at = "attn_pool_" + name + ".";
		final NDArray query = visual.array(at + "query");
		final NDArray[] q = new NDArray[3];
		if (visual.has(at + "attn.in_proj_weight")) {
			final NDArray joint = visual.array(at + "attn.in_proj_weight");
			for (int i = 0; i < 3; i++) q[i] = joint.get("{}:{}", i * query.getShape().get(1), (i + 1) * query.getShape().get(1));
		}
		else {
			for (int i = 0; i < 3; i++) q[i] = visual.array(at + "attn." + "qkv".charAt(i) + "_proj_weight");
		}
		return new NDArray[] { query, visual.array(at + "ln_k.weight"), visual.array(at + "ln_k.bias"), visual.array(at + "ln_q.weight"),
			visual.array(at + "ln_q.bias"), q[0], q[1], q[2], visual.array(at + "attn.in_proj_bias"), visual.array(at +
				"attn.out_proj.weight"), visual.array(at + "attn.out_proj.bias"), visual.array("ln_" + name + ".weight"), visual.array("ln_" +
					name + ".bias") };
	}

	@Override
	public NetworkOutput run(final NDManager owner, final NDArray pixels, final Wanted wanted) {
		final Shape shape = pixels.getShape();
		final int rows = (int) (shape.get(2) / patch);
		final int columns = (int) (shape.get(3) / patch);
		Refusal.unless(rows > 0 && columns > 0, "An image of %d x %d pixels is smaller than one patch of %d.", shape.get(3), shape.get(2),
			patch);
		final Map<Integer, NDArray> outputs = new HashMap<>();
		final Map<Integer, NDArray> attention = new HashMap<>();
		try (NDManager scratch = manager.newSubManager()) {
			final NDArray rotation = rotation(scratch, rows, columns);
			NDArray x = embedded(scratch, pixels, rows, columns);
			if (wanted.blocks().contains(-1)) outputs.put(-1, script.run(owner, "copy", x));
			if (split.isPresent()) {
				split.get().run((PtNDManager) scratch, x, rotation, new SplitTransformer.Taken(owner, wanted, outputs, attention));
				return finished(owner, x, rows, columns, outputs, attention);
			}
			if (bfloat16) x = script.run(scratch, "to_type", x, BFLOAT16);
			for (int i = 0; i < blocks.length; i++) {
				if (wanted.attention().contains(i)) {
					attention.put(i, script.run(owner, "attention", x, rotation, blocks[i], settings.heads(), settings.eps()));
				}
				final NDArray y = script.run(scratch, "block", x, rotation, blocks[i], settings.heads(), settings.eps(), mlp);
				x.close();
				x = y;
				if (wanted.blocks().contains(i)) outputs.put(i, script.run(owner, "copy", x));
			}
			if (bfloat16) x = script.run(scratch, "to_type", x, FLOAT32);
			return finished(owner, x, rows, columns, outputs, attention);
		}
	}

	private NDArray embedded(final NDManager scratch, final NDArray pixels, final int rows, final int columns) {
		final NDArray patches = script.run(scratch, "patches", pixels, patchWeight, patchBias);
		final NDArray x = script.run(scratch, "join", prefix, patches, position.map(p -> p.of(rows, columns)).orElse(noPosition));
		patches.close();
		if (preNorm.isEmpty()) return x;
		final NDArray normed = script.run(scratch, "norm", x, preNorm.get()[0], preNorm.get()[1], settings.eps());
		x.close();
		return normed;
	}

	private NetworkOutput finished(final NDManager owner, final NDArray x, final int rows, final int columns,
		final Map<Integer, NDArray> outputs, final Map<Integer, NDArray> attention)
	{
		final int first = prefixTokens();
		final Map<String, NDArray> extra = new HashMap<>();
		NDArray tokens = script.run(owner, "norm", x, finalNorm[0], finalNorm[1], settings.eps());
		NDArray pooled;
		switch (settings.pooling()) {
			case NORMALISED_CLASS_TOKEN -> {
				pooled = tokens.get(":, 0");
				extra.put("tokens_post_ln", tokens);
				tokens = script.run(owner, "copy", x);
			}
			case NORMALISED_MEAN -> {
				try (NDArray mean = script.run(owner, "mean", x, first)) {
					pooled = script.run(owner, "norm", mean, finalNorm[0], finalNorm[1], settings.eps());
				}
				tokens.close();
				tokens = script.run(owner, "copy", x);
			}
			case PATCH_MEAN -> pooled = script.run(owner, "mean", tokens, first);
			case ATTENTION -> {
				pooled = attentionPooled(owner, tokens, "contrast").get(":, 0");
				extra.put("caption_tokens", attentionPooled(owner, tokens, "caption"));
			}
			default -> pooled = tokens.get(":, 0");
		}
		if (tanhPooler.isPresent()) {
			pooled = script.run(owner, "dense", pooled, tanhPooler.get()[0], tanhPooler.get()[1]).tanh();
		}
		final NDArray vector = pooled;
		final Optional<NDArray> projected = projection.map(p -> script.run(owner, "dense", vector, p[0], p[1]));
		return new NetworkOutput(tokens, first, rows, columns, pooled, projected, outputs, attention, extra);
	}

	private NDArray attentionPooled(final NDManager owner, final NDArray tokens, final String name) {
		return script.run(owner, "attention_pool", tokens, attentionPoolers.get(name), CONCH_POOLER_HEADS);
	}

	/** What queries and keys are multiplied with; empty without rotary positions. */
	private NDArray rotation(final NDManager scratch, final int rows, final int columns) {
		if (settings.ropeTheta() == 0) return scratch.create(new float[0]);
		final int pairs = width / settings.heads() / 2;
		final float[] turns = RotaryPosition.rotation(prefixTokens(), rows, columns, pairs, settings.ropeTheta());
		return scratch.create(turns, new Shape(prefixTokens() + (long) rows * columns, 1, 1, pairs, 2));
	}

	/** What is added to the tokens: the class token's entry, where positions have one, before those of the patches; none for rotary. */
	NDArray positionWithClassToken(final NDManager owner, final int rows, final int columns) {
		return position.map(p -> p.withClassToken(owner, rows, columns)).orElseGet(() -> owner.zeros(new Shape(1, 1, width)));
	}

	@Override
	public String family() {
		return settings.family();
	}

	@Override
	public int width() {
		return width;
	}

	int heads() {
		return settings.heads();
	}

	@Override
	public int patch() {
		return patch;
	}

	@Override
	public int blocks() {
		return split.map(SplitTransformer::size).orElse(blocks.length);
	}

	@Override
	public int prefixTokens() {
		return (int) prefix.getShape().get(1);
	}

	@Override
	public void close() {
		split.ifPresent(SplitTransformer::close);
		script.close();
		manager.close();
		Reference.reachabilityFence(file);
	}
}
