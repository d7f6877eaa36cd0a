package io.github.encoderj.command.radiographs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.command.Macro;
import io.github.encoderj.cxr.Radiograph;
import io.github.encoderj.cxr.segmentation.RadiographSegmentation;
import io.github.encoderj.encoder.FilterBank;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;

/** Training and applying segmentation heads, from macros. */
class SegmentationCommandsTest {

	private static final String SET = Path.of("test-images/radiographs").toAbsolutePath().toString();

	private static final String TRAIN = "input=[SET/images] masks=[SET/structures] structures=[right_lung, left_lung, heart] patients=[SET/labels.csv]"
		.replace("SET", SET) + " resolution=32 channels=16 heldout=0.25 device=cpu ";

	@TempDir
	private Path folder;

	@Test
	void aHeadIsTrainedScoredAndApplied() throws Exception {
		final Path head = folder.resolve("head.safetensors");
		final String scores = Macro.run("run('Train Radiograph Segmentation...', getArgument()); s = ''; for (i = 0; i < nResults; i++) if (" +
			"getResultString('case', i) == 'mean') s = s + getResultString('structure', i) + ' ' + (getResult('dice', i) > 0.6) + ' '; return s;",
			TRAIN + "decoder=upernet epochs=24 output=[" + head + "]");
		assertEquals("right_lung 1 left_lung 1 heart 1 ", scores);
		assertTrue(Files.readString(folder.resolve("head_dice.csv")).startsWith("case,patient,structure,dice"));
		assertEquals(25, Files.readAllLines(folder.resolve("head_curve.csv")).size());
		final Path image = Path.of(SET, "images", "p0001_1.tif");
		assertEquals("p0001_1 256x256 3", Macro.run("run('Segment Radiographs...', getArgument()); selectImage('p0001_1'); getStatistics(area, " +
			"mean, min, max); return getTitle() + ' ' + getWidth() + 'x' + getHeight() + ' ' + max;", "input=[" + image + "] head=[" + head +
				"] device=cpu"));
		final Path out = folder.resolve("out");
		final String all = "input=[" + SET + "/images] head=[" + head + "] device=cpu output=[" + out + "]";
		assertEquals("48", Macro.run("run('Segment Radiographs...', getArgument()); return '' + nResults;", all));
		final Path labels = out.resolve("labels/p0001_1.png");
		final int[] found = Pixels.labels(ImageFiles.read(labels));
		final int[] truth = Pixels.labels(ImageFiles.read(Path.of(SET, "structures", "p0001_1.png")));
		int same = 0;
		for (int i = 0; i < truth.length; i++) if (truth[i] == found[i]) same++;
		assertTrue(same > 0.8 * truth.length, same + " of " + truth.length);
		assertTrue(Files.size(out.resolve("overlays/p0012_2.png")) > 10_000);
		largeRadiographsAreSegmentedAlike(head, image);
		final FileTime before = Files.getLastModifiedTime(labels);
		assertEquals("16 kept", Macro.run("run('Segment Radiographs...', getArgument()); return '' + nResults + ' ' + getResultString('note', " +
			"0);", all));
		assertEquals(before, Files.getLastModifiedTime(labels));
	}

	/** Above the size up to which the decoder gives probabilities, these are interpolated. */
	private static void largeRadiographsAreSegmentedAlike(final Path head, final Path image) {
		final Volume<?> small = Radiograph.read(image);
		final float[] values = Pixels.floats(small);
		final float[] large = new float[values.length * 25];
		for (int i = 0; i < large.length; i++) large[i] = values[i / 1280 / 5 * 256 + i % 1280 / 5];
		try (FilterBank encoder = new FilterBank(); RadiographSegmentation segmentation = RadiographSegmentation.open(encoder, Head.read(head,
			RadiographSegmentation.TYPE), "head", "cpu", 0))
		{
			final int[] labels = segmentation.segment(small).labels();
			final int[] found = segmentation.segment(Volume.of(large, 1280, 1280, 1, Geometry.PIXELS, "large")).labels();
			int same = 0;
			for (int i = 0; i < found.length; i++) if (found[i] == labels[i / 1280 / 5 * 256 + i % 1280 / 5]) same++;
			assertTrue(same > 0.98 * found.length, same + " of " + found.length);
		}
	}

	/** Ribs lie over lungs: as folders of masks they are learned side by side. */
	@Test
	void structuresMayOverlapWhereEachHasItsFolder() throws Exception {
		final List<String> names = List.of("p0001_1", "p0002_1", "p0003_1", "p0004_1");
		final Path masks = folder.resolve("masks");
		final Path images = folder.resolve("images");
		for (final Path made : List.of(images, masks.resolve("lung"), masks.resolve("ribs"))) Files.createDirectories(made);
		for (final String name : names) {
			Files.copy(Path.of(SET, "ribs", name + ".png"), masks.resolve("ribs/" + name + ".png"));
			Files.copy(Path.of(SET, "structures", name + ".png"), masks.resolve("lung/" + name + ".png"));
			Files.copy(Path.of(SET, "images", name + ".tif"), images.resolve(name + ".tif"));
		}
		final Path head = folder.resolve("head.safetensors");
		Macro.run("run('Train Radiograph Segmentation...', getArgument());", "input=[" + images + "] masks=[" + masks +
			"] decoder=vitdet channels=16 resolution=32 epochs=40 heldout=0 device=cpu output=[" + head + "]");
		Macro.run("run('Segment Radiographs...', getArgument());", "input=[" + images + "] head=[" + head + "] device=cpu output=[" + folder
			.resolve("out") + "]");
		final int[] lung = Pixels.labels(ImageFiles.read(folder.resolve("out/masks/lung/p0001_1.png")));
		final int[] truth = Pixels.labels(ImageFiles.read(masks.resolve("lung/p0001_1.png")));
		int both = 0;
		int found = 0;
		int there = 0;
		for (int i = 0; i < lung.length; i++) {
			if (lung[i] > 0) found++;
			if (truth[i] > 0) there++;
			if (lung[i] > 0 && truth[i] > 0) both++;
		}
		assertTrue(2.0 * both / (found + there) > 0.6, both + " " + found + " " + there);
		assertTrue(Files.exists(folder.resolve("out/masks/ribs/p0004_1.png")));
	}

	@Test
	void theSameSeedGivesTheSameHead() throws Exception {
		for (final String name : List.of("a", "b")) {
			Macro.run("run('Train Radiograph Segmentation...', getArgument());", TRAIN + "decoder=vitdet epochs=2 output=[" + folder.resolve(name +
				".safetensors") + "]");
		}
		assertArrayEquals(Files.readAllBytes(folder.resolve("a.safetensors")), Files.readAllBytes(folder.resolve("b.safetensors")));
	}
}
