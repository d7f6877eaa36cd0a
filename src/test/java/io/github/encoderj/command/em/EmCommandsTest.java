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

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.command.Macro;
import io.github.encoderj.command.MacroFailure;
import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.em.Agglomeration;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.em.blockwise.BlockwiseAgglomeration;
import io.github.encoderj.em.blockwise.FileSections;
import io.github.encoderj.em.blockwise.SectionSink;
import io.github.encoderj.em.blockwise.SectionSource;
import io.github.encoderj.em.blockwise.ZarrLabels;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.SectionFile;
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
			run("Segment Neurons...", "input=[F/image.tif] head=[F/head.safetensors] threshold=0.4 score=[1 - mean] output=[F/one.tif]");
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
	void inBlocksEqualsInOnePiece() throws Exception {
		assertEquals("2 48x48x8 2", run("""
			run("Predict Affinities...", "input=[F/image.tif] head=[F/head.safetensors] output=[F/blocks.h5]");
			run("Agglomerate Affinities...", "input=[F/blocks.h5] thresholds=0.25,0.5 output=[F/whole.zarr]");
			close("*");
			run("Agglomerate Affinities...", "input=[F/blocks.h5] thresholds=0.25,0.5 blockwise=true output=[F/blocks.zarr]");
			getDimensions(width, height, channels, slices, frames);
			open("F/image.tif");
			return "" + nResults + " " + width + "x" + height + "x" + slices + " " + nImages;
			"""));
		for (final String threshold : List.of("_0.25", "_0.50")) {
			final Volume<?> whole = ImageFiles.read(folder.resolve("whole" + threshold + ".zarr"));
			final Volume<?> blocks = ImageFiles.read(folder.resolve("blocks" + threshold + ".zarr"));
			assertEquals(whole.geometry().toString(), blocks.geometry().toString());
			assertArrayEquals(Pixels.labels(whole), Pixels.labels(blocks));
		}
		final List<String> one = Files.readAllLines(folder.resolve("whole.csv"));
		final List<String> other = Files.readAllLines(folder.resolve("blocks.csv"));
		for (int i = 0; i < 3; i++) assertEquals(one.get(i).replaceFirst("^[^,]*", ""), other.get(i).replaceFirst("^[^,]*", ""));
		assertFalse(Files.exists(folder.resolve("blocks_blocks")));
	}

	/** What an earlier run left is taken over: its slabs of 2 sections, which the command would not choose, show in the chunks. */
	@Test
	void inBlocksGoesOnAfterBeingStopped() throws Exception {
		run("run('Predict Affinities...', 'input=[F/image.tif] head=[F/head.safetensors] output=[F/stopped.zarr]');");
		final SectionSource source = new FileSections(SectionFile.affinities(folder + "/stopped.zarr"));
		final Path work = folder.resolve("going_blocks");
		final ZarrLabels labels = new ZarrLabels(List.of(folder.resolve("going.zarr")), source, work, 2);
		final AgglomerationSettings settings = AgglomerationSettings.DEFAULT.withThresholds(0.4f);
		assertThrows(IllegalStateException.class, () -> new BlockwiseAgglomeration(source, new SectionSink() {

			@Override
			public void write(final int threshold, final int from, final int[] sections) {
				if (from == 4) throw new IllegalStateException("killed");
				labels.write(threshold, from, sections);
			}

			@Override
			public void finish() {
				labels.finish();
			}
		}, settings, work, 2, 8, 60).run(Progress.NONE));
		run("run('Agglomerate Affinities...', 'input=[F/stopped.zarr] thresholds=0.4 blockwise=true output=[F/going.zarr]');");
		assertTrue(Files.readString(folder.resolve("going.zarr/0/.zarray")).replaceAll("\\s", "").contains("\"chunks\":[2,"));
		assertFalse(Files.exists(work));
		final Volume<?> whole = Agglomeration.run(ImageFiles.readAffinities(folder + "/stopped.zarr"), settings, Progress.NONE).segmentation(0);
		assertArrayEquals(Pixels.labels(whole), Pixels.labels(ImageFiles.read(folder.resolve("going.zarr"))));
	}

	@Test
	void inBlocksIsRefusedWhereItCannotBe() {
		run("run('Predict Affinities...', 'input=[F/image.tif] head=[F/head.safetensors] output=[F/refused.h5]');");
		for (final String[] bad : new String[][] { { "output=[F/no.tif]", "ends with .zarr" }, { "", "ends with .zarr" }, {
			"output=[F/no.zarr] truth=[F/labels.tif]", "truth" }, { "output=[F/no.zarr] fragments=filled", "gapfree, waterz or sections" } })
		{
			final String message = assertThrows(MacroFailure.class, () -> run("run('Agglomerate Affinities...', 'input=[F/refused.h5] blockwise=true " +
				bad[0] + "');")).getMessage();
			assertTrue(message.contains(bad[1]), message);
		}
		assertFalse(Files.exists(folder.resolve("no.zarr")));
	}

	@Test
	void memoryDecidesHowItIsDone() {
		final SectionSource source = new FileSections(SectionFile.affinities(small()));
		assertFalse(BlockwiseJob.tooLarge(source, 32 * 20 * 10 * 4));
		assertTrue(BlockwiseJob.tooLarge(source, 32 * 20 * 10 * 4 - 1));
		assertEquals(64, BlockwiseJob.slab(source, 8, 1 << 30));
		assertEquals(16, BlockwiseJob.slab(source, 8, 2 * 25 * 200 * (16 + 31)));
		assertEquals(1, BlockwiseJob.slab(source, 8, 2 * 25 * 200 * (16 + 1)));
		final String message = assertThrows(Refusal.class, () -> BlockwiseJob.slab(source, 8, 2 * 25 * 200 * 16)).getMessage();
		assertTrue(message.contains("20 x 10"), message);
	}

	private static String small() {
		final String file = folder + "/small.zarr";
		ImageFiles.write(Volume.of(new float[3 * 20 * 10 * 4], 20, 10, 4, 3, Geometry.PIXELS, "small"), file);
		return file;
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
