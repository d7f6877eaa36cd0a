package io.github.encoderj.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;

/** Brings a site's folder from what it serves to what it shall serve; what it served before stays known, and stays there. */
final class SitePublisher {

	/** What the updater looks after: folder and endings. */
	private static final Pattern PLACES = Pattern.compile("jars/([a-z0-9-]+/)?[^/]+\\.jar|scripts/.+\\.ijm|macros/.+\\.(ijm|txt|png)|" +
		"(models|lib|licenses)/.+\\.[^/.]+");

	private SitePublisher() {}

	/**
	 * Publishes. Files that are as before keep their version.
	 *
	 * @param staged all that the site shall serve, laid out as in Fiji's folder
	 * @param site the site's folder, empty at first
	 * @param timestamp now, yyyyMMddHHmmss
	 * @return the new list of files
	 * @throws Refusal if a file lies where the updater does not look, or the time lies before that of an earlier version
	 */
	static Map<String, SiteEntry> publish(final Path staged, final Path site, final long timestamp) throws IOException {
		final Map<String, SiteEntry> before = SiteDatabase.read(site);
		before.values().forEach(entry -> refuseOldTime(entry, timestamp));
		final Map<String, SiteEntry> after = new TreeMap<>();
		for (final String path : files(staged)) {
			Refusal.unless(PLACES.matcher(path).matches(), "%s: ImageJ's updater does not look after a file of this name in this folder.", path);
			final String name = SiteEntry.unversioned(path);
			final SiteEntry old = before.getOrDefault(name, new SiteEntry(path, Optional.empty(), List.of()));
			final SiteEntry clash = after.put(name, publish(path, staged.resolve(path), old, site, timestamp));
			Refusal.unless(clash == null, "%s: the site would serve two versions of %s.", path, name);
		}
		before.forEach((name, entry) -> after.putIfAbsent(name, entry.current().isPresent() ? entry.removed(timestamp) : entry));
		SiteDatabase.write(after, site); // last: until then the site is as it was
		return after;
	}

	private static SiteEntry publish(final String path, final Path file, final SiteEntry old, final Path site, final long timestamp)
		throws IOException
	{
		final String checksum = FileChecksum.of(path, file);
		final boolean same = old.filename().equals(path) && old.current().map(v -> v.checksum().equals(checksum)).orElse(false);
		if (same) return old;
		final Path stored = site.resolve(SiteEntry.stored(path, timestamp));
		Files.createDirectories(stored.getParent());
		WholeFile.write(stored, temporary -> Files.copy(file, temporary));
		return old.replacedBy(path, new SiteEntry.Version(checksum, timestamp, Files.size(file)));
	}

	private static void refuseOldTime(final SiteEntry entry, final long timestamp) {
		final long newest = Math.max(entry.current().map(SiteEntry.Version::timestamp).orElse(0L), entry.previous().stream().mapToLong(
			SiteEntry.Previous::obsolete).max().orElse(0));
		Refusal.unless(timestamp > newest, "timestamp = %d: %s was published at %d. Is the clock right?", timestamp, entry.filename(), newest);
	}

	/** All files of a folder and those in it, relative, with slashes, in the order of their names. */
	static List<String> files(final Path folder) throws IOException {
		try (Stream<Path> all = Files.walk(folder)) {
			return all.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString().replace('\\', '/')).sorted().toList();
		}
	}
}
