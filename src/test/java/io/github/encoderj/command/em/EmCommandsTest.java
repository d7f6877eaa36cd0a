package io.github.encoderj.command.em;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Version;
import io.github.encoderj.command.Macro;
import io.github.encoderj.command.MacroFailure;
import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.sample.NeuriteVolume;

/** The EM job by macro, step by step and in one, on a small synthetic stack. */
class EmCommandsTest {

	@TempDir
	private static Path folder;

	/** A short training: enough for affinities that are worth something, and shared by the tests. */
	@BeforeAll
	static void train() {
		final NeuriteVolume sample = NeuriteVolume.of(48, 48, 8, 3);
		ImageFiles.write(sample.image(), folder.resolve("image.tif"));
		ImageFiles.write(sample.labels(), folder.resolve("labels.tif"));
		final String result = run("""
			run("Train Affinities...", "input=[F/image.tif] labels=[F/labels.tif] output=[F/head.safetensors] epochs=1 patch=32 minutes=0.07 " +
				"validation=2 device=cpu seed=5");
			return "" + nResults + " " + getResultString("encoder") + " " + getResultString("device") + " " + getTitle();
			""");
		assertTrue(result.matches("1 filterbank cpu Training curve"), result);
	}

	private static String run(final String code) {
		return Macro.run(code.replace("F/", folder + "/"));
	}

	@Test
	void trainingWritesAHeadAndItsCurve() throws Exception {
		final Head head = Head.read(folder.resolve("head.safetensors"), AffinityTraining.TYPE);
		assertEquals("filterbank", head.encoder());
		assertEquals(Version.get(), head.metadata().get("version"));
		assertEquals("5", head.metadata().get("setting.seed"));
		final List<String> lines = Files.readAllLines(folder.resolve("head_curve.csv"));
		assertEquals("epoch,training_loss,validation_loss,seconds,best,encoder,device,version", lines.get(0));
		assertTrue(lines.stream().anyMatch(line -> line.contains(",1,filterbank,cpu," + Version.get())), lines.toString());
	}

	@Test
	void aHeadThatIsThereIsKeptUnlessToldOtherwise() throws Exception {
		final Path head = folder.resolve("kept.safetensors");
		Files.writeString(head, "an earlier head");
		run("run('Train Affinities...', 'input=[F/image.tif] labels=[F/labels.tif] output=[F/kept.safetensors] epochs=1 minutes=0.001');");
		assertEquals("an earlier head", Files.readString(head));
		run("run('Train Affinities...', 'input=[F/image.tif] labels=[F/labels.tif] output=[F/kept.safetensors] epochs=1 patch=16 " +
			"minutes=0.001 overwrite=true');");
		assertEquals("filterbank", Head.read(head, AffinityTraining.TYPE).encoder());
	}

	@Test
	void stepByStepEqualsAllInOne() {
		run("""
			open("F/image.tif");
			run("Predict Affinities...", "head=[F/head.safetensors] output=[F/affinities.tif]");
			run("Agglomerate Affinities...", "input=[F/affinities.tif] thresholds=0.4 output=[F/steps.tif]");
			run("Segment Neurons...", "input=[F/image.tif] head=[F/head.safetensors] threshold=0.4 output=[F/one.tif]");
			""");
		final Volume<?> steps = ImageFiles.read(folder.resolve("steps.tif"));
		assertEquals("8.0 x 8.0 x 40.0 nm", steps.geometry().toString());
		assertArrayEquals(Pixels.labels(steps), Pixels.labels(ImageFiles.read(folder.resolve("one.tif"))));
	}

	@Test
	void predictionIsShownAsThreeChannelsOfTheStack() {
		assertEquals("48 48 3 8 32 8 true", run("""
			open("F/image.tif");
			run("Predict Affinities...", "head=[F/head.safetensors]");
			getDimensions(width, height, channels, slices, frames);
			getVoxelSize(w, h, d, unit);
			Stack.getStatistics(count, mean, min, max);
			good = "false";
			if (min >= 0 && max <= 1 && max > min) good = "true";
			return "" + width + " " + height + " " + channels + " " + slices + " " + bitDepth() + " " + w + " " + good;
			"""));
	}

	@Test
	void everyThresholdIsScoredAndTheBestIsShown() throws Exception {
		final String result = run("""
			open("F/image.tif");
			run("Predict Affinities...", "head=[F/head.safetensors]");
			run("Agglomerate Affinities...", "thresholds=0.1:0.9:0.2 truth=[F/labels.tif] output=[F/sweep.csv]");
			best = 0;
			for (i = 1; i < nResults; i++) if (getResult("voi_sum", i) < getResult("voi_sum", best)) best = i;
			shown = getTitle();
			voi = getResult("voi_sum", best);
			n = nResults;
			t = getResult("threshold", best);
			run("Compare Segmentations...", "truth=[F/labels.tif]");
			good = "false";
			if (abs(voi - getResult("voi_sum")) < 1e-9 && endsWith(shown, " " + d2s(t, 1))) good = "true";
			return "" + n + " " + good + " " + nImages;
			""");
		assertEquals("5 true 3", result);
		final List<String> lines = Files.readAllLines(folder.resolve("sweep.csv"));
		assertEquals("case,threshold,score,voi_split,voi_merge,voi_sum,arand,rand_split,rand_merge,cremi_score,segments,truth_segments," +
			"zero_share,definition,version", lines.get(0));
		assertEquals(6, lines.size());
		assertTrue(lines.get(1).contains(",0.1,1 - mean,"), lines.get(1));
		assertFalse(Files.exists(folder.resolve("sweep_0.10.tif")));
	}

	@Test
	void severalThresholdsGiveAFileAndAnImageEach() {
		assertEquals("4", run("""
			open("F/image.tif");
			run("Predict Affinities...", "head=[F/head.safetensors]");
			run("Agglomerate Affinities...", "thresholds=0.25,0.5 output=[F/each.tif]");
			return "" + nImages;
			"""));
		assertTrue(Files.exists(folder.resolve("each_0.25.tif")) && Files.exists(folder.resolve("each_0.50.tif")));
		assertTrue(Files.exists(folder.resolve("each.csv")));
	}

	@Test
	void anImageUnlikeTheTrainingImagesIsSaidInTheTable() {
		final String remark = run("""
			newImage("noise", "8-bit noise", 48, 48, 8);
			setVoxelSize(30, 30, 40, "nm");
			run("Segment Neurons...", "head=[F/head.safetensors]");
			return getResultString("unlike_training") + "|" + getResultString("encoder") + "|" + getResultString("version");
			""");
		assertTrue(remark.contains("voxel size along x is 30.0 nm, in training it was 8.00 nm") && remark.endsWith("|filterbank|" + Version.get()),
			remark);
	}

	@Test
	void oneSectionIsSegmentedButNotTrainedOn() {
		final NeuriteVolume section = NeuriteVolume.of(32, 32, 1, 4);
		ImageFiles.write(section.image(), folder.resolve("section.tif"));
		ImageFiles.write(section.labels(), folder.resolve("section-labels.tif"));
		assertEquals("32 1 1", run("""
			run("Segment Neurons...", "input=[F/section.tif] head=[F/head.safetensors]");
			return "" + getWidth() + " " + nSlices + " " + nResults;
			"""));
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> run("run('Train Affinities...', 'input=[F/section.tif] " +
			"labels=[F/section-labels.tif] output=[F/section.safetensors]');"));
		assertTrue(failure.getMessage().startsWith("section.tif has 1 sections"), failure.getMessage());
		assertFalse(Files.exists(folder.resolve("section.safetensors")));
	}

	@Test
	void threadsDoNotChangeTheSegmentation() {
		run("""
			run("Segment Neurons...", "input=[F/image.tif] head=[F/head.safetensors] output=[F/t1.tif] threads=1");
			run("Segment Neurons...", "input=[F/image.tif] head=[F/head.safetensors] output=[F/t3.tif] threads=3");
			""");
		assertArrayEquals(Pixels.labels(ImageFiles.read(folder.resolve("t1.tif"))), Pixels.labels(ImageFiles.read(folder.resolve("t3.tif"))));
	}
}
