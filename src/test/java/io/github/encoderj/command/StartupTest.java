package io.github.encoderj.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java does until the dialog of a command opens. */
class StartupTest {

	@TempDir
	private Path folder;

	@Test
	void noEngineIsLoadedForADialogAndJavaWarnsOfNothing() throws Exception {
		final Path log = folder.resolve("classes.txt");
		final Path printed = folder.resolve("printed.txt");
		final int exit = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Djava.awt.headless=true",
			"-Xlog:class+load:file=" + log, "-cp", System.getProperty("java.class.path"), Startup.class.getName()).redirectErrorStream(true)
				.redirectOutput(printed.toFile()).start().waitFor();
		assertEquals(0, exit, Files.readString(printed));
		assertTrue(Files.readString(printed).matches("(?s)[^\\n]*Java [^\\n]*ready after [^\\n]*\\n"), Files.readString(printed));
		final List<String> loaded = Files.readAllLines(log);
		assertTrue(loaded.stream().anyMatch(line -> line.contains("io.github.encoderj.command.em.TrainAffinities ")));
		assertEquals(List.of(), loaded.stream().filter(line -> line.matches(
			".*\\] (ai\\.djl|org\\.tensorflow|ai\\.onnxruntime|org\\.bytedeco|loci|io\\.jhdf|dev\\.zarr)\\..*")).limit(5).toList());
	}
}
