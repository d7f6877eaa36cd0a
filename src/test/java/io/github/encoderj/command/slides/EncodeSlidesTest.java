package io.github.encoderj.command.slides;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.command.Macro;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.encoder.PictureEncoder;
import io.github.encoderj.encoder.engine.ComputeDevice;
import io.github.encoderj.encoder.network.Wanted;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.wsi.Slide;
import io.github.encoderj.wsi.features.SlideFeatures;

class EncodeSlidesTest {

	private static final Path SLIDE = Path.of("test-images/slide.ome.tif");
	private static final String TINY = "src/test/resources/encoders/golden/models/dinov3-vit-tiny";

	@TempDir
	private Path folder;

	@Test
	void encodesTheSampleSlideWithAVisionEncoder() throws IOException {
		assertEquals("slide encoded cpu", Macro.run("""
			run("Encode Slides...", "input=[SLIDE] preset=biopsy minarea=0.5 level=1 tile=224 micrometres=1 encoder=[TINY] resolution=64 output=[" + getArgument() +
				"] device=cpu");
			return getResultString("slide", 0) + " " + getResultString("state", 0) + " " + getResultString("device", 0);
			""".replace("SLIDE", SLIDE.toString()).replace("TINY", TINY), folder.toString()));
		try (SlideFeatures features = SlideFeatures.open(folder.resolve("slide.h5")); Slide slide = Slide.open(SLIDE); PictureEncoder encoder =
			Encoders.openPictures(TINY, ComputeDevice.cpu(), 0))
		{
			assertTrue(features.count() >= 4);
			assertEquals(448, features.side().getAsInt());
			assertEquals(encoder.width(), features.width());
			final int[] places = features.coordinates();
			final int last = features.count() - 1;
			final byte[] tile = slide.read(1, places[2 * last], places[2 * last + 1], 224, 224);
			final float[] planes = new float[tile.length];
			for (int i = 0; i < tile.length; i++) planes[i % 3 * 224 * 224 + i / 3] = tile[i] & 255;
			assertArrayEquals(encoder.encode(List.of(new Planes(planes, 3, 224, 224)), Window.BYTES, 64, Wanted.FINAL).get(0).pooled(), features
				.read(last, 1), 1e-4f);
		}
		final List<String> lines = Files.readAllLines(folder.resolve("encoding.csv"));
		assertEquals("slide,state,tiles,tiles_encoded,seconds,tiles_per_second,encoder_waiting_share,reader_busy_share,note,encoder,device," +
			"definition,version", lines.get(0));
	}

	@Test
	void aFolderIsEncodedWithOwnOutlinesAndWhatIsDoneIsKept() throws IOException {
		final Path slides = Files.createDirectory(folder.resolve("slides"));
		Files.copy(SLIDE, slides.resolve("b.ome.tif"));
		Files.writeString(slides.resolve("a.svs"), "no slide");
		Files.writeString(slides.resolve("labels.csv"), "slide,label\n");
		final Path outlines = Files.createDirectory(folder.resolve("outlines"));
		Files.writeString(outlines.resolve("b.geojson"), "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[256,0],[256,512],[0,512],[0,0]]]}");
		final String macro = """
			run("Encode Slides...", "input=[" + getArgument() + "/slides] grid=TRIDENT tissue=0.5 tile=128 mask=[" + getArgument() +
				"/outlines] output=[" + getArgument() + "]");
			s = "";
			for (i = 0; i < nResults; i++) s += getResultString("slide", i) + " " + getResultString("state", i) + " ";
			return s + getResult("tiles", 0);
			""";
		assertEquals("b encoded a failed 8", Macro.run(macro, folder.toString()));
		assertEquals("b kept a failed 8", Macro.run(macro, folder.toString()));
	}

	@Test
	void theGridIsShownOnThePictureAndOnASheet() {
		assertEquals("slide tiles 1 slide sheet 1152 1", Macro.run("""
			run("Show Tiles...", "input=[" + getArgument() + "] preset=biopsy tile=128");
			s = getTitle() + " " + (Overlay.size == 2 && getResult("dropped", 0) > 0);
			selectImage("slide sheet");
			return s + " " + getTitle() + " " + getWidth() + " " + (getResult("kept", 0) > 20);
			""", SLIDE.toString()));
	}
}
