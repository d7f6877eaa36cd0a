package io.github.encoderj.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Refusal;

class FilePairTest {

	@TempDir
	private Path folder;

	@Test
	void partnersHaveTheSameNameWhateverTheSuffix() throws IOException {
		final Path first = folder("first", "case10.nii.gz", "case2.tif", "Case1.ome.tif", "notes.txt", ".hidden.tif", "scan_0.50.tif");
		final Path second = folder("second", "case2.png", "case10.tif", "Case1.h5", "scores.csv", "scan_0.50.tif");
		Files.createDirectory(second.resolve("sub"));
		final List<FilePair> pairs = FilePair.of(first, second);
		assertEquals(List.of("Case1", "case2", "case10", "scan_0.50"), pairs.stream().map(FilePair::name).toList());
		assertTrue(pairs.stream().allMatch(FilePair::complete));
		assertEquals(Optional.of(first.resolve("case10.nii.gz")), pairs.get(2).first());
		assertEquals(Optional.of(second.resolve("case10.tif")), pairs.get(2).second());
	}

	@Test
	void aMissingPartnerIsEmpty() throws IOException {
		final List<FilePair> pairs = FilePair.of(folder("first", "a.tif", "b.tif"), folder("second", "b.tif", "c.tif"));
		assertEquals(List.of("a", "b", "c"), pairs.stream().map(FilePair::name).toList());
		assertTrue(pairs.get(0).first().isPresent() && pairs.get(0).second().isEmpty());
		assertTrue(pairs.get(1).complete());
		assertTrue(pairs.get(2).first().isEmpty() && pairs.get(2).second().isPresent());
	}

	@Test
	void commonEndingsAreLeftOutWhereNoNameMatches() throws IOException {
		final Path masks = folder("masks", "a1_mask.tif", "b1_mask.tif", "c_mask.tif");
		assertEquals(List.of("a1", "b1", "c"), FilePair.of(masks, folder("plain", "a1.tif", "b1.tif", "c.tif")).stream().map(FilePair::name)
			.toList());
		assertEquals(List.of("a1", "b1", "c"), FilePair.of(folder("channels", "a1_0000.nii.gz", "b1_0000.nii.gz"), masks).stream().map(
			FilePair::name).toList());
		assertEquals(List.of("a_1", "b_1"), FilePair.of(folder("x", "a_1.tif", "b_1.tif"), folder("y", "a_1.png", "b_1.png")).stream().map(
			FilePair::name).toList());
	}

	@Test
	void refusesWhatCannotBeMatched() throws IOException {
		final Path first = folder("first", "a.tif", "a.png");
		final Path second = folder("second", "b.tif");
		final Path empty = folder("empty");
		assertRefused("two images named a: a.png and a.tif", first, second);
		assertRefused("b.tif in the one, no image in the other", second, empty);
		assertRefused("b.tif in the one, d.tif in the other", second, folder("third", "d.tif"));
		assertRefused("is not a folder", second, folder.resolve("nowhere"));
	}

	@Test
	void aZarrImageIsAFileNotAFolder() throws IOException {
		final Path images = folder("images", "a.tif");
		Files.createDirectory(images.resolve("b.zarr"));
		assertEquals(2, FilePair.of(images, images).size());
		assertFalse(FilePair.isFolder(images.resolve("b.zarr")));
		assertTrue(FilePair.isFolder(images));
		assertFalse(FilePair.isFolder(images.resolve("a.tif")));
	}

	private static void assertRefused(final String words, final Path first, final Path second) {
		final String message = assertThrows(Refusal.class, () -> FilePair.of(first, second)).getMessage();
		assertTrue(message.contains(words), message);
	}

	private Path folder(final String name, final String... files) throws IOException {
		final Path made = Files.createDirectory(folder.resolve(name));
		for (final String file : files) Files.writeString(made.resolve(file), "");
		return made;
	}
}
