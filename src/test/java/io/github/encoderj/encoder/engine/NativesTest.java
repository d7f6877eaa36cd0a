package io.github.encoderj.encoder.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpServer;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/** Installing native libraries from a file, and fetching it from a server on this machine. */
class NativesTest {

	@TempDir
	Path folder;

	private Path jar(final String version, final String classifier) throws IOException {
		final Path jar = folder.resolve("natives.jar");
		try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
			zip.putNextEntry(new ZipEntry("native/lib/pytorch.properties"));
			zip.write(("version=" + version + "-2025\nflavor=cpu\n").getBytes(StandardCharsets.US_ASCII));
			for (final String name : new String[] { "libc10.so", "libtorch.so" }) {
				zip.putNextEntry(new ZipEntry("pytorch/cpu/" + classifier + "/" + name));
				zip.write(name.getBytes(StandardCharsets.US_ASCII));
			}
		}
		return jar;
	}

	@Test
	void aLocalPackageIsUnpacked() throws IOException {
		final Natives natives = new Natives(folder.resolve("natives"));
		assertTrue(natives.installed().isEmpty());
		for (int time = 0; time < 2; time++) natives.install(jar(Natives.VERSION, Natives.classifier()), Progress.NONE);
		final Path libraries = natives.installed().orElseThrow();
		assertEquals("libc10.so", Files.readString(libraries.resolve("libc10.so")));
		try (var files = Files.list(folder.resolve("natives"))) {
			assertEquals(1, files.count());
		}
	}

	@Test
	void otherFilesAreRefused() throws IOException {
		final Natives natives = new Natives(folder.resolve("natives"));
		assertThrows(Refusal.class, () -> natives.install(folder.resolve("none.jar"), Progress.NONE));
		final Path text = Files.writeString(folder.resolve("text.jar"), "text");
		assertTrue(assertThrows(Refusal.class, () -> natives.install(text, Progress.NONE)).getMessage().contains("no jar"));
		final Path old = jar("1.0.0", Natives.classifier());
		assertTrue(assertThrows(Refusal.class, () -> natives.install(old, Progress.NONE)).getMessage().contains("another version"));
		final Path foreign = jar(Natives.VERSION, "beos-ppc");
		assertThrows(Refusal.class, () -> natives.install(foreign, Progress.NONE));
		assertTrue(natives.installed().isEmpty());
	}

	@Test
	void aBrokenDownloadGoesOnAndIsChecked() throws Exception {
		final byte[] content = new byte[300_000];
		new Random(1).nextBytes(content);
		final String sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
		final int[] sent = new int[1];
		final String[] checksum = { sha1 };
		final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/a.jar", exchange -> {
			final boolean sums = exchange.getRequestURI().getPath().endsWith(".sha1");
			final String range = exchange.getRequestHeaders().getFirst("Range");
			final int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
			final byte[] body = sums ? checksum[0].getBytes(StandardCharsets.US_ASCII) : Arrays.copyOfRange(content, from, content.length);
			exchange.sendResponseHeaders(from > 0 ? 206 : 200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
			if (!sums) sent[0] += body.length;
		});
		server.start();
		try {
			final URI uri = URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":" + server.getAddress().getPort() +
				"/a.jar");
			final Path target = folder.resolve("a.jar");
			Files.write(folder.resolve("a.jar.part"), Arrays.copyOf(content, 100_000));
			Download.fetch(uri, target, Progress.NONE);
			assertArrayEquals(content, Files.readAllBytes(target));
			assertEquals(200_000, sent[0]);

			checksum[0] = "0".repeat(40);
			final Path other = folder.resolve("b.jar");
			assertTrue(assertThrows(Refusal.class, () -> Download.fetch(uri, other, Progress.NONE)).getMessage().contains("damaged"));
			assertFalse(Files.exists(other));
			assertThrows(Refusal.class, () -> Download.fetch(URI.create(uri.toString().replace("a.jar", "none")), other, Progress.NONE));
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	void theReportNamesEveryEngine() {
		assertEquals(3, EngineReport.lines().size());
		for (final EngineReport.Line line : EngineReport.lines()) assertTrue(!line.version().isEmpty() || !line.remark().isEmpty(), line.engine());
		assertTrue(EngineReport.lines().get(0).version().startsWith(Natives.VERSION));
	}
}
