package io.github.encoderj.encoder.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import io.github.encoderj.base.Refusal;

/** SHA-256 of files. */
public final class Fingerprint {

	private Fingerprint() {}

	/**
	 * The SHA-256, in hex, of one file, or of several in their order as if they were one.
	 *
	 * @throws Refusal if one cannot be read
	 */
	public static String of(final List<Path> files) {
		final MessageDigest digest = sha256();
		final byte[] buffer = new byte[1 << 20];
		for (final Path file : files) {
			try (InputStream in = Files.newInputStream(file)) {
				for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) digest.update(buffer, 0, n);
			}
			catch (final IOException e) {
				throw new Refusal("Could not read " + file + ": " + e.getMessage() + ".", e);
			}
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (final NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // every Java has it
		}
	}
}
