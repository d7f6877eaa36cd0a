package io.github.encoderj.cxr;

import java.nio.file.Path;
import java.util.List;

import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.encoder.Pooling;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.probe.LinearModel;

/** An untrained classifier on the filter bank, for tests of what is applied. */
public final class RadiographHead {

	private RadiographHead() {}

	/** Writes it; it takes pictures of 16 pixels and knows two findings. */
	public static void write(final Path file) {
		final int width = new FilterBank().width() * 17;
		final LinearModel model = new LinearModel(new float[2][width], new float[2], false);
		new RadiographClassifier(model, List.of("Mass", "Effusion"), false, 16, Pooling.MODEL, new double[] { 0.5, 0.5 }, List.of()).head(Head.of(
			new FilterBank(), "test"), new float[2][width]).write(file);
	}
}
