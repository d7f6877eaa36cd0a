package io.github.encoderj.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.scijava.util.FileUtils;

/**
 * What the site's database says of one file through all its versions.
 *
 * @param filename path of the newest version relative to Fiji's folder, with slashes; jars hold their version in it
 * @param current what is served now; empty once the file has been removed from the site
 * @param previous what was served before, oldest first: the updater replaces only copies that it finds here
 */
record SiteEntry(String filename, Optional<Version> current, List<Previous> previous) {

	/**
	 * @param timestamp when it was published, yyyyMMddHHmmss
	 * @param size bytes
	 */
	record Version(String checksum, long timestamp, long size) {}

	/** @param obsolete when it was replaced or removed, yyyyMMddHHmmss */
	record Previous(String filename, String checksum, long timestamp, long obsolete) {}

	/** The name that stays through all versions, as the updater makes it: jars/api.jar of jars/api-0.35.1.jar. */
	static String unversioned(final String filename) {
		return FileUtils.stripFilenameVersion(filename);
	}

	/** Where the site keeps a version of a file. */
	static String stored(final String filename, final long timestamp) {
		return filename + "-" + timestamp;
	}

	/** Whether a checksum is that of an earlier version. */
	boolean wasServed(final String checksum) {
		return previous.stream().anyMatch(version -> version.checksum().equals(checksum));
	}

	/** With a new version instead of the current one. */
	SiteEntry replacedBy(final String newName, final Version version) {
		return new SiteEntry(newName, Optional.of(version), past(version.timestamp()));
	}

	/** Without a current version. */
	SiteEntry removed(final long timestamp) {
		return new SiteEntry(filename, Optional.empty(), past(timestamp));
	}

	private List<Previous> past(final long obsolete) {
		final List<Previous> past = new ArrayList<>(previous);
		current.ifPresent(old -> past.add(new Previous(filename, old.checksum(), old.timestamp(), obsolete)));
		return List.copyOf(past);
	}
}
