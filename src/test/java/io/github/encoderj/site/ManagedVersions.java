package io.github.encoderj.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions that pom-scijava manages, which Fiji and all plugins of its kind are built on. */
final class ManagedVersions {

	private static final Pattern PROPERTY = Pattern.compile("<([\\w.-]+)\\.version>([^<]+)</\\1\\.version>");
	private static final Pattern REFERENCE = Pattern.compile("\\$\\{([\\w.-]+)\\.version}");

	private ManagedVersions() {}

	/** Versions by artifact, from the properties NAME.version of the text of pom-scijava. */
	static Map<String, String> of(final Path pom) throws IOException {
		final Map<String, String> properties = new HashMap<>();
		final Matcher matcher = PROPERTY.matcher(Files.readString(pom));
		while (matcher.find()) properties.put(matcher.group(1), matcher.group(2));
		final Map<String, String> versions = new HashMap<>();
		properties.keySet().forEach(name -> versions.put(name, resolved(name, properties)));
		return versions;
	}

	private static String resolved(final String name, final Map<String, String> properties) {
		String value = properties.get(name);
		for (Matcher reference = REFERENCE.matcher(value); reference.matches(); reference = REFERENCE.matcher(value)) {
			value = properties.getOrDefault(reference.group(1), "");
		}
		return value;
	}
}
