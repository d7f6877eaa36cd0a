package io.github.encoderj.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.encoderj.base.Refusal;

/**
 * The order in which a person counts file names: numbers inside a name by value, so that section2 comes before section10; letters
 * without regard to case. Equal ones are then told apart by plain comparison, so that the order never depends on the file system.
 */
public final class Natural {

	/** Natural order of texts. */
	public static final Comparator<String> ORDER = Natural::compare;

	private Natural() {}

	/**
	 * What a folder input means: the files of a folder in natural order, hidden ones and folders left out.
	 *
	 * @param wanted which files to take
	 * @throws Refusal if the folder is missing or cannot be read
	 */
	public static List<Path> files(final Path folder, final Predicate<Path> wanted) {
		Refusal.unless(Files.isDirectory(folder), "%s is not a folder. Give a folder that exists.", folder);
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter(f -> !f.getFileName().toString().startsWith(".") && Files.isRegularFile(f) && wanted.test(f)).sorted(
				Comparator.comparing(f -> f.getFileName().toString(), ORDER)).toList();
		}
		catch (final IOException | UncheckedIOException e) {
			throw new Refusal("Could not list the folder " + folder + ": " + e.getMessage() + ". Check that you may read it.", e);
		}
	}

	private static int compare(final String a, final String b) {
		int i = 0;
		int j = 0;
		while (i < a.length() && j < b.length()) {
			final int order;
			if (digit(a, i) && digit(b, j)) {
				final int endA = endOfNumber(a, i);
				final int endB = endOfNumber(b, j);
				order = compareNumbers(a.substring(i, endA), b.substring(j, endB));
				i = endA;
				j = endB;
			}
			else {
				order = Character.compare(Character.toLowerCase(a.charAt(i++)), Character.toLowerCase(b.charAt(j++)));
			}
			if (order != 0) return order;
		}
		final int rest = Integer.compare(a.length() - i, b.length() - j);
		return rest != 0 ? rest : a.compareTo(b);
	}

	private static boolean digit(final String text, final int at) {
		return text.charAt(at) >= '0' && text.charAt(at) <= '9';
	}

	private static int endOfNumber(final String text, final int start) {
		int end = start;
		while (end < text.length() && digit(text, end)) end++;
		return end;
	}

	private static int compareNumbers(final String a, final String b) {
		final String x = a.replaceFirst("^0+", "");
		final String y = b.replaceFirst("^0+", "");
		return x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
	}
}
