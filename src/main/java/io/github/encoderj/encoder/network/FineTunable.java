package io.github.encoderj.encoder.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * A published network as text that takes the tensors of its weights file one by one, unmerged, so that training changes what its authors'
 * training would change and the result can be put back under the same names. Behind it stands a linear layer on the vector of the
 * picture: the class token after the final normalisation, or of convolutions the normalised mean. The steps stand in finetune.torchscript.
 * <p>
 * Tensors that are trained are the list p of the text, all others and constants the list f. Layers are counted from the input: 0 is the
 * embedding, then the blocks, then the final normalisation and the linear layer.
 */
public final class FineTunable {

	/** Every family whose whole network can be trained. */
	public static final List<String> FAMILIES = List.of("vit", "vit_mae", "dinov2", "dinov2_with_registers", "dinov3_vit", "convnext",
		"dinov3_convnext");

	private final NamedWeights names;
	private final int blocks;
	private final int firstTrained;
	private final Map<String, Integer> trained = new LinkedHashMap<>();
	private final List<Tensor> trainedTensors = new ArrayList<>();
	private final List<Integer> layers = new ArrayList<>();
	private final List<Tensor> frozen = new ArrayList<>();
	private final StringBuilder body = new StringBuilder();
	private int width;

	private FineTunable(final NamedWeights names, final int blocks, final int lastBlocks) {
		this.names = names;
		this.blocks = blocks;
		firstTrained = lastBlocks < 0 || lastBlocks > blocks ? 0 : blocks - lastBlocks + 1;
	}

	/**
	 * Prepares a network.
	 *
	 * @param folder its weights folder in the Hugging Face layout
	 * @param lastBlocks how many blocks before the end are trained; 0 for none but the final normalisation, -1 for the whole network
	 * @param height rows of the pictures, in pixels
	 * @param width columns of the pictures, in pixels
	 * @throws Refusal if the network is not one of {@link #FAMILIES}, or the pictures are smaller than one patch
	 */
	public static FineTunable of(final WeightsFolder folder, final int lastBlocks, final int height, final int width) {
		final String family = folder.family();
		Refusal.unless(folder.config().has("model_type") && FAMILIES.contains(family), "%s: the network %s cannot be fine-tuned; %s in the " +
			"Hugging Face layout can.", folder.folder(), family, String.join(", ", FAMILIES));
		final Safetensors weights = folder.weights();
		return family.endsWith("convnext") ? convolutions(folder, weights, lastBlocks) : transformer(folder, weights, lastBlocks, height, width);
	}

	/** Blocks of the network. */
	public int blocks() {
		return blocks;
	}

	/** Features of the picture's vector. */
	public int width() {
		return width;
	}

	/** The tensors that are trained, under their names in the weights file. */
	public List<Tensor> trained() {
		return List.copyOf(trainedTensors);
	}

	/** Layer of each trained tensor. */
	public int[] layers() {
		return layers.stream().mapToInt(l -> l).toArray();
	}

	/** The layer of the final normalisation and of the linear layer behind it. */
	public int top() {
		return blocks + 1;
	}

	/** What the text takes besides, in its order. */
	public List<Tensor> frozen() {
		return List.copyOf(frozen);
	}

	/**
	 * The text. Its method {@code loss(pixels, truth, known, f, p) -> Tensor} takes pictures [image, 3, row, column], truth and whether it
	 * is known [image, label] as 0 and 1, and gives the mean cross-entropy of what is known; the last two entries of p are weight and
	 * bias of the linear layer. {@code logits(pixels, f, p)} gives [image, label].
	 *
	 * @param exclusive whether the labels are classes
	 */
	public String text(final boolean exclusive) {
		final int n = trainedTensors.size();
		final String logits = "  def logits(self: __torch__.Ops, pixels: Tensor, f: List[Tensor], p: List[Tensor]) -> Tensor:\n" + body +
			"    return torch.linear(vector, p[" + n + "], p[" + (n + 1) + "])\n";
		final String loss = "  def loss(self: __torch__.Ops, pixels: Tensor, truth: Tensor, known: Tensor, f: List[Tensor], p: List[Tensor]) -> " +
			"Tensor:\n    return (self)." + (exclusive ? "class_loss" : "label_loss") + "((self).logits(pixels, f, p, ), truth, known, )\n";
		return Script.resource(FineTunable.class, "finetune.torchscript") + logits + loss;
	}

	/** The place of a tensor in one of the lists, by its name without prefix. */
	private String place(final String name, final int layer) {
		final Tensor tensor = names.anyTensor(name);
		if (layer < firstTrained) return constant(tensor);
		trained.computeIfAbsent(tensor.name(), key -> {
			trainedTensors.add(tensor);
			layers.add(layer);
			return trainedTensors.size() - 1;
		});
		return "p[" + trained.get(tensor.name()) + "]";
	}

	private String constant(final Tensor tensor) {
		frozen.add(tensor);
		return "f[" + (frozen.size() - 1) + "]";
	}

	private String filled(final float value, final int n) {
		final float[] values = new float[n];
		Arrays.fill(values, value);
		return constant(Tensor.of("constant", values, n));
	}

	/** The first of several names that the file has. */
	private String first(final List<String> candidates, final String at, final String suffix, final int layer) {
		return optional(candidates, at, suffix, layer).orElseThrow(() -> new Refusal(names.where() + ": the tensor " + at + candidates.get(0) +
			suffix + " (or the like) is missing. Are config and weights of the same model?"));
	}

	private Optional<String> optional(final List<String> candidates, final String at, final String suffix, final int layer) {
		return candidates.stream().map(c -> at + c + suffix).filter(names::has).findFirst().map(name -> place(name, layer));
	}

	private void line(final String format, final Object... arguments) {
		body.append("    ").append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

	/** A number as TorchScript's float. */
	private static String number(final double value) {
		return Double.toString(value).replace("E", "e").replaceFirst("^(-?\\d+)e", "$1.0e");
	}

	private static FineTunable transformer(final WeightsFolder folder, final Safetensors weights, final int lastBlocks, final int height,
		final int width)
	{
		final VisionTransformerSettings settings = VisionTransformerSettings.huggingFace(folder.family(), folder.config());
		final NamedWeights names = VisionTransformerWeights.find(weights);
		final String format = VisionTransformerWeights.BLOCK.stream().filter(b -> names.count(b) > 0).findFirst().orElseThrow(() -> new Refusal(
			names.where() + ": no transformer block is there. Are config and weights of the same model?"));
		final FineTunable network = new FineTunable(names, names.count(format), lastBlocks);
		final long[] patch = VisionTransformerWeights.patchShape(weights);
		network.width = (int) patch[0];
		final int rows = height / (int) patch[2];
		final int columns = width / (int) patch[3];
		Refusal.unless(rows > 0 && columns > 0, "Pictures of %d x %d pixels are smaller than one patch of %d.", width, height, patch[2]);
		final int prefix = network.embedding(settings, (int) patch[2], rows, columns);
		String rotation = network.filled(0, 0);
		if (settings.ropeTheta() > 0) {
			final int pairs = network.width / settings.heads() / 2;
			rotation = network.constant(Tensor.of("rotation", RotaryPosition.rotation(prefix, rows, columns, pairs, settings.ropeTheta()), prefix +
				(long) rows * columns, 1, pairs, 2));
		}
		for (int b = 0; b < network.blocks; b++) network.transformerBlock(format.formatted(b), b + 1, settings, rotation);
		network.line("tokens = (self).norm(x, %s, %s, %s, )", network.first(VisionTransformerWeights.FINAL_NORM, "", ".weight", network.top()),
			network.first(VisionTransformerWeights.FINAL_NORM, "", ".bias", network.top()), number(settings.eps()));
		network.line("vector = torch.select(tokens, 1, 0)");
		return network;
	}

	/** Patches, positions, class token and registers; returns the number of tokens before the patches. */
	private int embedding(final VisionTransformerSettings settings, final int patch, final int rows, final int columns) {
		final String weight = Arrays.stream(VisionTransformerWeights.PATCH).filter(names::has).findFirst().orElseThrow();
		final String bias = weight.replace(".weight", ".bias");
		line("patches = (self).patches(pixels, %s, %s, %d, )", place(weight, 0), names.has(bias) ? place(bias, 0) : filled(0, width), patch);
		final String token = first(VisionTransformerWeights.CLASS_TOKEN, "", "", 0);
		final Optional<String> position = optional(VisionTransformerWeights.POSITION, "", "", 0);
		final Optional<String> registers = optional(VisionTransformerWeights.REGISTERS, "", "", 0);
		if (position.isPresent()) {
			final String name = names.firstOf(VisionTransformerWeights.POSITION, "").orElseThrow();
			final long[] shape = names.anyTensor(name).shape();
			final int side = (int) Math.round(Math.sqrt(shape[shape.length - 2] - 1.0));
			Refusal.unless(side * side + 1 == shape[shape.length - 2], "%s: the position embedding is no square grid and a class token.", names
				.where());
			line("placed = torch.add(patches, (self).positions(%s, %d, %d, %d, %s, ))", position.get(), side, rows, columns, settings.antialias()
				? "True" : "False");
			line("first = (self).first(%s, %s, patches, )", token, position.get());
		}
		else {
			line("placed = patches");
			line("first = (self).repeated(%s, patches, )", token);
		}
		if (registers.isPresent()) line("x = torch.cat([first, (self).repeated(%s, patches, ), placed], 1)", registers.get());
		else line("x = torch.cat([first, placed], 1)");
		final int count = names.firstOf(VisionTransformerWeights.REGISTERS, "").map(name -> (int) names.anyTensor(name).shape()[1]).orElse(0);
		return 1 + count;
	}

	private void transformerBlock(final String at, final int layer, final VisionTransformerSettings settings, final String rotation) {
		final List<String> parts = new ArrayList<>();
		for (final String suffix : List.of(".weight", ".bias")) parts.add(first(VisionTransformerWeights.NORM1, at, suffix, layer));
		for (final List<String> part : VisionTransformerWeights.SEPARATE) {
			parts.add(first(part, at, ".weight", layer));
			parts.add(optional(part, at, ".bias", layer).orElseGet(() -> filled(0, width)));
		}
		for (final String suffix : List.of(".weight", ".bias")) parts.add(first(VisionTransformerWeights.OUT, at, suffix, layer));
		parts.add(optional(VisionTransformerWeights.SCALE1, at, "", layer).orElseGet(() -> filled(1, width)));
		for (final String suffix : List.of(".weight", ".bias")) parts.add(first(VisionTransformerWeights.NORM2, at, suffix, layer));
		for (final String suffix : List.of(".weight", ".bias")) parts.add(first(VisionTransformerWeights.UP, at, suffix, layer));
		for (final String suffix : List.of(".weight", ".bias")) parts.add(first(VisionTransformerWeights.DOWN, at, suffix, layer));
		parts.add(optional(VisionTransformerWeights.SCALE2, at, "", layer).orElseGet(() -> filled(1, width)));
		final Optional<String> gate = optional(VisionTransformerWeights.GATE, at, ".weight", layer);
		if (gate.isPresent()) {
			parts.add(gate.get());
			parts.add(first(VisionTransformerWeights.GATE, at, ".bias", layer));
		}
		final boolean silu = settings.activation().equals("silu") || settings.activation().equals("swish");
		final String mlp = gate.isPresent() ? silu ? "gated_silu" : "gated_gelu" : silu ? "halves_silu" : "gelu";
		Refusal.unless(silu || settings.activation().startsWith("gelu"), "%s: the activation %s is not known; gelu and silu are.", names.where(),
			settings.activation());
		line("x = (self).transformer_block(x, %s, [%s], %d, %s, \"%s\", )", rotation, String.join(", ", parts), settings.heads(), number(settings
			.eps()), mlp);
	}

	private static FineTunable convolutions(final WeightsFolder folder, final Safetensors weights, final int lastBlocks) {
		final NamedWeights names = NamedWeights.find(weights, ConvNeXt.FIRST);
		final Config config = folder.config();
		final boolean dinov3 = folder.family().equals("dinov3_convnext");
		final double eps = dinov3 ? config.number("layer_norm_eps", 1e-6) : 1e-6;
		final double[] depths = config.numbers("depths", 3, 3, 9, 3);
		final double[] widths = config.numbers("hidden_sizes", 96, 192, 384, 768);
		final FineTunable network = new FineTunable(names, (int) Arrays.stream(depths).sum(), lastBlocks);
		network.width = (int) widths[widths.length - 1];
		final String stem = names.firstOf(List.of(ConvNeXt.FIRST), "").orElseThrow();
		network.line("x = (self).stem(pixels, %s, %s, %s, %s, %s, )", network.place(stem, 0), network.place(stem.replace("weight", "bias"), 0),
			network.first(ConvNeXt.STEM_NORM, "", ".weight", 0), network.first(ConvNeXt.STEM_NORM, "", ".bias", 0), number(eps));
		final String stage = ConvNeXt.STAGE.stream().filter(f -> names.count(f) > 0).findFirst().orElse(ConvNeXt.STAGE.get(0));
		int block = 0;
		for (int s = 0; s < depths.length; s++) {
			final String at = stage.formatted(s);
			if (s > 0) network.halving(at, block + 1, eps);
			for (int l = 0; l < depths[s]; l++) network.convolutionBlock(at + "layers." + l + ".", ++block, eps);
		}
		if (network.frozen.isEmpty()) network.filled(0, 1); // a list must have an entry
		network.line("vector = (self).norm(torch.mean(x, [1, 2]), %s, %s, %s, )", network.first(ConvNeXt.NORM, "", ".weight", network.top()),
			network.first(ConvNeXt.NORM, "", ".bias", network.top()), number(config.number("layer_norm_eps", dinov3 ? 1e-6 : 1e-12)));
		return network;
	}

	private void halving(final String at, final int layer, final double eps) {
		line("x = (self).halve(x, %s, %s, %s, %s, %s, )", first(ConvNeXt.HALVE, at, "0.weight", layer), first(ConvNeXt.HALVE, at, "0.bias", layer),
			first(ConvNeXt.HALVE, at, "1.weight", layer), first(ConvNeXt.HALVE, at, "1.bias", layer), number(eps));
	}

	private void convolutionBlock(final String at, final int layer, final double eps) {
		final List<String> parts = new ArrayList<>();
		for (final List<String> part : List.of(ConvNeXt.DEPTHWISE, ConvNeXt.NORM, ConvNeXt.INNER, ConvNeXt.OUTER)) {
			for (final String suffix : List.of(".weight", ".bias")) parts.add(first(part, at, suffix, layer));
		}
		parts.add(first(ConvNeXt.SCALE, at, "", layer));
		line("x = (self).convolution_block(x, [%s], %s, )", String.join(", ", parts), number(eps));
	}
}
