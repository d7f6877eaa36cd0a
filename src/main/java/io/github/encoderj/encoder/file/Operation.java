package io.github.encoderj.encoder.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.preprocess.Planes;

/** A step of a bioimage.io model's preprocessing or postprocessing, on the raw values of one picture. */
interface Operation {

	/** The picture after the step. */
	Planes apply(Planes picture);

	/**
	 * The steps of a tensor's description.
	 *
	 * @param steps the list under preprocessing or postprocessing
	 * @param where named in messages
	 * @throws Refusal if one of them is not known
	 */
	static List<Operation> of(final JsonElement steps, final String where) {
		final List<Operation> operations = new ArrayList<>();
		if (steps == null || !steps.isJsonArray()) return operations;
		for (final JsonElement element : steps.getAsJsonArray()) {
			final JsonObject step = element.getAsJsonObject();
			final String name = step.has("id") ? step.get("id").getAsString() : step.get("name").getAsString();
			final JsonObject values = step.has("kwargs") && step.get("kwargs").isJsonObject() ? step.getAsJsonObject("kwargs") : new JsonObject();
			operations.add(one(name, values, where));
		}
		return operations;
	}

	private static Operation one(final String name, final JsonObject values, final String where) {
		final boolean perChannel = perChannel(values);
		return switch (name) {
			case "scale_linear" -> linear(numbers(values, "gain", 1), numbers(values, "offset", 0));
			case "clip" -> {
				Refusal.unless(!values.has("min_percentile") && !values.has("max_percentile"), "%s: clip by percentiles is not known.", where);
				final double low = numbers(values, "min", Double.NEGATIVE_INFINITY)[0];
				final double high = numbers(values, "max", Double.POSITIVE_INFINITY)[0];
				yield each((v, c) -> Math.max(low, Math.min(high, v)));
			}
			case "binarize" -> {
				final double[] threshold = numbers(values, "threshold", 0);
				yield each((v, c) -> v > threshold[c % threshold.length] ? 1 : 0);
			}
			case "sigmoid" -> each((v, c) -> 1 / (1 + Math.exp(-v)));
			case "ensure_dtype" -> each((v, c) -> v);
			case "fixed_zero_mean_unit_variance" -> fixed(numbers(values, "mean", 0), numbers(values, "std", 1), 0);
			case "zero_mean_unit_variance" -> {
				final String mode = values.has("mode") ? values.get("mode").getAsString() : "per_sample";
				Refusal.unless(!mode.equals("per_dataset"), "%s: zero_mean_unit_variance per data set is not known.", where);
				final double eps = numbers(values, "eps", 1e-6)[0];
				if (mode.equals("fixed")) yield fixed(numbers(values, "mean", 0), numbers(values, "std", 1), eps);
				yield sample(perChannel, s -> standardised(s, eps));
			}
			case "scale_range" -> {
				final double low = numbers(values, "min_percentile", 0)[0];
				final double high = numbers(values, "max_percentile", 100)[0];
				final double eps = numbers(values, "eps", 1e-6)[0];
				Refusal.unless(!values.has("reference_tensor"), "%s: scale_range by another tensor is not known.", where);
				yield sample(perChannel, s -> ranged(s, low, high, eps));
			}
			default -> throw new Refusal(where + ": the step " + name + " is not known; known are scale_linear, clip, binarize, sigmoid, " +
				"ensure_dtype, zero_mean_unit_variance, fixed_zero_mean_unit_variance and scale_range.");
		};
	}

	/** Whether statistics are taken of each channel: when the axes are given and the channel is not among them. */
	private static boolean perChannel(final JsonObject values) {
		if (!values.has("axes") || values.get("axes").isJsonNull()) return false;
		final JsonElement axes = values.get("axes");
		if (!axes.isJsonArray()) return !axes.getAsString().contains("c");
		for (final JsonElement axis : axes.getAsJsonArray()) if (axis.getAsString().matches("c|channel")) return false;
		return true;
	}

	private static double[] numbers(final JsonObject values, final String key, final double otherwise) {
		if (!values.has(key) || values.get(key).isJsonNull()) return new double[] { otherwise };
		if (!values.get(key).isJsonArray()) return new double[] { values.get(key).getAsDouble() };
		final JsonArray array = values.getAsJsonArray(key);
		final List<Double> flat = new ArrayList<>();
		for (final JsonElement e : array) flat.add(e.isJsonArray() ? e.getAsJsonArray().get(0).getAsDouble() : e.getAsDouble());
		return flat.stream().mapToDouble(Double::doubleValue).toArray();
	}

	/** A function of a value and its channel. */
	interface Each {

		double of(double value, int channel);
	}

	private static Operation each(final Each function) {
		return picture -> {
			final float[] out = new float[picture.data().length];
			final int n = picture.height() * picture.width();
			for (int i = 0; i < out.length; i++) out[i] = (float) function.of(picture.data()[i], i / n);
			return new Planes(out, picture.channels(), picture.height(), picture.width());
		};
	}

	private static Operation linear(final double[] gain, final double[] offset) {
		return each((v, c) -> v * gain[c % gain.length] + offset[c % offset.length]);
	}

	private static Operation fixed(final double[] mean, final double[] std, final double eps) {
		return each((v, c) -> (v - mean[c % mean.length]) / (std[c % std.length] + eps));
	}

	/** A function of many values together, in place. */
	interface Sample {

		void of(double[] values);
	}

	private static Operation sample(final boolean perChannel, final Sample function) {
		return picture -> {
			final float[] out = new float[picture.data().length];
			final int n = perChannel ? picture.height() * picture.width() : out.length;
			for (int from = 0; from < out.length; from += n) {
				final double[] values = new double[n];
				for (int i = 0; i < n; i++) values[i] = picture.data()[from + i];
				function.of(values);
				for (int i = 0; i < n; i++) out[from + i] = (float) values[i];
			}
			return new Planes(out, picture.channels(), picture.height(), picture.width());
		};
	}

	private static void standardised(final double[] values, final double eps) {
		final double mean = Arrays.stream(values).average().orElse(0);
		final double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0);
		for (int i = 0; i < values.length; i++) values[i] = (values[i] - mean) / (Math.sqrt(variance) + eps);
	}

	private static void ranged(final double[] values, final double lowPercentile, final double highPercentile, final double eps) {
		final double[] sorted = values.clone();
		Arrays.sort(sorted);
		final double low = percentile(sorted, lowPercentile);
		final double high = percentile(sorted, highPercentile);
		for (int i = 0; i < values.length; i++) values[i] = (values[i] - low) / (high - low + eps);
	}

	/** Linear between the neighbouring values, as NumPy. */
	private static double percentile(final double[] sorted, final double percent) {
		final double position = percent / 100 * (sorted.length - 1);
		final int below = (int) Math.floor(position);
		final int above = Math.min(sorted.length - 1, below + 1);
		return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
	}
}
