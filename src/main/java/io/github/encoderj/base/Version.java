package io.github.encoderj.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The suite's version, as every table and head file names it. */
public final class Version {

	private Version() {}

	/** The version of the build, such as {@code 0.1.0-SNAPSHOT}. */
	public static String get() {
		try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
			final Properties properties = new Properties();
			properties.load(in);
			return properties.getProperty("version");
		}
		catch (final IOException e) {
			throw new UncheckedIOException("version.properties of the suite cannot be read", e);
		}
	}
}
