package io.github.encoderj.encoder.network;

import java.util.Map;
import java.util.Optional;

import io.github.encoderj.base.Refusal;

/**
 * What the tensors of a vision transformer do not show and its configuration says.
 *
 * @param family kind, as the configuration calls it
 * @param heads attention heads
 * @param eps of the normalisations
 * @param activation of the inner layer: gelu, quick_gelu or silu
 * @param ropeTheta base of the rotary position embedding; 0 where positions are learned
 * @param antialias whether the learned positions are resized with antialiasing
 * @param pooling how tokens become one vector
 */
record VisionTransformerSettings(String family, int heads, double eps, String activation, double ropeTheta, boolean antialias,
	Pooling pooling)
{

	/** How the authors make one vector of the tokens. */
	enum Pooling {
		/** The class token after the final normalisation of all tokens. */
		CLASS_TOKEN,
		/** The mean of the patch tokens after the final normalisation. */
		PATCH_MEAN,
		/** The mean of the raw patch tokens, then normalised; tokens stay raw. */
		NORMALISED_MEAN,
		/** The class token, normalised alone; tokens stay raw. */
		NORMALISED_CLASS_TOKEN,
		/** Class token after the final normalisation, then a linear layer and tanh. */
		TANH,
		/** Attention of a learned query over all tokens. */
		ATTENTION
	}

	/** Heads of timm's architectures, by the start of the name after "vit_". */
	private static final Map<String, Integer> TIMM_HEADS = Map.of("tiny", 3, "small", 6, "base", 12, "large", 16, "huge", 16, "giant", 16,
		"gigantic", 16);

	/** Settings of a folder in the Hugging Face layout. */
	static VisionTransformerSettings huggingFace(final String modelType, final Config config) {
		final int heads = config.integer("num_attention_heads");
		final String activation = config.text("hidden_act").orElse("gelu");
		return switch (modelType) {
			case "dinov3_vit" -> new VisionTransformerSettings(modelType, heads, config.number("layer_norm_eps", 1e-5), activation, config
				.number("rope_theta", 100), false, Pooling.CLASS_TOKEN);
			case "dinov2" -> new VisionTransformerSettings(modelType, heads, config.number("layer_norm_eps", 1e-6), config.flag(
				"use_swiglu_ffn", false) ? "silu" : activation, 0, false, Pooling.CLASS_TOKEN);
			case "dinov2_with_registers" -> new VisionTransformerSettings(modelType, heads, config.number("layer_norm_eps", 1e-6), config.flag(
				"use_swiglu_ffn", false) ? "silu" : activation, 0, true, Pooling.CLASS_TOKEN);
			case "vit" -> new VisionTransformerSettings(modelType, heads, config.number("layer_norm_eps", 1e-12), activation, 0, false,
				Pooling.TANH);
			case "vit_mae" -> new VisionTransformerSettings(modelType, heads, config.number("layer_norm_eps", 1e-12), activation, 0, false,
				Pooling.CLASS_TOKEN);
			case "clip_vision_model" -> new VisionTransformerSettings(modelType, heads, config.number("layer_norm_eps", 1e-5), config.text(
				"hidden_act").orElse("quick_gelu"), 0, false, Pooling.NORMALISED_CLASS_TOKEN);
			default -> throw new IllegalArgumentException(modelType);
		};
	}

	/**
	 * Settings of a folder in timm's layout.
	 *
	 * @param architecture timm's name
	 * @param arguments what the model is made with besides
	 * @param pooling the configuration's global_pool, if it has one
	 */
	static VisionTransformerSettings timm(final String architecture, final Config arguments, final Optional<String> pooling) {
		final boolean dinov3 = architecture.contains("_dinov3");
		final int heads = arguments.has("num_heads") ? arguments.integer("num_heads") : timmHeads(architecture, dinov3, arguments);
		final String pool = arguments.text("global_pool").or(() -> pooling).orElse(dinov3 ? "avg" : "token");
		Refusal.unless(pool.equals("avg") || pool.equals("token") || pool.isEmpty(),
			"%s: global_pool is %s; token and avg are known.", arguments.where(), pool);
		final Pooling kind = !pool.equals("avg") ? Pooling.CLASS_TOKEN : dinov3 ? Pooling.PATCH_MEAN : Pooling.NORMALISED_MEAN;
		final double eps = dinov3 || architecture.contains("_clip_") ? 1e-5 : 1e-6;
		final String activation = architecture.contains("_quickgelu") ? "quick_gelu" : "gelu";
		return new VisionTransformerSettings(architecture, heads, eps, activation, dinov3 ? 100 : 0, true, kind);
	}

	private static int timmHeads(final String architecture, final boolean dinov3, final Config arguments) {
		final String size = architecture.replaceFirst("^vit_", "").replaceFirst("_.*", "");
		Refusal.unless(architecture.startsWith("vit_") && TIMM_HEADS.containsKey(size),
			"%s: the number of heads of the architecture %s is not known; known sizes are %s. Add num_heads to model_args.", arguments.where(),
			architecture, TIMM_HEADS.keySet());
		if (dinov3 && size.equals("huge")) return 20;
		if (architecture.contains("giant") && architecture.contains("dinov2")) return 24;
		return TIMM_HEADS.get(size);
	}

	VisionTransformerSettings with(final String newFamily, final Pooling newPooling) {
		return new VisionTransformerSettings(newFamily, heads, eps, activation, ropeTheta, antialias, newPooling);
	}
}
