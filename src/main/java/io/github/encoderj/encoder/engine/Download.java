package io.github.encoderj.encoder.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.CancellationException;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/** Fetches a file that the user has asked for: resumed where it broke off, and checked against the publisher's SHA-1. */
public final class Download {

	private Download() {}

	/**
	 * Fetches a file and the checksum beside it ({@code URI.sha1}, as Maven repositories have it).
	 *
	 * @param target where it goes once it is whole and its checksum is right; {@code target.part} keeps what has come so far
	 * @throws Refusal if it cannot be fetched or its checksum is wrong
	 * @throws CancellationException if the user cancels; the next call goes on from there
	 */
	public static void fetch(final URI source, final Path target, final Progress progress) {
		final Path part = target.resolveSibling(target.getFileName() + ".part");
		final HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(Duration.ofSeconds(20))
			.build();
		try {
			Files.createDirectories(target.toAbsolutePath().getParent());
			final HttpResponse<String> checksum = client.send(HttpRequest.newBuilder(URI.create(source + ".sha1")).build(),
				HttpResponse.BodyHandlers.ofString());
			Refusal.unless(checksum.statusCode() == 200, "%s has no checksum beside it (HTTP %d). Fetch the file by other means and name it.", source,
				checksum.statusCode());
			append(client, source, part, progress);
			final String found = sha1(part);
			if (!checksum.body().trim().toLowerCase(Locale.ROOT).startsWith(found)) {
				Files.delete(part);
				throw new Refusal("What came from " + source + " is damaged: its SHA-1 is " + found + ", expected " + checksum.body().trim() +
					". Try again.");
			}
			Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (final IOException e) {
			throw new Refusal("Could not fetch " + source + " (" + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) +
				"). Try again, which goes on from here, or fetch it by other means and name the file.", e);
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new CancellationException("Cancelled");
		}
	}

	private static void append(final HttpClient client, final URI source, final Path part, final Progress progress) throws IOException,
		InterruptedException
	{
		final long there = Files.exists(part) ? Files.size(part) : 0;
		final HttpRequest.Builder request = HttpRequest.newBuilder(source);
		if (there > 0) request.header("Range", "bytes=" + there + "-");
		final HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
		try (InputStream in = response.body()) {
			if (response.statusCode() == 416) return; // nothing is missing
			Refusal.unless(response.statusCode() == 200 || response.statusCode() == 206, "%s answers HTTP %d.", source, response.statusCode());
			final boolean resumed = response.statusCode() == 206;
			final long rest = response.headers().firstValueAsLong("Content-Length").orElse(0);
			long done = resumed ? there : 0;
			final long total = Math.max(1, done + rest);
			try (OutputStream out = resumed ? Files.newOutputStream(part, StandardOpenOption.APPEND) : Files.newOutputStream(part)) {
				final byte[] buffer = new byte[1 << 16];
				for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
					out.write(buffer, 0, n);
					done += n;
					progress.check();
					progress.report("Fetching " + (done >> 20) + " of " + (total >> 20) + " MB", Math.min(1, (double) done / total));
				}
			}
		}
	}

	private static String sha1(final Path file) throws IOException {
		final MessageDigest digest;
		try {
			digest = MessageDigest.getInstance("SHA-1");
		}
		catch (final NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // every Java has it
		}
		final byte[] buffer = new byte[1 << 16];
		try (InputStream in = Files.newInputStream(file)) {
			for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) digest.update(buffer, 0, n);
		}
		return HexFormat.of().formatHex(digest.digest());
	}
}
