package io.github.encoderj.encoder.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.github.encoderj.encoder.engine.TorchEngine;
import io.github.encoderj.encoder.weights.Safetensors;
import io.github.encoderj.encoder.weights.Tensor;

/**
 * Time per image, loading time and peak memory of full-size encoders with random weights, in the folders that
 * src/test/python/encoder_benchmark.py then runs in PyTorch. Arguments: folder for the weights, then model:size:batch:threads..., where
 * model is vits16, vitb16 or convnext-base, with -bf16 behind it for bfloat16; -Dlinears=PLAIN|PACKED|FUSED|SPLIT forces one; "prepare" alone makes the folders.
 */
public final class EncoderBenchmark {

	private EncoderBenchmark() {}

	public static void main(final String[] arguments) throws IOException {
		final Path folder = Path.of(arguments[0]);
		for (final String model : new String[] { "vits16", "vitb16", "convnext-base" }) prepare(folder.resolve(model), model);
		for (int i = 1; i < arguments.length; i++) {
			final String[] what = arguments[i].split(":");
			if (what.length == 4) measure(folder, what[0], Integer.parseInt(what[1]), Integer.parseInt(what[2]), Integer.parseInt(what[3]));
		}
	}

	private static void measure(final Path folder, final String name, final int size, final int batch, final int threads) throws IOException {
		final boolean bfloat16 = name.endsWith("-bf16");
		TorchEngine.start();
		final long before = System.nanoTime();
		final PtNDManager manager = TorchEngine.newManager(Device.cpu(), threads);
		final Linears linears = System.getProperty("linears") == null ? Linears.fastest(manager) : Linears.valueOf(System.getProperty(
			"linears"));
		final long start = System.nanoTime();
		try (Network network = WeightsFolder.of(folder.resolve(name.replace("-bf16", ""))).load(manager, bfloat16, linears); NDManager owner =
			TorchEngine.newManager(Device.cpu(), threads))
		{
			final double loading = (System.nanoTime() - start) / 1e9;
			final NDArray pixels = owner.randomNormal(new Shape(batch, 3, size, size));
			final List<Double> times = new ArrayList<>();
			double cpu = 0;
			final int repeats = Math.max(3, Math.min(15, 800_000 / size / size / batch * 4));
			for (int r = 0; r < repeats + 3; r++) {
				final long t = System.nanoTime();
				final double c = cpuSeconds();
				try (NDManager run = owner.newSubManager()) {
					network.run(run, pixels, Wanted.FINAL).pooled().toFloatArray();
				}
				if (r >= 3) {
					times.add((System.nanoTime() - t) / 1e6 / batch);
					cpu += (cpuSeconds() - c) * 1e3 / batch / repeats;
				}
			}
			times.sort(null);
			System.out.printf("%-14s %d px batch %d threads %d: best %.1f median %.1f ms/image, CPU %.1f, %s, ready in %.2f s (self-test %.2f), " +
				"peak %d MB%n", name, size, batch, threads, times.get(0), times.get(times.size() / 2), cpu, linears, loading, (start -
					before) / 1e9, peak());
		}
	}

	private static double cpuSeconds() {
		return ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean())
			.getProcessCpuTime() / 1e9;
	}

	private static long peak() throws IOException {
		final Path status = Path.of("/proc/self/status");
		if (!Files.exists(status)) return -1;
		return Files.readAllLines(status).stream().filter(l -> l.startsWith("VmHWM")).mapToLong(l -> Long.parseLong(l.replaceAll("\\D",
			"")) / 1024).findFirst().orElse(-1);
	}

	/** A folder with random weights in the layout of the official files. */
	private static void prepare(final Path folder, final String model) throws IOException {
		if (Files.exists(folder.resolve("model.safetensors"))) return;
		Files.createDirectories(folder);
		final Random random = new Random(1);
		final List<Tensor> tensors = new ArrayList<>();
		if (model.startsWith("convnext")) convNext(random, tensors, folder);
		else vit(random, tensors, folder, model.equals("vits16") ? 384 : 768);
		Safetensors.write(folder.resolve("model.safetensors"), Map.of("format", "pt"), tensors);
	}

	private static void vit(final Random random, final List<Tensor> out, final Path folder, final int d) throws IOException {
		Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"dinov3_vit\", \"architectures\": [\"DINOv3ViTModel\"], \"hidden_size\": " +
			d + ", \"intermediate_size\": " + 4 * d + ", \"num_attention_heads\": " + d / 64 + ", \"num_hidden_layers\": 12, " +
			"\"num_register_tokens\": 4, \"patch_size\": 16, \"image_size\": 224, \"key_bias\": false, \"hidden_act\": \"gelu\"}");
		add(random, out, "embeddings.cls_token", 1, 1, d);
		add(random, out, "embeddings.mask_token", 1, 1, d);
		add(random, out, "embeddings.register_tokens", 1, 4, d);
		add(random, out, "embeddings.patch_embeddings.weight", d, 3, 16, 16);
		add(random, out, "embeddings.patch_embeddings.bias", d);
		for (int i = 0; i < 12; i++) {
			final String at = "layer." + i + ".";
			for (final String norm : new String[] { "norm1", "norm2" }) norm(random, out, at + norm, d);
			for (final String part : new String[] { "q", "k", "v", "o" }) {
				add(random, out, at + "attention." + part + "_proj.weight", d, d);
				if (!part.equals("k")) add(random, out, at + "attention." + part + "_proj.bias", d);
			}
			add(random, out, at + "layer_scale1.lambda1", d);
			add(random, out, at + "layer_scale2.lambda1", d);
			add(random, out, at + "mlp.up_proj.weight", 4 * d, d);
			add(random, out, at + "mlp.up_proj.bias", 4 * d);
			add(random, out, at + "mlp.down_proj.weight", d, 4 * d);
			add(random, out, at + "mlp.down_proj.bias", d);
		}
		norm(random, out, "norm", d);
	}

	private static void convNext(final Random random, final List<Tensor> out, final Path folder) throws IOException {
		Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"dinov3_convnext\", \"architectures\": [\"DINOv3ConvNextModel\"], " +
			"\"depths\": [3, 3, 27, 3], \"hidden_sizes\": [128, 256, 512, 1024], \"hidden_act\": \"gelu\", \"layer_norm_eps\": 1e-06}");
		final int[] widths = { 128, 256, 512, 1024 };
		final int[] depths = { 3, 3, 27, 3 };
		for (int s = 0; s < 4; s++) {
			final String at = "stages." + s + ".";
			final int d = widths[s];
			norm(random, out, at + "downsample_layers." + (s == 0 ? 1 : 0), s == 0 ? d : widths[s - 1]);
			if (s == 0) add(random, out, at + "downsample_layers.0.weight", d, 3, 4, 4);
			else add(random, out, at + "downsample_layers.1.weight", d, widths[s - 1], 2, 2);
			add(random, out, at + "downsample_layers." + (s == 0 ? 0 : 1) + ".bias", d);
			for (int l = 0; l < depths[s]; l++) {
				final String layer = at + "layers." + l + ".";
				add(random, out, layer + "depthwise_conv.weight", d, 1, 7, 7);
				add(random, out, layer + "depthwise_conv.bias", d);
				norm(random, out, layer + "layer_norm", d);
				add(random, out, layer + "pointwise_conv1.weight", 4 * d, d);
				add(random, out, layer + "pointwise_conv1.bias", 4 * d);
				add(random, out, layer + "pointwise_conv2.weight", d, 4 * d);
				add(random, out, layer + "pointwise_conv2.bias", d);
				add(random, out, layer + "gamma", d);
			}
		}
		norm(random, out, "layer_norm", 1024);
	}

	private static void norm(final Random random, final List<Tensor> out, final String name, final int d) {
		add(random, out, name + ".weight", d);
		add(random, out, name + ".bias", d);
	}

	private static void add(final Random random, final List<Tensor> out, final String name, final long... shape) {
		int n = 1;
		for (final long s : shape) n *= (int) s;
		final float[] values = new float[n];
		final boolean scale = name.contains("norm") && name.endsWith("weight");
		for (int i = 0; i < n; i++) values[i] = (float) (random.nextGaussian() * 0.02 + (scale ? 1 : 0));
		out.add(Tensor.of(name, values, shape));
	}
}
