package io.github.encoderj.encoder.network;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.engine.Script;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * A residual network (He et al. 2016, the variant with the stride in the 3 x 3 convolution), in the layouts of Hugging Face,
 * torchvision and timm, with the prefixes of self-supervised training, and BioViL-T's image model for a single image. Batch
 * normalisation is multiplied into the convolutions. Its steps stand in resnet.torchscript.
 */
final class ResNet implements Network {

	private static final int BFLOAT16 = 15;
	private static final double BATCH_NORM_EPS = 1e-5;
	private static final String HUGGING_FACE_FIRST = "embedder.embedder.convolution.weight";
	private static final String TORCHVISION_FIRST = "conv1.weight";

	/** A residual block: convolutions and perhaps a shortcut, weight and bias each. */
	private record Block(NDArray[] arrays, int convolutions, int strided, int stride) {}

	/** What BioViL-T adds after the residual network, for one image without an earlier one. */
	private record BioVil(NDArray reduction, NDArray missing, NDArray[] projector) {}

	private final String family;
	private final boolean bfloat16;
	/** Kept because engine arrays may be windows of its mapped memory. */
	private final Safetensors file;
	private final PtNDManager manager;
	private final Script script;
	private final NamedWeights names;
	private final NDArray[] stem;
	private final List<Block> blocks = new ArrayList<>();
	private final int width;
	private final Optional<BioVil> bioVil;

	/**
	 * Loads a network.
	 *
	 * @param manager owns the weights from now on; says on which device the network runs
	 * @param strideFirst whether a bottleneck's stride is in its first convolution (the older variant)
	 * @param strideInStage0 whether the first stage halves the map too
	 * @throws Refusal if a tensor is missing, has a wrong shape, or is left over
	 */
	ResNet(final PtNDManager manager, final Safetensors file, final String family, final boolean strideFirst, final boolean strideInStage0,
		final boolean bfloat16)
	{
		this.manager = manager;
		this.file = file;
		this.family = family;
		this.bfloat16 = bfloat16;
		script = new Script(manager, Script.resource(ResNet.class, "resnet.torchscript"));
		names = NamedWeights.find(file, HUGGING_FACE_FIRST, TORCHVISION_FIRST);
		final boolean huggingFace = names.has(HUGGING_FACE_FIRST);
		stem = huggingFace ? folded(names, "embedder.embedder.convolution", "embedder.embedder.normalization") : folded(names, "conv1", "bn1");
		for (int stage = 0; stage < 4; stage++) {
			final String format = huggingFace ? "encoder.stages." + stage + ".layers." : "layer" + (stage + 1) + ".";
			final int depth = names.count(format + "%d.");
			Refusal.unless(depth > 0, "%s: stage %d of the network is missing. Are config and weights of the same model?", file.where(), stage);
			for (int l = 0; l < depth; l++) {
				blocks.add(block(format + l + ".", huggingFace, strideFirst, l == 0 && (stage > 0 || strideInStage0) ? 2 : 1));
			}
		}
		final Block last = blocks.get(blocks.size() - 1);
		final int features = (int) last.arrays[2 * (last.convolutions - 1)].getShape().get(0);
		bioVil = bioVil(features);
		width = bioVil.map(b -> (int) (b.reduction.getShape().get(0) + b.missing.getShape().get(1))).orElse(features);
		names.refuseSurplus(family);
	}

	private Block block(final String at, final boolean huggingFace, final boolean strideFirst, final int stride) {
		final List<NDArray> arrays = new ArrayList<>();
		int n = 0;
		while (names.has(convolution(at, huggingFace, n) + ".weight")) {
			arrays.addAll(List.of(folded(names, convolution(at, huggingFace, n), huggingFace ? at + "layer." + n + ".normalization" : at + "bn" + (n +
				1))));
			n++;
		}
		Refusal.unless(n == 2 || n == 3, "%s: the block %s has %d convolutions, expected 2 or 3.", names.where(), at, n);
		final String shortcut = huggingFace ? at + "shortcut.convolution" : at + "downsample.0";
		if (names.has(shortcut + ".weight")) {
			arrays.addAll(List.of(folded(names, shortcut, huggingFace ? at + "shortcut.normalization" : at + "downsample.1")));
		}
		return new Block(arrays.toArray(NDArray[]::new), n, n == 3 && !strideFirst ? 1 : 0, stride);
	}

	private static String convolution(final String at, final boolean huggingFace, final int index) {
		return huggingFace ? at + "layer." + index + ".convolution" : at + "conv" + (index + 1);
	}

	/** Weight and bias of a convolution with its batch normalisation multiplied in, in double precision. */
	private NDArray[] folded(final NamedWeights from, final String convolution, final String normalisation) {
		final Tensor weight = from.tensor(convolution + ".weight", -1, -1, -1, -1);
		final long[] shape = weight.shape();
		final float[] kernel = weight.floats();
		final float[][] norm = new float[4][];
		final String[] parts = { ".weight", ".bias", ".running_mean", ".running_var" };
		for (int i = 0; i < 4; i++) norm[i] = from.tensor(normalisation + parts[i], shape[0]).floats();
		final float[] bias = new float[(int) shape[0]];
		final int perFeature = kernel.length / bias.length;
		for (int c = 0; c < bias.length; c++) {
			final double factor = norm[0][c] / Math.sqrt(norm[3][c] + BATCH_NORM_EPS);
			bias[c] = (float) (norm[1][c] - norm[2][c] * factor);
			for (int i = c * perFeature; i < (c + 1) * perFeature; i++) kernel[i] *= factor;
		}
		return new NDArray[] { typed(manager.create(kernel, new Shape(shape))), typed(manager.create(bias)) };
	}

	private Optional<BioVil> bioVil(final int features) {
		final String outer = names.prefix().replaceFirst("encoder\\.$", "");
		final NamedWeights model = names.under(outer);
		if (!model.has("backbone_to_vit.weight")) return Optional.empty();
		final NDArray reduction = typed(model.tensor("backbone_to_vit.weight", -1, features, 1, 1).array(manager));
		final NDArray missing = typed(model.tensor("missing_previous_emb", 1, -1, 1, 1).array(manager));
		final NamedWeights projector = names.under(outer.replaceFirst("encoder\\.$", "projector.model."));
		final NDArray[] first = folded(projector, "0", "1");
		return Optional.of(new BioVil(reduction, missing, new NDArray[] { first[0], first[1], typed(projector.tensor("3.weight", -1, -1, 1, 1)
			.array(manager)), typed(projector.tensor("3.bias", -1).array(manager)) }));
	}

	private NDArray typed(final NDArray array) {
		return bfloat16 ? script.run(manager, "to_type", array, BFLOAT16) : array;
	}

	@Override
	public NetworkOutput run(final NDManager owner, final NDArray pixels, final Wanted wanted) {
		final Shape shape = pixels.getShape();
		Refusal.unless(shape.get(2) >= patch() && shape.get(3) >= patch(), "An image of %d x %d pixels is smaller than %d, which the network " +
			"needs.", shape.get(3), shape.get(2), patch());
		final Map<Integer, NDArray> outputs = new HashMap<>();
		try (NDManager scratch = manager.newSubManager()) {
			final NDArray input = bfloat16 ? script.run(scratch, "to_type", pixels, BFLOAT16) : pixels;
			NDArray x = script.run(scratch, "stem", input, stem[0], stem[1]);
			if (wanted.blocks().contains(-1)) outputs.put(-1, script.run(owner, "map", x));
			for (int i = 0; i < blocks.size(); i++) {
				final Block b = blocks.get(i);
				final NDArray y = script.run(scratch, "block", x, b.arrays, b.convolutions, b.strided, b.stride);
				x.close();
				x = y;
				if (wanted.blocks().contains(i)) outputs.put(i, script.run(owner, "map", x));
			}
			return bioVil.isPresent() ? withBioVil(owner, scratch, x, outputs, bioVil.get()) : output(owner, x, Optional.empty(), outputs, Map
				.of());
		}
	}

	private NetworkOutput withBioVil(final NDManager owner, final NDManager scratch, final NDArray x, final Map<Integer, NDArray> outputs,
		final BioVil more)
	{
		final NDArray fused = script.run(scratch, "fuse", x, more.reduction, more.missing);
		final NDArray projected = script.run(scratch, "project", fused, more.projector);
		return output(owner, fused, Optional.of(script.run(owner, "mean", projected)), outputs, Map.of("last_hidden_state", script.run(owner,
			"map", x), "patch_embeddings", script.run(owner, "map", fused), "projected_patch_embeddings", script.run(owner, "map", projected)));
	}

	private NetworkOutput output(final NDManager owner, final NDArray x, final Optional<NDArray> projected,
		final Map<Integer, NDArray> outputs, final Map<String, NDArray> extra)
	{
		return new NetworkOutput(script.run(owner, "tokens", x), 0, (int) x.getShape().get(2), (int) x.getShape().get(3), script.run(owner,
			"mean", x), projected, outputs, Map.of(), extra);
	}

	@Override
	public String family() {
		return family;
	}

	@Override
	public int width() {
		return width;
	}

	@Override
	public int patch() {
		return 32;
	}

	@Override
	public int blocks() {
		return blocks.size();
	}

	@Override
	public int prefixTokens() {
		return 0;
	}

	@Override
	public void close() {
		script.close();
		manager.close();
		Reference.reachabilityFence(file);
	}
}
