package io.github.encoderj.site;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The checksum by which ImageJ's updater knows a version of a file. It is a SHA-1: of a jar over the names and contents of its entries in
 * the order of the names, so that two builds of the same classes agree; of any other file over its path and content.
 */
final class FileChecksum {

	private static final String MANIFEST = "META-INF/MANIFEST.MF";

	private FileChecksum() {}

	/**
	 * The checksum of a file.
	 *
	 * @param path relative to Fiji's folder, with slashes
	 * @return 40 hexadecimal digits in lower case
	 */
	static String of(final String path, final Path file) throws IOException {
		final MessageDigest digest = sha1();
		if (path.endsWith(".jar")) addJar(file, digest);
		else {
			digest.update(path.getBytes(StandardCharsets.US_ASCII));
			try (InputStream in = Files.newInputStream(file)) {
				addAll(in, digest);
			}
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static void addJar(final Path file, final MessageDigest digest) throws IOException {
		try (JarFile jar = new JarFile(file.toFile())) {
			final List<JarEntry> entries = Collections.list(jar.entries());
			entries.sort(Comparator.comparing(JarEntry::getName));
			for (final JarEntry entry : entries) {
				digest.update(entry.getName().getBytes(StandardCharsets.US_ASCII));
				if (entry.getName().equals(MANIFEST)) continue; // names who built it, and when
				try (InputStream in = jar.getInputStream(entry)) {
					if (entry.getName().endsWith(".properties")) addWithoutComments(in, digest);
					else addAll(in, digest);
				}
			}
		}
	}

	private static void addAll(final InputStream in, final MessageDigest digest) throws IOException {
		final byte[] buffer = new byte[1 << 16];
		for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) digest.update(buffer, 0, n);
	}

	/**
	 * Adds a .properties file without its comments, because Maven writes the date into one. To agree with the updater: the end of a comment's
	 * line stays, and what follows an empty line, or a comment of nothing but its sign, is no comment.
	 */
	private static void addWithoutComments(final InputStream file, final MessageDigest digest) throws IOException {
		final InputStream in = new BufferedInputStream(file);
		boolean start = true; // at the start of a line
		boolean comment = false;
		for (int c = in.read(); c >= 0; c = in.read()) {
			if (start && c == '#') comment = true;
			else if (start) start = false;
			else if (c == '\n') start = true;
			if (comment && c == '\n') comment = false;
			else if (comment) continue;
			digest.update((byte) c);
		}
	}

	private static MessageDigest sha1() {
		try {
			return MessageDigest.getInstance("SHA-1");
		}
		catch (final NoSuchAlgorithmException e) {
			throw new IllegalStateException("every Java has SHA-1", e);
		}
	}
}
