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

/**
 * A ConvNeXt (Liu et al. 2022), as DINOv3 and the ImageNet models publish it. Between convolutions the features of a position lie side
 * by side, so that normalisation and linear layers need no re-ordering. Its steps stand in convnext.torchscript.
 */
final class ConvNeXt implements Network {

	private static final int BFLOAT16 = 15;
	static final String[] FIRST = { "stages.0.downsample_layers.0.weight", "embeddings.patch_embeddings.weight" };
	static final List<String> STEM_NORM = List.of("stages.0.downsample_layers.1", "embeddings.layernorm");
	static final List<String> STAGE = List.of("stages.%d.", "encoder.stages.%d.");
	static final List<String> HALVE = List.of("downsample_layers.", "downsampling_layer.");
	static final List<String> DEPTHWISE = List.of("depthwise_conv", "dwconv");
	static final List<String> NORM = List.of("layer_norm", "layernorm");
	static final List<String> INNER = List.of("pointwise_conv1", "pwconv1");
	static final List<String> OUTER = List.of("pointwise_conv2", "pwconv2");
	static final List<String> SCALE = List.of("gamma", "layer_scale_parameter");

	private final String family;
	private final boolean dinov3;
	private final double eps;
	private final double finalEps;
	private final boolean bfloat16;
	/** Kept because engine arrays may be windows of its mapped memory. */
	private final Safetensors file;
	private final PtNDManager manager;
	private final Script script;
	private final NamedWeights names;
	private final NDArray[] stem;
	private final NDArray[][] halvings;
	/** Arrays of each stage's blocks, or nothing where they run on matrix units. */
	private final NDArray[][][] stages;
	private final Optional<SplitTeam> team;
	private final List<SplitConvolutions> split = new ArrayList<>();
	private final NDArray[] finalNorm;

	/**
	 * Loads a network.
	 *
	 * @param manager owns the weights from now on; says on which device the network runs
	 * @throws Refusal if a tensor is missing, has a wrong shape, or is left over
	 */
	ConvNeXt(final PtNDManager manager, final Safetensors file, final String family, final Config config, final boolean bfloat16,
		final Linears linears) {
		this.manager = manager;
		this.file = file;
		this.family = family;
		this.bfloat16 = bfloat16 && linears != Linears.SPLIT; // matrix units round what they multiply, all else stays float32
		dinov3 = family.equals("dinov3_convnext");
		eps = dinov3 ? config.number("layer_norm_eps", 1e-6) : 1e-6; // fixed in the reference's code
		finalEps = config.number("layer_norm_eps", dinov3 ? 1e-6 : 1e-12);
		final double[] widths = config.numbers("hidden_sizes", 96, 192, 384, 768);
		final double[] depths = config.numbers("depths", 3, 3, 9, 3);
		Refusal.unless(widths.length == depths.length && widths.length > 0, "%s: hidden_sizes and depths have %d and %d entries.", config
			.where(), widths.length, depths.length);
		script = linears.script(manager, Script.resource(ConvNeXt.class, "convnext.torchscript"));
		names = NamedWeights.find(file, FIRST);
		final String first = names.firstOf(List.of(FIRST), "").orElseThrow();
		final long width0 = (long) widths[0];
		final NDArray[] norm = vectors(manager, "", STEM_NORM, width0);
		stem = new NDArray[] { typed(names.tensor(first, width0, 3, 4, 4).array(manager)), typed(names.tensor(first.replace("weight", "bias"),
			width0).array(manager)), typed(norm[0]), typed(norm[1]) };
		halvings = new NDArray[depths.length][];
		stages = new NDArray[depths.length][][];
		team = linears == Linears.SPLIT ? Optional.of(new SplitTeam(manager, bfloat16)) : Optional.empty();
		final String stage = STAGE.stream().filter(f -> names.count(f) > 0).findFirst().orElse(STAGE.get(0));
		for (int s = 0; s < depths.length; s++) {
			final String at = stage.formatted(s);
			if (s > 0) halvings[s] = halving(at, (long) widths[s - 1], (long) widths[s]);
			stages[s] = new NDArray[team.isPresent() ? 0 : (int) depths[s]][];
			team.ifPresent(t -> split.add(new SplitConvolutions(manager, t, eps)));
			for (int l = 0; l < depths[s]; l++) {
				try (NDManager scratch = manager.newSubManager()) {
					final NDArray[] block = block(scratch, at + "layers." + l + ".", (long) widths[s]);
					if (team.isPresent()) split.get(s).add(block);
					else stages[s][l] = kept(block);
				}
			}
		}
		finalNorm = vectors(manager, "", NORM, (long) widths[widths.length - 1]);
		names.refuseSurplus(family);
	}

	private NDArray[] halving(final String at, final long from, final long to) {
		final String name = at + HALVE.stream().filter(h -> names.has(at + h + "1.weight")).findFirst().orElse(HALVE.get(0));
		return new NDArray[] { typed(names.tensor(name + "0.weight", from).array(manager)), typed(names.tensor(name + "0.bias", from).array(
			manager)), typed(names.tensor(name + "1.weight", to, from, 2, 2).array(manager)), typed(names.tensor(name + "1.bias", to).array(
				manager)) };
	}

	/** Depthwise convolution, normalisation, inner and outer linear layer; weight and bias each, the scale multiplied in. */
	private NDArray[] block(final NDManager scratch, final String at, final long width) {
		final String depthwise = at + pick(at, DEPTHWISE, ".weight");
		final String inner = at + pick(at, INNER, ".weight");
		final String outer = at + pick(at, OUTER, ".weight");
		final NDArray scale = names.tensor(at + pick(at, SCALE, ""), width).array(scratch);
		final NDArray[] norm = vectors(scratch, at, NORM, width);
		return new NDArray[] { names.tensor(depthwise + ".weight", width, 1, 7, 7).array(scratch), names.tensor(depthwise + ".bias", width)
			.array(scratch), norm[0], norm[1], names.tensor(inner + ".weight", 4 * width, width).array(scratch), names.tensor(inner + ".bias",
				4 * width).array(scratch), names.tensor(outer + ".weight", width, 4 * width).array(scratch).mul(scale.reshape(-1, 1)), names
					.tensor(outer + ".bias", width).array(scratch).mul(scale) };
	}

	/** A block's arrays in the network's number type, matrices packed, owned by the network. */
	private NDArray[] kept(final NDArray[] p) {
		for (int i = 0; i < p.length; i++) {
			p[i] = typed(p[i]);
			if (i == 4 || i == 6) p[i] = script.run(manager, "pack", p[i]);
			else p[i].attach(manager);
		}
		return p;
	}

	private String pick(final String at, final List<String> candidates, final String suffix) {
		return candidates.stream().filter(name -> names.has(at + name + suffix)).findFirst().orElse(candidates.get(0));
	}

	private NDArray[] vectors(final NDManager owner, final String at, final List<String> candidates, final long width) {
		final String name = at + pick(at, candidates, ".weight");
		return new NDArray[] { names.tensor(name + ".weight", width).array(owner), names.tensor(name + ".bias", width).array(owner) };
	}

	private NDArray typed(final NDArray array) {
		return bfloat16 ? script.run(array.getManager(), "to_type", array, BFLOAT16) : array;
	}

	@Override
	public NetworkOutput run(final NDManager owner, final NDArray pixels, final Wanted wanted) {
		final Shape shape = pixels.getShape();
		final int smallest = patch();
		Refusal.unless(shape.get(2) >= smallest && shape.get(3) >= smallest, "An image of %d x %d pixels is smaller than %d, which the " +
			"network needs.", shape.get(3), shape.get(2), smallest);
		final Map<Integer, NDArray> outputs = new HashMap<>();
		try (NDManager scratch = manager.newSubManager()) {
			NDArray x = normed(scratch, script.run(scratch, "stem", typed(pixels), stem[0], stem[1]), stem[2], stem[3]);
			if (wanted.blocks().contains(-1)) outputs.put(-1, script.run(owner, "map", x));
			int index = 0;
			for (int s = 0; s < stages.length; s++) {
				if (s > 0) {
					x = normed(scratch, x, halvings[s][0], halvings[s][1]);
					x = replaced(x, script.run(scratch, "halve", x, halvings[s][2], halvings[s][3]));
				}
				if (team.isPresent()) {
					final int before = index;
					final NDArray now = x;
					split.get(s).run((PtNDManager) scratch, x, i -> {
						if (wanted.blocks().contains(before + i)) outputs.put(before + i, script.run(owner, "map", now));
					});
					index += split.get(s).size();
				}
				for (final NDArray[] p : stages[s]) {
					x = replaced(x, script.run(scratch, "block", x, p, eps));
					if (wanted.blocks().contains(index)) outputs.put(index, script.run(owner, "map", x));
					index++;
				}
			}
			return finished(owner, scratch, x, outputs);
		}
	}

	private NetworkOutput finished(final NDManager owner, final NDManager scratch, final NDArray x, final Map<Integer, NDArray> outputs) {
		final int rows = (int) x.getShape().get(1);
		final int columns = (int) x.getShape().get(2);
		if (dinov3) {
			final NDArray all = script.run(scratch, "with_mean", x);
			final NDArray tokens = script.run(owner, "norm", all, finalNorm[0], finalNorm[1], finalEps);
			return new NetworkOutput(tokens, 1, rows, columns, tokens.get(":, 0"), Optional.empty(), outputs, Map.of(), Map.of());
		}
		final NDArray mean = script.run(scratch, "mean", x);
		final NDArray pooled = script.run(owner, "norm", mean, finalNorm[0], finalNorm[1], finalEps);
		return new NetworkOutput(script.run(owner, "tokens", x), 0, rows, columns, pooled, Optional.empty(), outputs, Map.of(), Map.of());
	}

	private NDArray normed(final NDManager scratch, final NDArray x, final NDArray weight, final NDArray bias) {
		return replaced(x, script.run(scratch, "norm", x, weight, bias, eps));
	}

	private static NDArray replaced(final NDArray old, final NDArray now) {
		old.close();
		return now;
	}

	@Override
	public String family() {
		return family;
	}

	@Override
	public int width() {
		return (int) finalNorm[0].getShape().get(0);
	}

	@Override
	public int patch() {
		return 4 << stages.length - 1;
	}

	@Override
	public int blocks() {
		int n = 0;
		for (final NDArray[][] stage : stages) n += stage.length;
		for (final SplitConvolutions stage : split) n += stage.size();
		return n;
	}

	@Override
	public int prefixTokens() {
		return dinov3 ? 1 : 0;
	}

	@Override
	public void close() {
		team.ifPresent(SplitTeam::close);
		script.close();
		manager.close();
		Reference.reachabilityFence(file);
	}
}
