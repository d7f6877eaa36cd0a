package io.github.encoderj.wsi.classify;

import java.nio.file.Path;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.Bag;
import io.github.encoderj.wsi.features.SlideFeatures;

/** The features of a slide's tiles as a bag. The file is open only while it is read, since a cohort may have more slides than a program may
 * open files. */
final class FeatureBag implements Bag {

	private final Path path;
	private final int size;
	private final int width;
	private final Optional<String> encoder;
	private final Optional<String> sha256;
	private final Optional<String> preprocessing;

	/**
	 * Looks into a file.
	 *
	 * @throws Refusal if it holds no features
	 */
	FeatureBag(final Path path) {
		this.path = path;
		try (SlideFeatures features = SlideFeatures.open(path)) {
			size = features.count();
			width = features.width();
			encoder = features.text("encoder");
			sha256 = features.text("weights_sha256");
			preprocessing = features.text("preprocessing");
		}
		Refusal.unless(size > 0, "%s has no tiles. Was tissue found on the slide?", path);
	}

	Path path() {
		return path;
	}

	/** Name of the encoder; that of CLAM's files is not known. */
	String encoder() {
		return encoder.orElse("unknown");
	}

	/** Of the encoder's weights; empty where the file does not say. */
	String sha256() {
		return sha256.orElse("");
	}

	String preprocessing() {
		return preprocessing.orElse("");
	}

	@Override
	public int size() {
		return size;
	}

	@Override
	public int width() {
		return width;
	}

	@Override
	public float[] read(final int from, final int to) {
		try (SlideFeatures features = SlideFeatures.open(path)) {
			return features.read(from, to - from);
		}
	}

	@Override
	public float[] read(final int[] rows) {
		try (SlideFeatures features = SlideFeatures.open(path)) {
			return features.read(rows);
		}
	}
}
