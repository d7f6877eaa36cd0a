package io.github.encoderj.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.network.GoldenEncodersTest;

class CatalogueTest {

	private static final Path GOLDEN = GoldenEncodersTest.goldens();

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "golden/models/dinov3-vit-tiny, dinov3_vit, 16, 64", "golden/models/convnext-tiny, convnext, 32, 40",
		"golden-more/models/resnet-bottleneck-timm-tiny, resnet50, 32, 96", "golden-more/models/uni-like-tiny, vit_large_patch16_224, 16, 48",
		"golden-more/models/clip-open-clip-tiny, open_clip, 8, 40", "golden-more/models/conch-like-tiny, conch, 8, 48" })
	void anAddedFolderIsKeptWithItsNumbers(final String model, final String family, final int patch, final int width) throws IOException {
		final Path file = folder.resolve("preferences/encoders.json");
		new Catalogue(file).add("mine", GOLDEN.resolve(model));
		final Catalogue.Entry entry = new Catalogue(file).find("mine").orElseThrow();
		assertEquals(family, entry.family());
		assertEquals(patch, entry.patch());
		assertEquals(width, entry.width());
		assertTrue(entry.sha256().matches("[0-9a-f]{64}"));
		assertTrue(Files.isDirectory(entry.folder().orElseThrow()));
		new Catalogue(file).remove("mine");
		assertTrue(new Catalogue(file).find("mine").isEmpty());
	}

	@Test
	void knownEncodersAreListedWithTheirLicence() {
		final Catalogue catalogue = new Catalogue(folder.resolve("encoders.json"));
		assertTrue(catalogue.entries().size() >= 20);
		for (final Catalogue.Entry entry : catalogue.entries()) {
			assertTrue(entry.patch() > 0 && entry.width() > 0 && entry.note().contains("/") && entry.folder().isEmpty(), entry.name());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "filterbank", "two words", "../up", "-x" })
	void badNamesAreRefused(final String name) {
		assertThrows(Refusal.class, () -> new Catalogue(folder.resolve("encoders.json")).add(name, GOLDEN.resolve("golden/models/vit-tiny")));
	}

	@Test
	void whatIsNoEncoderIsRefused() throws IOException {
		final Catalogue catalogue = new Catalogue(folder.resolve("encoders.json"));
		assertThrows(Refusal.class, () -> catalogue.add("none", folder));
		assertThrows(Refusal.class, () -> catalogue.remove("none"));
		catalogue.add("twice", GOLDEN.resolve("golden/models/vit-tiny"));
		assertThrows(Refusal.class, () -> catalogue.add("twice", GOLDEN.resolve("golden/models/vit-tiny")));
		Files.writeString(folder.resolve("encoders.json"), "[{");
		assertTrue(assertThrows(Refusal.class, () -> new Catalogue(folder.resolve("encoders.json"))).getMessage().contains("damaged"));
	}

	@Test
	void foldersAreEncodersByTheirPath() {
		final String path = GOLDEN.resolve("golden/models/vit-tiny").toString();
		final String preprocessing;
		try (Encoder encoder = Encoders.open(path)) {
			assertEquals(48, encoder.width());
			preprocessing = encoder.preprocessing();
		}
		try (Encoder encoder = Encoders.open(path, preprocessing)) {
			assertEquals("vit-tiny", encoder.name());
		}
		assertThrows(Refusal.class, () -> Encoders.open(path, "something else"));
		assertThrows(Refusal.class, () -> Encoders.open(folder.toString()));
	}
}
