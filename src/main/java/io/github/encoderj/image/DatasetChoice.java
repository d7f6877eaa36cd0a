package io.github.encoderj.image;

import java.util.Collection;
import java.util.stream.Collectors;

import io.github.encoderj.base.Refusal;

/** Which of the data sets of a file is meant. */
final class DatasetChoice {

	private static final int SHOWN = 20;

	private DatasetChoice() {}

	/**
	 * The named one; else the one where the CREMI layout keeps such content; else the only one.
	 *
	 * @param names paths of all images in the file, without a leading slash
	 * @throws Refusal if that is none; the message lists what there is
	 */
	static String choose(final Location location, final Collection<String> names, final ImageFiles.Content content) {
		Refusal.unless(!names.isEmpty(), "%s holds no image: no data set with 2 to 4 axes. Give another file.", location.path());
		if (location.dataset().isPresent()) {
			Refusal.unless(names.contains(location.dataset().get()), "%s has no image \"%s\"; it has: %s. Name one of them.", location.path(),
				location.dataset().get(), list(names));
			return location.dataset().get();
		}
		if (names.contains(content.dataset())) return content.dataset();
		Refusal.unless(names.size() == 1, "%s holds several images: %s. Name one as %s:/NAME.", location.path(), list(names), location
			.name());
		return names.iterator().next();
	}

	private static String list(final Collection<String> names) {
		final String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
		return names.size() > SHOWN ? shown + " and " + (names.size() - SHOWN) + " more" : shown;
	}
}
