package io.github.encoderj.cxr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.encoder.weights.Tensor;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.probe.Classifier;
import io.github.encoderj.learn.probe.LinearModel;
import io.github.encoderj.learn.probe.NearestNeighbours;
import io.github.encoderj.learn.probe.Standardisation;

/**
 * A trained classifier of radiographs: what to do with the vector of one, how that vector is made, and, where the encoder was fine-tuned,
 * its changed weights.
 *
 * @param classifier of vectors
 * @param labels findings, or classes
 * @param exclusive whether the labels are classes
 * @param resolution side of the encoded picture; 0 for the encoder's own
 * @param pooling how the vector is made
 * @param thresholds from which probability on a label is said to be there
 * @param changed weights of the encoder that training changed; empty where it was frozen
 */
public record RadiographClassifier(Classifier classifier, List<String> labels, boolean exclusive, int resolution, Pooling pooling,
	double[] thresholds, List<Tensor> changed)
{

	/** Type of the head. */
	public static final String TYPE = "radiograph classification";

	private static final String ENCODER_WEIGHT = "encoder.";
	private static final String LABELS = "setting.labels";
	private static final String NEIGHBOURS = "setting.neighbours";
	private static final String TEMPERATURE = "setting.temperature";

	/**
	 * As a head file.
	 *
	 * @param metadata of the encoder and of the training
	 * @param training vectors that it was trained on
	 */
	Head head(final Map<String, String> metadata, final float[][] training) {
		final Map<String, String> all = new TreeMap<>(metadata);
		all.put(LABELS, new Gson().toJson(labels));
		all.put("setting.exclusive", Boolean.toString(exclusive));
		all.put("setting.resolution", Integer.toString(resolution));
		all.put("setting.pooling", pooling.name().toLowerCase(Locale.ROOT).replace('_', '+'));
		all.put("setting.thresholds", Arrays.stream(thresholds).mapToObj(Double::toString).collect(Collectors.joining(" ")));
		all.put("note", ResearchNote.TEXT);
		if (classifier instanceof NearestNeighbours near) {
			all.put(NEIGHBOURS, Integer.toString(near.neighbours()));
			all.put(TEMPERATURE, Double.toString(near.temperature()));
		}
		final List<Tensor> tensors = new ArrayList<>(classifier.tensors());
		changed.forEach(t -> tensors.add(Tensor.of(ENCODER_WEIGHT + t.name(), t.floats(), t.shape())));
		final Standardisation moments = Standardisation.of(training);
		return new Head(TYPE, all, tensors, new ImageStatistics(new double[] { 1, 1, 1 }, "pixel", 0, 1, moments.mean(), moments.deviation()));
	}

	/**
	 * The classifier of a head file.
	 *
	 * @param file for messages
	 * @throws Refusal if its settings are damaged
	 */
	public static RadiographClassifier of(final Head head, final String file) {
		try {
			final Map<String, String> all = head.metadata();
			final List<String> labels = List.of(new Gson().fromJson(value(all, LABELS, file), String[].class));
			final boolean exclusive = Boolean.parseBoolean(value(all, "setting.exclusive", file));
			final List<Tensor> own = head.tensors().stream().filter(t -> !t.name().startsWith(ENCODER_WEIGHT)).toList();
			final List<Tensor> changed = head.tensors().stream().filter(t -> t.name().startsWith(ENCODER_WEIGHT)).map(t -> Tensor.of(t.name()
				.substring(ENCODER_WEIGHT.length()), t.floats(), t.shape())).toList();
			final Classifier classifier = all.containsKey(NEIGHBOURS) ? NearestNeighbours.of(own, Integer.parseInt(all.get(NEIGHBOURS)), Double
				.parseDouble(value(all, TEMPERATURE, file))) : LinearModel.of(own, exclusive);
			final double[] thresholds = Arrays.stream(value(all, "setting.thresholds", file).split(" ")).mapToDouble(Double::parseDouble)
				.toArray();
			Refusal.unless(thresholds.length == labels.size(), "%s has %d thresholds for %d labels. Train the head again.", file,
				thresholds.length, labels.size());
			return new RadiographClassifier(classifier, labels, exclusive, Integer.parseInt(value(all, "setting.resolution", file)), Pooling
				.named(value(all, "setting.pooling", file)), thresholds, changed);
		}
		catch (final NumberFormatException | JsonSyntaxException e) {
			throw new Refusal(file + ": its settings are damaged (" + e.getMessage() + "). Train the head again.", e);
		}
	}

	private static String value(final Map<String, String> metadata, final String key, final String file) {
		final String value = metadata.get(key);
		Refusal.unless(value != null, "%s lacks \"%s\" in its metadata. Train the head again.", file, key);
		return value;
	}
}
