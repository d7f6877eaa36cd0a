package io.github.encoderj.encoder.network;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import ai.djl.pytorch.engine.PtNDManager;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.network.VisionTransformerSettings.Pooling;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * A folder as an encoder's publisher made it: {@code config.json} and {@code model.safetensors} (or shards with their index) in the
 * Hugging Face or timm layout, or {@code open_clip_config.json} and {@code open_clip_model.safetensors}. The configuration alone says
 * which network it is.
 *
 * @param folder where it lies
 * @param config its configuration
 */
public record WeightsFolder(Path folder, Config config) {

	/** Every model_type of a Hugging Face configuration that is known. */
	public static final List<String> MODEL_TYPES = List.of("dinov3_vit", "dinov3_convnext", "dinov2", "dinov2_with_registers", "vit",
		"vit_mae", "convnext", "resnet", "clip", "clip_vision_model");

	private static final String OPEN_CLIP = "open_clip_config.json";

	/**
	 * Looks into a folder.
	 *
	 * @throws Refusal if it is missing or has no configuration
	 */
	public static WeightsFolder of(final Path folder) {
		Refusal.unless(Files.isDirectory(folder), "There is no folder %s. Name the folder that holds config.json and the weights.", folder);
		for (final String name : new String[] { OPEN_CLIP, "config.json" }) {
			if (Files.exists(folder.resolve(name))) return new WeightsFolder(folder, Config.read(folder.resolve(name)));
		}
		throw new Refusal("The folder " + folder + " holds no config.json. Fetch all files of the model, not the weights alone.");
	}

	/** Whether a folder holds a configuration, so that {@link #of} would take it. */
	public static boolean is(final Path folder) {
		return Files.exists(folder.resolve("config.json")) || Files.exists(folder.resolve(OPEN_CLIP));
	}

	/** The kind of network: a model_type, or timm's architecture. */
	public String family() {
		if (config.has("model_type")) return config.text("model_type").orElse("");
		if (config.has("architecture")) return config.text("architecture").orElse("");
		if (config.has("model_cfg")) return config.inside("model_cfg").inside("vision_cfg").text("timm_model_name").orElse("open_clip");
		if (config.inside("vision_cfg").has("attentional_pool_contrast")) return "conch";
		return "";
	}

	/** The tensors. */
	public Safetensors weights() {
		return Safetensors.open(folder);
	}

	/**
	 * What the files show without an engine.
	 *
	 * @param patch side of a patch in pixels
	 * @param width features of a patch
	 */
	public record Summary(int patch, int width) {}

	/**
	 * Looks at the configuration and the headers of the weights.
	 *
	 * @throws Refusal if they are damaged or not of a network that is known
	 */
	public Summary summary() {
		final Safetensors weights = weights();
		if (family().endsWith("convnext")) {
			final double[] widths = config.numbers("hidden_sizes", 96, 192, 384, 768);
			return new Summary(32, (int) widths[widths.length - 1]);
		}
		if (family().startsWith("resnet")) {
			return new Summary(32, weights.names().stream().filter(n -> n.contains("layer4.") || n.contains("stages.3.")).map(weights::tensor)
				.filter(t -> t.shape().length == 4).mapToInt(t -> (int) t.shape()[0]).max().orElseThrow(() -> unknown(family())));
		}
		final long[] shape = VisionTransformerWeights.patchShape(weights);
		return new Summary((int) shape[2], (int) shape[0]);
	}

	/**
	 * Loads the network.
	 *
	 * @param manager owns the weights from now on and is closed with the network; says on which device it runs
	 * @param bfloat16 whether to compute in bfloat16: faster, and good to two or three digits
	 * @throws Refusal if the configuration names a network that is not known, or the weights do not fit it
	 */
	public Network load(final PtNDManager manager, final boolean bfloat16) {
		return load(manager, bfloat16, Linears.fastest(manager));
	}

	/**
	 * Loads the network with some of its tensors replaced, as fine-tuning changed them.
	 *
	 * @param changed under the names in the weights file
	 * @throws Refusal as {@link #load(PtNDManager, boolean)}, or if a name or shape is another than the file's
	 */
	public Network load(final PtNDManager manager, final boolean bfloat16, final List<Tensor> changed) {
		return load(manager, weights().with(changed), bfloat16, Linears.fastest(manager));
	}

	/** The same with a given kind of matrix product. */
	Network load(final PtNDManager manager, final boolean bfloat16, final Linears linears) {
		return load(manager, weights(), bfloat16, linears);
	}

	private Network load(final PtNDManager manager, final Safetensors weights, final boolean bfloat16, final Linears linears) {
		try {
			return network(manager, weights, bfloat16, linears);
		}
		catch (final RuntimeException e) {
			manager.close();
			throw e;
		}
	}

	private Network network(final PtNDManager manager, final Safetensors weights, final boolean bfloat16,
		final Linears linears) {
		final String family = family();
		if (config.has("model_type")) return huggingFace(manager, weights, family, bfloat16, linears);
		if (config.has("model_cfg")) return openClip(manager, weights, bfloat16, linears);
		if (family.equals("conch")) return conch(manager, weights, bfloat16, linears);
		if (family.startsWith("resnet")) {
			Refusal.unless(family.matches("resnet\\d+(_multi_image)?(\\..*)?"), "%s: the architecture %s has another stem than a plain ResNet; " +
				"resnet18, 34, 50, 101 and 152 are known.", config.where(), family);
			return new ResNet(manager, weights, family, false, false, bfloat16);
		}
		if (family.startsWith("vit_")) {
			final Config arguments = config.inside("model_args");
			return new VisionTransformer(manager, weights, VisionTransformerSettings.timm(family, arguments, config.text("global_pool")), arguments
				.integer("depth", -1), bfloat16, linears);
		}
		throw unknown(family);
	}

	private Network huggingFace(final PtNDManager manager, final Safetensors weights, final String family, final boolean bfloat16,
		final Linears linears) {
		return switch (family) {
			case "dinov3_convnext", "convnext" -> new ConvNeXt(manager, weights, family, config, bfloat16, linears);
			case "resnet" -> new ResNet(manager, weights, family, config.flag("downsample_in_bottleneck", false), config.flag(
				"downsample_in_first_stage", false), bfloat16);
			case "clip", "clip_vision_model" -> {
				final Config vision = family.equals("clip") ? config.inside("vision_config") : config;
				yield new VisionTransformer(manager, weights, VisionTransformerSettings.huggingFace("clip_vision_model", vision), vision.integer(
					"num_hidden_layers"), bfloat16, linears);
			}
			case "dinov3_vit", "dinov2", "dinov2_with_registers", "vit", "vit_mae" -> new VisionTransformer(manager, weights,
				VisionTransformerSettings.huggingFace(family, config), config.integer("num_hidden_layers"), bfloat16, linears);
			default -> throw unknown(family);
		};
	}

	private Network openClip(final PtNDManager manager, final Safetensors weights, final boolean bfloat16,
		final Linears linears) {
		final Config model = config.inside("model_cfg");
		final Config vision = model.inside("vision_cfg");
		if (vision.has("timm_model_name")) {
			final String name = vision.text("timm_model_name").orElse("");
			Refusal.unless(name.startsWith("vit_"), "%s: the image tower %s is not known; vit_... are.", config.where(), name);
			Refusal.unless(vision.text("timm_pool").orElse("").matches("|token"), "%s: timm_pool %s is not known; token is.", config.where(), vision
				.text("timm_pool").orElse(""));
			final Config arguments = vision.inside("golden_timm_model_args");
			return new VisionTransformer(manager, weights, VisionTransformerSettings.timm(name, arguments, Optional.of("token")), arguments
				.integer("depth", -1), bfloat16, linears);
		}
		Refusal.unless(!vision.isList("layers"), "%s: the image tower is a ResNet with attention pooling, which is not known; transformers " +
			"are.", config.where());
		final int width = vision.integer("width", 768);
		final VisionTransformerSettings settings = new VisionTransformerSettings("open_clip", width / vision.integer("head_width", 64), 1e-5,
			model.flag("quick_gelu", false) ? "quick_gelu" : "gelu", 0, true, Pooling.CLASS_TOKEN);
		return new VisionTransformer(manager, weights, settings, vision.integer("layers", 12), bfloat16, linears);
	}

	private Network conch(final PtNDManager manager, final Safetensors weights, final boolean bfloat16,
		final Linears linears) {
		final Config vision = config.inside("vision_cfg");
		final VisionTransformerSettings settings = new VisionTransformerSettings("conch", vision.integer("num_heads", 12), 1e-6, "gelu", 0,
			true, Pooling.ATTENTION);
		return new VisionTransformer(manager, weights, settings, vision.integer("layers", 12), bfloat16, linears);
	}

	private Refusal unknown(final String family) {
		return new Refusal(config.where() + " describes the network " + (family.isEmpty() ? "(no model_type or architecture)" : family) +
			", which is not known. Known are model_type " + String.join(", ", MODEL_TYPES) +
			", timm's vit_... and resnet..., open_clip's transformers, BiomedCLIP and CONCH.");
	}
}
