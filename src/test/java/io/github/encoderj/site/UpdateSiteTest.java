package io.github.encoderj.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.site.SiteInstaller.Status;

/** The update site's tools, on small made-up jars. */
class UpdateSiteTest {

	private static final long FIRST = 20260101120000L;
	private static final long SECOND = 20260301120000L;

	@TempDir
	private Path folder;
	private Path staged;
	private Path site;
	private Path fiji;

	@BeforeEach
	void firstVersion() throws IOException {
		staged = folder.resolve("staged");
		site = Files.createDirectories(folder.resolve("site"));
		fiji = Files.createDirectories(folder.resolve("fiji"));
		jar("jars/suite-1.0.0.jar", "a/A.class", "one");
		jar("jars/library-0.3.jar", "b/B.class", "two");
		jar("jars/other-2.0.jar", "c/C.class", "three");
		text("licenses/library-0.3.txt", "Free for all.");
		text("macros/EncoderJ/job.ijm", "print(1);");
		SitePublisher.publish(staged, site, FIRST);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		a.properties          | a=1                  | a.propertiesa=1
		a.properties          | #Mon Jan 5\\na=1\\n  | a.properties\\na=1\\n
		a.properties          | #Mon\\n#Tue\\r\\na=1 | a.properties\\n\\na=1
		a.properties          | a=1\\n#Mon\\n        | a.propertiesa=1\\n\\n
		a.properties          | a=b#c\\n             | a.propertiesa=b#c\\n
		a.properties          | a=1\\n\\n#Mon\\n     | a.propertiesa=1\\n\\n#Mon\\n
		a.properties          | #\\n#Mon\\n          | a.properties\\n#Mon\\n
		META-INF/MANIFEST.MF  | Built-By: me\\n      | META-INF/MANIFEST.MF
		A.class               | #Mon\\n              | A.class#Mon\\n
		""")
	void theChecksumOfAJarIsThatOfWhatMatters(final String name, final String content, final String counted) throws Exception {
		jar("jars/x-1.jar", name, content.replace("\\n", "\n").replace("\\r", "\r"));
		assertEquals(sha1(counted.replace("\\n", "\n").replace("\\r", "\r")), FileChecksum.of("jars/x-1.jar", staged.resolve("jars/x-1.jar")));
	}

	@Test
	void theChecksumOfAJarGoesByTheNamesOfItsEntries() throws Exception {
		jar("jars/x-1.jar", "b/", "", "b/Z", "1", "a", "2", "B", "3");
		assertEquals(sha1("B3a2b/b/Z1"), FileChecksum.of("jars/x-1.jar", staged.resolve("jars/x-1.jar")));
	}

	@Test
	void theChecksumOfOtherFilesHoldsTheirPath() throws Exception {
		assertEquals(sha1("macros/EncoderJ/job.ijmprint(1);"), FileChecksum.of("macros/EncoderJ/job.ijm", staged.resolve(
			"macros/EncoderJ/job.ijm")));
	}

	@Test
	void installsIntoAnEmptyFolder() throws IOException {
		final Map<String, Status> before = SiteInstaller.update(site, fiji);
		assertEquals(SitePublisher.files(staged), List.copyOf(new TreeMap<>(before).keySet()));
		assertTrue(before.values().stream().allMatch(Status.MISSING::equals));
		assertEquals(SitePublisher.files(staged), SitePublisher.files(fiji));
		assertTrue(SiteInstaller.check(site, fiji).values().stream().allMatch(Status.UP_TO_DATE::equals));
	}

	@Test
	void upgradesAndRemoves() throws IOException {
		SiteInstaller.update(site, fiji);
		secondVersion();
		assertEquals(Map.of("jars/suite-1.0.0.jar", Status.UPDATEABLE, "jars/library-0.3.jar", Status.UP_TO_DATE, "jars/other-2.0.jar",
			Status.OBSOLETE, "licenses/library-0.3.txt", Status.UP_TO_DATE, "macros/EncoderJ/job.ijm", Status.UPDATEABLE), SiteInstaller.update(
				site, fiji));
		assertEquals(List.of("jars/library-0.3.jar", "jars/suite-1.1.0.jar", "licenses/library-0.3.txt", "macros/EncoderJ/job.ijm"),
			SitePublisher.files(fiji));
		assertEquals("print(2);", Files.readString(fiji.resolve("macros/EncoderJ/job.ijm")));
	}

	@Test
	void leavesAloneWhatTheUserChanged() throws IOException {
		SiteInstaller.update(site, fiji);
		secondVersion();
		Files.writeString(fiji.resolve("macros/EncoderJ/job.ijm"), "print('mine');");
		assertEquals(Status.MODIFIED, SiteInstaller.update(site, fiji).get("macros/EncoderJ/job.ijm"));
		assertEquals("print('mine');", Files.readString(fiji.resolve("macros/EncoderJ/job.ijm")));
	}

	@Test
	void keepsOldVersionsInItsListAndInItsFolder() throws IOException {
		final SiteEntry suite = SiteDatabase.read(site).get("jars/suite.jar");
		secondVersion();
		final Map<String, SiteEntry> entries = SiteDatabase.read(site);
		assertEquals(List.of(new SiteEntry.Previous("jars/suite-1.0.0.jar", suite.current().get().checksum(), FIRST, SECOND)), entries.get(
			"jars/suite.jar").previous());
		assertTrue(entries.get("jars/other.jar").current().isEmpty());
		assertEquals(FIRST, entries.get("jars/library.jar").current().get().timestamp(), "what stays keeps its time");
		assertTrue(Files.exists(site.resolve("jars/suite-1.0.0.jar-" + FIRST)));
		assertTrue(Files.exists(site.resolve("jars/suite-1.1.0.jar-" + SECOND)));
		try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(site.resolve("db.xml.gz")))) {
			final String xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
			assertTrue(xml.matches("(?s).*<plugin filename=\"jars/suite-1.1.0.jar\">\\s*<version checksum=\"[0-9a-f]{40}\" filesize=\"\\d+\" " +
				"timestamp=\"" + SECOND + "\"/>\\s*<previous-version [^>]*filename=\"jars/suite-1.0.0.jar\"[^>]*/>\\s*</plugin>.*"), xml);
		}
	}

	@Test
	void aFileThatComesBackIsServedAgain() throws IOException {
		SiteInstaller.update(site, fiji);
		secondVersion();
		jar("jars/other-2.0.jar", "c/C.class", "three");
		SitePublisher.publish(staged, site, SECOND + 1);
		assertEquals(Status.UP_TO_DATE, SiteInstaller.check(site, fiji).get("jars/other-2.0.jar"));
	}

	@Test
	void publishingAgainWithoutAChangeChangesNothing() throws IOException {
		final List<String> files = SitePublisher.files(site);
		final Map<String, SiteEntry> entries = SiteDatabase.read(site);
		assertEquals(entries, SitePublisher.publish(staged, site, SECOND));
		assertEquals(files, SitePublisher.files(site));
	}

	@ParameterizedTest
	@CsvSource({ "jars/suite-1.0.0.jar, true", "macros/EncoderJ/job.ijm, false" })
	void findsWhatWasTamperedWith(final String path, final boolean remove) throws IOException {
		final Path stored = site.resolve(path + "-" + FIRST);
		if (remove) Files.delete(stored);
		else Files.writeString(stored, "print(9);"); // as long as what was there
		final Refusal verified = assertThrows(Refusal.class, () -> SiteInstaller.verify(site));
		assertTrue(verified.getMessage().contains(path), verified.getMessage());
		assertThrows(Refusal.class, () -> SiteInstaller.update(site, fiji));
		assertFalse(Files.exists(fiji.resolve(path)));
	}

	@Test
	void refusesPlacesThatTheUpdaterDoesNotSee() throws IOException {
		text("docs/page.md", "Hello");
		assertThrows(Refusal.class, () -> SitePublisher.publish(staged, site, SECOND));
		assertEquals(5, SiteDatabase.read(site).size());
	}

	@Test
	void refusesAClockThatWentBack() {
		assertThrows(Refusal.class, () -> SitePublisher.publish(staged, site, FIRST));
	}

	@Test
	void findsJarsThatWouldBreakFiji() throws IOException {
		final Map<String, JarCheck.FijiJar> shipped = JarCheck.fijiJars(List.of("# Fiji", "gson 2.10.1", "okhttp 4.12.0  # by minio",
			"lz4-java 1.9-inv 1.11.1"));
		final JarCheck check = JarCheck.of(List.of(maven("gson", "2.10.1"), maven("okhttp", "2.7.5"), maven("lz4-java", "1.11.1"), maven("api",
			"0.35.1"), maven("javacpp", "1.5.9")), shipped, Map.of("javacpp", "1.5.10"));
		assertEquals(List.of("api-0.35.1.jar", "javacpp-1.5.9.jar"), check.served().stream().map(jar -> jar.getFileName().toString()).toList());
		assertEquals(2, check.problems().size(), check.problems().toString());
		assertTrue(check.problems().get(0).startsWith("okhttp 2.7.5: Fiji ships 4.12.0, so this would be a downgrade."));
		assertTrue(check.problems().get(1).startsWith("javacpp 1.5.9: pom-scijava manages 1.5.10"));
		assertTrue(JarCheck.of(List.of(maven("gson", "2.11.0")), shipped, Map.of()).problems().get(0).contains("a clash"));
	}

	@Test
	void whatTheSuiteRunsOnFitsFiji() throws IOException {
		final List<Path> runtime = List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator)).stream().map(Path::of)
			.filter(path -> path.toString().endsWith(".jar")).toList();
		final Map<String, JarCheck.FijiJar> shipped = JarCheck.fijiJars(Files.readAllLines(Path.of("update-site/fiji-jars.txt")));
		shipped.remove("bioformats_package"); // stands in for Fiji's Bio-Formats
		final JarCheck check = JarCheck.of(runtime, shipped, Map.of());
		assertEquals(List.of(), check.problems());
		assertTrue(check.left().size() > 15, check.left().toString());
	}

	private void secondVersion() throws IOException {
		Files.delete(staged.resolve("jars/suite-1.0.0.jar"));
		Files.delete(staged.resolve("jars/other-2.0.jar"));
		jar("jars/suite-1.1.0.jar", "a/A.class", "changed");
		text("macros/EncoderJ/job.ijm", "print(2);");
		SitePublisher.publish(staged, site, SECOND);
	}

	private void jar(final String path, final String... namesAndContents) throws IOException {
		final Path file = staged.resolve(path);
		Files.createDirectories(file.getParent());
		try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
			for (int i = 0; i < namesAndContents.length; i += 2) {
				zip.putNextEntry(new ZipEntry(namesAndContents[i]));
				zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
			}
		}
	}

	private void text(final String path, final String content) throws IOException {
		Files.createDirectories(staged.resolve(path).getParent());
		Files.writeString(staged.resolve(path), content);
	}

	private static Path maven(final String artifact, final String version) {
		return Path.of("repository", "org", artifact, version, artifact + "-" + version + ".jar");
	}

	private static String sha1(final String text) throws Exception {
		return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
	}
}
