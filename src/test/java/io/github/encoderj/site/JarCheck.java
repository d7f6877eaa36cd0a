package io.github.encoderj.site;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.scijava.util.VersionUtils;

/**
 * Divides the jars that the suite runs on into those that Fiji has and those that the site serves, and finds what would break a Fiji: a jar
 * of the same name in another version, which the updater would put in the place of Fiji's.
 *
 * @param served jars that the site serves
 * @param left jars that are left to Fiji
 * @param problems what must be mended before the site is published, a sentence each
 */
record JarCheck(List<Path> served, List<Path> left, List<String> problems) {

	/**
	 * A jar that Fiji ships.
	 *
	 * @param tested the version that the suite is tested with instead, where Fiji's is on no public repository; empty otherwise
	 */
	record FijiJar(String version, Optional<String> tested) {}

	/**
	 * Checks.
	 *
	 * @param runtime the jars that the suite runs on, named NAME-VERSION.jar in a folder VERSION as in a Maven repository
	 * @param fiji what Fiji ships, by artifact
	 * @param managed versions that pom-scijava manages, by artifact: other plugins bring these
	 */
	static JarCheck of(final List<Path> runtime, final Map<String, FijiJar> fiji, final Map<String, String> managed) {
		final JarCheck check = new JarCheck(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
		for (final Path jar : runtime) {
			final String version = version(jar);
			final String artifact = artifact(jar);
			final FijiJar shipped = fiji.get(artifact);
			if (shipped != null) {
				check.left.add(jar);
				if (!version.equals(shipped.version()) && !shipped.tested().equals(Optional.of(version))) check.problems.add(clash(artifact,
					version, shipped.version()));
				continue;
			}
			check.served.add(jar);
			final String other = managed.get(artifact);
			if (other != null && !version.equals(other)) check.problems.add(artifact + " " + version + ": pom-scijava manages " + other +
				", which other plugins bring. Use that version.");
		}
		return check;
	}

	private static String clash(final String artifact, final String version, final String shipped) {
		final String kind = VersionUtils.compare(version, shipped) < 0 ? "a downgrade" : "a clash";
		return artifact + " " + version + ": Fiji ships " + shipped + ", so this would be " + kind + ". Use Fiji's version, or leave it out.";
	}

	/** The version: the name of the folder that a Maven repository keeps the jar in. */
	static String version(final Path jar) {
		return jar.getParent().getFileName().toString();
	}

	/** The artifact: the folder above. */
	static String artifact(final Path jar) {
		return jar.getParent().getParent().getFileName().toString();
	}

	/**
	 * Reads the list of Fiji's jars: a line each of name, version and perhaps the version that is tested with; # begins a remark.
	 *
	 * @throws IllegalArgumentException if a line is none of these
	 */
	static Map<String, FijiJar> fijiJars(final List<String> lines) {
		final Map<String, FijiJar> jars = new TreeMap<>();
		for (final String line : lines) {
			final String text = line.replaceAll("#.*", "").trim();
			if (text.isEmpty()) continue;
			final String[] parts = text.split("\\s+");
			if (parts.length < 2 || parts.length > 3) throw new IllegalArgumentException("\"" + line + "\": expected NAME VERSION [TESTED]");
			jars.put(parts[0], new FijiJar(parts[1], parts.length == 3 ? Optional.of(parts[2]) : Optional.empty()));
		}
		return jars;
	}
}
