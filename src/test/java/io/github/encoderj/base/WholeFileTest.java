package io.github.encoderj.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

	@TempDir
	private Path folder;

	@Test
	void replacesAFileByTheNewOne() throws IOException {
		final Path file = folder.resolve("a.csv");
		Files.writeString(file, "old");
		WholeFile.write(file, temporary -> {
			assertTrue(temporary.toString().endsWith(".csv"), "writers look at the suffix");
			Files.writeString(temporary, "new");
			assertEquals("old", Files.readString(file));
		});
		assertEquals("new", Files.readString(file));
		assertEquals(List.of("a.csv"), names());
	}

	@Test
	void aFullDiskLeavesTheOldFileAndSaysSo() throws IOException {
		final Path file = folder.resolve("a.csv");
		Files.writeString(file, "old");
		final Refusal refusal = assertThrows(Refusal.class, () -> WholeFile.write(file, temporary -> {
			Files.writeString(temporary, "half");
			throw new FileSystemException(temporary.toString(), null, "No space left on device");
		}));
		assertTrue(refusal.getMessage().contains(file.toString()) && refusal.getMessage().contains("No space left on device"), refusal
			.getMessage());
		assertEquals("old", Files.readString(file));
		assertEquals(List.of("a.csv"), names());
	}

	@Test
	void aCancelLeavesNothing() throws IOException {
		assertThrows(CancellationException.class, () -> WholeFile.write(folder.resolve("b.csv"), temporary -> {
			Files.writeString(temporary, "half");
			throw new CancellationException();
		}));
		assertEquals(List.of(), names());
	}

	@Test
	void aMissingFolderAndAFolderOfThatNameAreRefused() {
		final Path missing = folder.resolve("no/such.csv");
		assertTrue(assertThrows(Refusal.class, () -> WholeFile.write(missing, temporary -> {})).getMessage().contains("does not exist"));
		assertTrue(assertThrows(Refusal.class, () -> WholeFile.write(folder, temporary -> {})).getMessage().contains("a folder of that name"));
	}

	private List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.map(file -> file.getFileName().toString()).sorted().collect(Collectors.toList());
		}
	}
}
