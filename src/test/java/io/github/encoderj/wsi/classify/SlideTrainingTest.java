package io.github.encoderj.wsi.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.BagTraining;
import io.github.encoderj.metrics.Table;

class SlideTrainingTest {

	private static final String SHA256 = "ab".repeat(32);

	@TempDir
	private Path folder;

	private SlideCohort cohort(final int slides) throws IOException {
		final Path labels = folder.resolve("labels.csv");
		Files.writeString(labels, FeatureFiles.cohort(folder, slides, 30, 6, SHA256) + "absent,p99,1\n");
		return SlideCohort.of(folder, SlideCohort.labels(labels, "", ""));
	}

	private static BagTraining.Settings training(final int epochs) {
		return new BagTraining.Settings(epochs, 10, 10, 1e-3, 1e-5, false, false, true, true, 1000, 1);
	}

	@Test
	void attentionFindsTheOddSlidesAndTheOddTiles() throws IOException {
		final SlideCohort cohort = cohort(28);
		assertEquals(List.of("absent: there are no features of it in the folder"), cohort.leftOut());
		final SlideTraining.Result result = SlideTraining.train(cohort, new SlideTraining.Settings(2, 1, SlidePooling.ATTENTION, 50, training(
			25)), "cpu", 2, "test", Progress.NONE);
		assertTrue(auroc(result.scores(), "pooled") > 0.9, result.scores().toCsv());
		assertEquals(28, result.predictions().size(), "each slide is tested once");
		assertEquals(List.of("case", "odd", "fold"), result.predictions().columns());
		for (int s = 0; s < 28; s += 4) {
			assertEquals(result.predictions().get(s, "fold"), result.predictions().get(s + 2, "fold"), "slides of one patient stay together");
		}
		final Path head = folder.resolve("head.safetensors");
		result.head().write(head);
		try (SlideClassifier classifier = SlideClassifier.open(head, "cpu", 1)) {
			int right = 0;
			for (int s = 1; s < 28; s += 2) {
				final SlideClassifier.Prediction prediction = classifier.classify(folder.resolve("s" + s + ".h5"), Progress.NONE);
				final float[] attention = classifier.attention(prediction, 0);
				final int odd = 7 * s % 30;
				if (IntStream.range(0, 30).allMatch(t -> t == odd || attention[t] < attention[odd])) right++;
			}
			assertTrue(right >= 12, right + " of 14 odd tiles have the highest attention");
			FeatureFiles.write(folder.resolve("other.h5"), new float[2][6], new long[2][2], 64, "cd".repeat(32));
			final Refusal other = assertThrows(Refusal.class, () -> classifier.classify(folder.resolve("other.h5"), Progress.NONE));
			assertTrue(other.getMessage().contains("cdcdcdcdcdcd"), other.getMessage());
			FeatureFiles.write(folder.resolve("wide.h5"), new float[2][9], new long[2][2], 64, SHA256);
			final Refusal wide = assertThrows(Refusal.class, () -> classifier.classify(folder.resolve("wide.h5"), Progress.NONE));
			assertTrue(wide.getMessage().contains("9 features"), wide.getMessage());
		}
	}

	@Test
	void severalLabelsWithUnknownsAndSeveralSeeds() throws IOException {
		FeatureFiles.cohort(folder, 16, 12, 4, SHA256);
		final StringBuilder text = new StringBuilder("slide_id,case_id,er,pr\n");
		for (int s = 0; s < 16; s++) text.append("s" + s + ".svs,c" + s + "," + s % 2 + "," + (s % 5 == 0 ? "" : s / 2 % 2) + "\n");
		Files.writeString(folder.resolve("labels.csv"), text);
		final SlideCohort cohort = SlideCohort.of(folder, SlideCohort.labels(folder.resolve("labels.csv"), "", ""));
		assertEquals(List.of("er", "pr"), cohort.labels().labels());
		assertEquals("c3", cohort.labels().groups().get(3));
		final SlideTraining.Settings settings = new SlideTraining.Settings(2, 2, SlidePooling.ATTENTION, 20, new BagTraining.Settings(2, 1, 1,
			1e-3, 0, true, true, false, true, 16, 3));
		final SlideTraining.Result result = SlideTraining.train(cohort, settings, "cpu", 1, "test", Progress.NONE);
		assertEquals(4, result.folds().size());
		assertEquals(4 * 3 + 5 + 6, result.scores().size(), result.scores().toCsv());
		result.head().write(folder.resolve("head.safetensors"));
		try (SlideClassifier classifier = SlideClassifier.open(folder.resolve("head.safetensors"), "cpu", 1)) {
			assertTrue(classifier.ownAttention());
			final SlideClassifier.Prediction prediction = classifier.classify(folder.resolve("s3.h5"), Progress.NONE);
			assertEquals(4, prediction.attention().length);
			assertEquals(2, prediction.probabilities().length);
			assertEquals(12, classifier.evidence(prediction, 1).length);
		}
	}

	@Test
	void baselinesAndASingleDivision() throws IOException {
		final SlideCohort cohort = cohort(20);
		for (final SlidePooling pooling : List.of(SlidePooling.MEAN, SlidePooling.MAX)) {
			final SlideTraining.Result result = SlideTraining.train(cohort, new SlideTraining.Settings(1, 1, pooling, 0, training(30)), "cpu", 1,
				"test", Progress.NONE);
			assertTrue(result.predictions().size() >= 2 && result.predictions().size() <= 8, "about a fifth is tested");
			assertEquals(pooling.toString(), result.head().metadata().get("pooling"));
			if (pooling == SlidePooling.MAX) assertTrue(auroc(result.scores(), "1") > 0.9, result.scores().toCsv());
		}
	}

	@Test
	void featuresOfTwoEncodersAreNotMixed() throws IOException {
		cohort(4);
		FeatureFiles.write(folder.resolve("s2.h5"), new float[3][6], new long[3][2], 64, "cd".repeat(32));
		final Refusal refusal = assertThrows(Refusal.class, () -> SlideCohort.of(folder, SlideCohort.labels(folder.resolve("labels.csv"), "",
			"")));
		assertTrue(refusal.getMessage().contains("s2.h5"), refusal.getMessage());
	}

	private static double auroc(final Table scores, final String fold) {
		for (int row = 0; row < scores.size(); row++) {
			if (scores.get(row, "fold").equals(fold) && scores.get(row, "label").equals("odd")) return scores.number(row, "auroc");
		}
		throw new AssertionError("no row " + fold + " in " + scores.toCsv());
	}
}
