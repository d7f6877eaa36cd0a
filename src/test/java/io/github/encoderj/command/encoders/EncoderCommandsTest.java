package io.github.encoderj.command.encoders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.command.Macro;
import io.github.encoderj.encoder.Catalogue;
import io.github.encoderj.encoder.FeatureStore;

/** The commands of the menu Encoders, from macros, with a tiny encoder of random weights. */
class EncoderCommandsTest {

	private static final String TINY = Path.of("src/test/resources/encoders/golden/models/dinov3-vit-tiny").toAbsolutePath().toString();

	/** An 8-bit section, a 16-bit one and a colour picture, 48 x 32. */
	private static final String IMAGES = """
		newImage("bytes", "8-bit ramp", 48, 32, 1);
		newImage("deep", "16-bit ramp", 48, 32, 1);
		newImage("stack", "8-bit ramp", 48, 32, 3);
		newImage("colours", "RGB ramp", 48, 32, 1);
		""";

	@TempDir
	private Path folder;

	@Test
	void everyKindOfImageIsEncodedAndNothingTwice() {
		final Path file = folder.resolve("features.h5");
		final String macro = IMAGES + """
			names = newArray("bytes", "deep", "stack", "colours");
			for (i = 0; i < 4; i++) run("Encode Images...", "input=" + names[i] + " resolution=64 " + getArgument());
			run("Encode Images...", "input=stack resolution=64 " + getArgument());
			return "" + nResults + " " + getResultString("note", 0) + " " + getResultString("device", 0);
			""";
		assertEquals("3 kept cpu", Macro.run(macro, "device=cpu threads=1 encoder=[" + TINY + "] output=[" + file + "]"));
		final FeatureStore store = FeatureStore.read(file);
		assertEquals(List.of("bytes", "deep", "stack#1", "stack#2", "stack#3", "colours"), List.copyOf(store.names()));
		assertEquals(64, store.vector("deep").length);
		assertArrayEquals(store.vector("stack#1"), store.vector("stack#2"), 1e-4f);
		assertTrue(Files.exists(folder.resolve("features.csv")));
	}

	@Test
	void mapsHaveTheSizeOfTheImage() {
		final String sizes = Macro.run(IMAGES + """
			run("Feature PCA...", "input=stack resolution=64 " + getArgument());
			a = "" + getWidth() + "x" + getHeight() + "x" + nSlices + "x" + bitDepth();
			run("Attention Maps...", "input=bytes resolution=64 " + getArgument());
			b = "" + getWidth() + "x" + getHeight() + "x" + nSlices + "x" + bitDepth();
			run("Landmark Similarity...", "input=bytes target=colours resolution=64 x=5,40 y=6,7 " + getArgument());
			return a + " " + b + " " + getWidth() + "x" + getHeight() + "x" + nSlices + "x" + bitDepth();
			""", "device=cpu threads=1 encoder=[" + TINY + "]");
		assertEquals("48x32x3x24 48x32x4x32 48x32x2x32", sizes);
	}

	@Test
	void mapsAreWrittenAsFigures() throws Exception {
		for (final String command : List.of("Landmark Similarity...", "Attention Maps...")) {
			final Path figure = folder.resolve(command.charAt(0) + ".png");
			Macro.run(IMAGES + "run('" + command + "', 'input=bytes resolution=64 ' + getArgument());", "device=cpu threads=1 encoder=[" + TINY +
				"] figure=[" + figure + "]" + (command.startsWith("L") ? " x=5,40 y=6,7" : " heads=1,3"));
			final BufferedImage drawn = ImageIO.read(figure.toFile());
			assertTrue(drawn.getWidth() > 3 * 420 && drawn.getHeight() > 280, command + " " + drawn.getWidth() + " x " + drawn.getHeight());
			assertEquals(0xffffffff, drawn.getRGB(2, 2));
		}
	}

	@Test
	void aPointIsMostSimilarToItself() {
		assertEquals("1", Macro.run(IMAGES + """
			run("Landmark Similarity...", "input=bytes resolution=64 x=5 y=6 " + getArgument());
			return d2s(getPixel(5, 6), 0);
			""", "device=cpu threads=1 encoder=[" + TINY + "]"));
	}

	@Test
	void theCatalogueIsListedFilledAndUsed() {
		final String before = System.getProperty(Catalogue.FOLDER_PROPERTY, "");
		System.setProperty(Catalogue.FOLDER_PROPERTY, folder.toString());
		try {
			assertEquals("mine dinov3_vit 64", Macro.run("run('Manage Encoders...', 'name=mine add=[' + getArgument() + ']'); return " +
				"getResultString('name', 0) + ' ' + getResultString('family', 0) + ' ' + getResult('width', 0);", TINY));
			assertEquals("48", Macro.run(IMAGES + "run('Feature PCA...', 'input=bytes encoder=mine resolution=32 device=cpu threads=1'); " +
				"return '' + getWidth();"));
			assertEquals("dinov3-vits16", Macro.run("run('Manage Encoders...', 'remove=mine'); return getResultString('name', 0);"));
		}
		finally {
			System.setProperty(Catalogue.FOLDER_PROPERTY, before);
		}
	}
}
