package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;

import io.github.encoderj.base.Refusal;

/**
 * What is to be said of a bag: one of several classes, or several labels of which each is there or not. Each question is a softmax of
 * its own; a label's has the two classes "not" and "yes".
 *
 * @param labels names of the classes, or of the labels
 * @param exclusive whether they are classes, of which a bag has exactly one
 */
public record BagTasks(List<String> labels, boolean exclusive) {

	/** Stands for minus infinity in sums. */
	private static final float FAR = -1e30f;

	public BagTasks {
		labels = List.copyOf(labels);
		Refusal.unless(labels.size() >= (exclusive ? 2 : 1), "labels: %s; at least two classes or one label are needed.", labels);
	}

	/** The questions of a table. */
	public static BagTasks of(final LabelTable table) {
		return new BagTasks(table.labels(), table.exclusive());
	}

	/** Number of questions. */
	public int count() {
		return exclusive ? 1 : labels.size();
	}

	/** Number of outputs of a network that answers them. */
	public int outputs() {
		return exclusive ? labels.size() : 2 * labels.size();
	}

	/** The output that speaks for a label. */
	public int output(final int label) {
		return exclusive ? label : 2 * label + 1;
	}

	/** Which outputs belong to which question: 0 if they do, else very low; order [question, output]. */
	float[] members() {
		final float[] members = new float[count() * outputs()];
		for (int t = 0; t < count(); t++) {
			for (int o = 0; o < outputs(); o++) members[t * outputs() + o] = exclusive || o / 2 == t ? 0 : FAR;
		}
		return members;
	}

	/**
	 * The true output of each question, 1 among zeros; all zeros where it is unknown; order [question, output].
	 *
	 * @param values of a bag: 1, 0 or NaN for each label
	 */
	float[] target(final float[] values) {
		final float[] target = new float[count() * outputs()];
		for (int l = 0; l < values.length; l++) {
			if (exclusive) target[l] = values[l] > 0.5f ? 1 : 0;
			else if (!Float.isNaN(values[l])) target[l * outputs() + 2 * l + (values[l] > 0.5f ? 1 : 0)] = 1;
		}
		return target;
	}

	/** Weight of each question: equal for those that are known, in all 1; all 0 if none is. */
	float[] weights(final float[] values) {
		final float[] weights = new float[count()];
		int known = 0;
		for (int t = 0; t < weights.length; t++) if (!Float.isNaN(values[t])) known++;
		for (int t = 0; t < weights.length; t++) weights[t] = Float.isNaN(values[t]) ? 0 : 1f / known;
		return weights;
	}

	/** Class of a bag in a question, as an index from 0; -1 where it is unknown. */
	int answer(final int question, final float[] values) {
		if (!exclusive) return Float.isNaN(values[question]) ? -1 : values[question] > 0.5f ? 1 : 0;
		for (int l = 0; l < values.length; l++) if (values[l] > 0.5f) return l;
		return -1;
	}

	/** Probability of each label from the outputs of a network. */
	public double[] probabilities(final double[] outputs) {
		final double[] probabilities = new double[labels.size()];
		for (int l = 0; l < probabilities.length; l++) {
			final int from = exclusive ? 0 : 2 * l;
			final int to = exclusive ? outputs.length : 2 * l + 2;
			double sum = 0;
			for (int o = from; o < to; o++) sum += Math.exp(outputs[o] - outputs[output(l)]);
			probabilities[l] = 1 / sum;
		}
		return probabilities;
	}

	/** Cross-entropy, the mean of the known questions. */
	double loss(final double[] outputs, final float[] values) {
		final float[] weights = weights(values);
		double loss = 0;
		for (int t = 0; t < weights.length; t++) {
			if (weights[t] == 0) continue;
			final int from = exclusive ? 0 : 2 * t;
			final int to = exclusive ? outputs.length : 2 * t + 2;
			final double right = outputs[from + answer(t, values)];
			double sum = 0;
			for (int o = from; o < to; o++) sum += Math.exp(outputs[o] - right);
			loss += weights[t] * Math.log(sum);
		}
		return loss;
	}

	/** For head files; see {@link #parse}. */
	public String toText() {
		return new Gson().toJson(this);
	}

	/**
	 * Reads what {@link #toText} gave.
	 *
	 * @param file for the message
	 * @throws Refusal if it is something else
	 */
	public static BagTasks parse(final String text, final String file) {
		try {
			final Parsed parsed = new Gson().fromJson(text, Parsed.class);
			if (parsed != null && parsed.labels != null) return new BagTasks(new ArrayList<>(Arrays.asList(parsed.labels)), parsed.exclusive);
		}
		catch (final JsonSyntaxException e) {
			// falls through to the refusal
		}
		throw new Refusal(file + ": its labels cannot be read from its metadata. Train the head again.");
	}

	private record Parsed(String[] labels, boolean exclusive) {}
}
