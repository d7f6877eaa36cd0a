package io.github.encoderj.site;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

import io.github.encoderj.base.WholeFile;

/**
 * Builds the update site's folder, or brings it to the next version: the suite's jar, jars that Fiji lacks (without the engines'
 * native libraries), scripts, macros, licences and the list of files. {@code sh src/build/update-site.sh} runs it.
 */
public final class UpdateSite {

	private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
	private static final double MB = 1e6;
	private static final String ONNX_NATIVES = "ai/onnxruntime/native/";

	private UpdateSite() {}

	/**
	 * @param arguments the site's folder; the suite's jar; a file with the class path that the suite runs on; pom-scijava's file; a folder
	 *          to lay out what is served. From the repository's root.
	 */
	public static void main(final String... arguments) throws IOException {
		final Path site = Path.of(arguments[0]);
		final Path staged = Path.of(arguments[4]);
		final List<Path> runtime = Stream.of(Files.readString(Path.of(arguments[2])).trim().split(File.pathSeparator)).map(Path::of).toList();
		final JarCheck check = JarCheck.of(runtime, JarCheck.fijiJars(Files.readAllLines(Path.of("update-site/fiji-jars.txt"))), ManagedVersions
			.of(Path.of(arguments[3])));
		if (!check.problems().isEmpty()) {
			check.problems().forEach(System.err::println);
			System.exit(1);
		}
		WholeFile.delete(staged);
		stage(staged, Path.of(arguments[1]), check.served());
		Files.createDirectories(site);
		final Map<String, SiteEntry> entries = SitePublisher.publish(staged, site, Long.parseLong(LocalDateTime.now(ZoneOffset.UTC).format(
			STAMP)));
		SiteInstaller.verify(site);
		tell(site, entries, check);
	}

	private static void stage(final Path staged, final Path suite, final List<Path> served) throws IOException {
		copy(suite, staged.resolve("jars").resolve(suite.getFileName().toString()));
		copy(Path.of("LICENSE"), staged.resolve("licenses/encoderj.txt"));
		for (final Path jar : served) {
			copyWithoutNatives(jar, staged.resolve("jars").resolve(jar.getFileName().toString()));
			final Path licence = staged.resolve("licenses").resolve(jar.getFileName().toString().replaceFirst("\\.jar$", ".txt"));
			Files.writeString(licence, Licences.of(jar));
		}
		copyAll(Path.of("plugins"), staged.resolve("scripts/Plugins"));
		copyAll(Path.of("macros"), staged.resolve("macros/EncoderJ"));
	}

	/** ONNX Runtime's jar holds its libraries for all systems, most of its size; who has ONNX files puts the whole jar in the place of this. */
	private static void copyWithoutNatives(final Path from, final Path to) throws IOException {
		if (!JarCheck.artifact(from).equals("onnxruntime")) {
			copy(from, to);
			return;
		}
		try (ZipInputStream in = new ZipInputStream(Files.newInputStream(from)); ZipOutputStream out = new ZipOutputStream(Files
			.newOutputStream(to)))
		{
			for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
				if (entry.getName().startsWith(ONNX_NATIVES)) continue;
				out.putNextEntry(new ZipEntry(entry.getName()));
				in.transferTo(out);
			}
		}
	}

	private static void copyAll(final Path from, final Path to) throws IOException {
		if (!Files.isDirectory(from)) return;
		for (final String path : SitePublisher.files(from)) if (path.endsWith(".ijm")) copy(from.resolve(path), to.resolve(path));
	}

	private static void copy(final Path from, final Path to) throws IOException {
		Files.createDirectories(to.getParent());
		Files.copy(from, to);
	}

	private static void tell(final Path site, final Map<String, SiteEntry> entries, final JarCheck check) {
		System.out.printf("%nLeft to Fiji: %s%n%n", String.join(", ", check.left().stream().map(jar -> jar.getFileName().toString()).toList()));
		long sum = 0;
		for (final SiteEntry entry : entries.values()) {
			if (entry.current().isEmpty()) continue;
			final long size = entry.current().get().size();
			sum += size;
			if (size > MB) System.out.printf("%6.1f MB  %s%n", size / MB, entry.filename());
		}
		System.out.printf("%6.1f MB  in all, %d files, in %s%n", sum / MB, entries.values().stream().filter(entry -> entry.current().isPresent())
			.count(), site);
	}
}
