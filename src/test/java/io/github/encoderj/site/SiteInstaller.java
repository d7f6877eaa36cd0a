package io.github.encoderj.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;

/** Does to a folder what ImageJ's updater does to Fiji's, by the rules of its database, so that a site is tried before it is uploaded. */
final class SiteInstaller {

	/** How a file of the folder stands to the site. */
	enum Status {
			MISSING, UP_TO_DATE, UPDATEABLE, OBSOLETE, MODIFIED
	}

	private SiteInstaller() {}

	/** How each file that the site knows, and that is here or should be, stands; by its path in the folder, or on the site if it is missing. */
	static Map<String, Status> check(final Path site, final Path folder) throws IOException {
		final Map<String, Status> states = new TreeMap<>();
		final Map<String, List<String>> local = local(folder);
		for (final Map.Entry<String, SiteEntry> each : SiteDatabase.read(site).entrySet()) {
			final SiteEntry entry = each.getValue();
			final List<String> here = local.getOrDefault(each.getKey(), List.of());
			if (here.isEmpty() && entry.current().isPresent()) states.put(entry.filename(), Status.MISSING);
			for (final String path : here) states.put(path, status(entry, FileChecksum.of(path, folder.resolve(path))));
		}
		return states;
	}

	private static Status status(final SiteEntry entry, final String checksum) {
		if (entry.current().map(v -> v.checksum().equals(checksum)).orElse(false)) return Status.UP_TO_DATE;
		if (!entry.wasServed(checksum)) return Status.MODIFIED;
		return entry.current().isPresent() ? Status.UPDATEABLE : Status.OBSOLETE;
	}

	/**
	 * Installs and updates. Files that the user has changed stay.
	 *
	 * @return how the files stood before
	 * @throws Refusal if what the site serves is not what its list says
	 */
	static Map<String, Status> update(final Path site, final Path folder) throws IOException {
		final Map<String, SiteEntry> entries = SiteDatabase.read(site);
		final Map<String, Status> states = check(site, folder);
		for (final Map.Entry<String, Status> each : states.entrySet()) {
			final SiteEntry entry = entries.get(SiteEntry.unversioned(each.getKey()));
			switch (each.getValue()) {
				case MISSING -> fetch(entry, site, folder);
				case UPDATEABLE -> {
					fetch(entry, site, folder);
					if (!each.getKey().equals(entry.filename())) Files.delete(folder.resolve(each.getKey()));
				}
				case OBSOLETE -> Files.delete(folder.resolve(each.getKey()));
				case UP_TO_DATE, MODIFIED -> {}
			}
		}
		return states;
	}

	private static void fetch(final SiteEntry entry, final Path site, final Path folder) throws IOException {
		verify(entry, site);
		final Path target = folder.resolve(entry.filename());
		Files.createDirectories(target.getParent());
		WholeFile.write(target, temporary -> Files.copy(site.resolve(SiteEntry.stored(entry.filename(), entry.current().get().timestamp())),
			temporary));
	}

	/**
	 * Checks that the site serves what its list says.
	 *
	 * @throws Refusal if a file is missing or another one
	 */
	static void verify(final Path site) throws IOException {
		for (final SiteEntry entry : SiteDatabase.read(site).values()) if (entry.current().isPresent()) verify(entry, site);
	}

	private static void verify(final SiteEntry entry, final Path site) throws IOException {
		final SiteEntry.Version version = entry.current().orElseThrow();
		final Path file = site.resolve(SiteEntry.stored(entry.filename(), version.timestamp()));
		Refusal.unless(Files.isRegularFile(file), "%s: the site's list names it, but it is not there.", file);
		Refusal.unless(Files.size(file) == version.size(), "%s has %d bytes; the site's list says %d. Publish it again.", file, Files.size(file),
			version.size());
		final String checksum = FileChecksum.of(entry.filename(), file);
		Refusal.unless(checksum.equals(version.checksum()), "%s has the checksum %s; the site's list says %s. Publish it again.", file, checksum,
			version.checksum());
	}

	private static Map<String, List<String>> local(final Path folder) throws IOException {
		final Map<String, List<String>> local = new HashMap<>();
		for (final String path : SitePublisher.files(folder)) {
			local.computeIfAbsent(SiteEntry.unversioned(path), name -> new ArrayList<>()).add(path);
		}
		return local;
	}
}
