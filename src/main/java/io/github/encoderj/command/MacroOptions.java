package io.github.encoderj.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import ij.Macro;
import io.github.encoderj.base.Refusal;

/**
 * The second argument of a macro's {@code run("Label", "key=value other=[value with spaces]")}, as text. ImageJ itself looks keys up
 * without ever saying which were not used, and SciJava turns what is no number into 0; so both are checked on the text.
 */
final class MacroOptions {

	private final Map<String, String> values = new LinkedHashMap<>();

	/**
	 * Splits options.
	 *
	 * @throws Refusal if a bracket stays open or a key comes twice
	 */
	MacroOptions(final String text) {
		int i = 0;
		while (i < text.length()) {
			if (Character.isWhitespace(text.charAt(i))) {
				i++;
				continue;
			}
			final int start = i;
			while (i < text.length() && text.charAt(i) != '=' && !Character.isWhitespace(text.charAt(i))) i++;
			final String key = text.substring(start, i);
			if (i == text.length() || text.charAt(i) != '=') {
				put(key, null);
				continue;
			}
			final int end = endOfValue(text, ++i, key);
			final boolean quoted = i < text.length() && (text.charAt(i) == '[' || text.charAt(i) == '\'');
			put(key, quoted ? text.substring(i + 1, end - 1) : text.substring(i, end));
			i = end;
		}
	}

	/** The options of the macro call that this thread is in, if it is in one. */
	static Optional<MacroOptions> ofThisThread() {
		return Optional.ofNullable(Macro.getOptions()).map(MacroOptions::new);
	}

	/** The text that a key was given, if it was named and has a value. */
	Optional<String> text(final String key) {
		return Optional.ofNullable(values.get(key));
	}

	/**
	 * Refuses keys that a command does not have, and keys without a value: SciJava reads a bare {@code flag} as false.
	 *
	 * @param known the command's keys, in lower case
	 */
	void check(final Set<String> known) {
		values.forEach((key, value) -> {
			final String list = String.join(", ", known);
			Refusal.unless(known.contains(key), "%s: the command has no such key. It knows %s%s", key, list, known.contains(key
				.toLowerCase(Locale.ROOT)) ? "; keys are written in lower case." : value == null
					? "; put a value with spaces in brackets, key=[a b]." : ".");
			Refusal.unless(value != null, "%s: the key has no value. Write %s=VALUE; for a switch %s=true or %s=false.", key, key, key, key);
		});
	}

	private void put(final String key, final String value) {
		Refusal.unless(!values.containsKey(key), "%s: the key is given twice. Name it once.", key);
		values.put(key, value);
	}

	/** Index after the last character of the value that starts at {@code from}, brackets and quotes included. */
	private static int endOfValue(final String text, final int from, final String key) {
		if (from < text.length() && text.charAt(from) == '\'') {
			final int end = text.indexOf('\'', from + 1);
			Refusal.unless(end >= 0, "%s: the quote ' is not closed.", key);
			return end + 1;
		}
		if (from < text.length() && text.charAt(from) == '[') {
			int depth = 0;
			for (int i = from; i < text.length(); i++) {
				if (text.charAt(i) == '[') depth++;
				if (text.charAt(i) == ']' && --depth == 0) return i + 1;
			}
			throw new Refusal(key + ": the bracket [ is not closed. Write key=[value].");
		}
		int end = from;
		while (end < text.length() && !Character.isWhitespace(text.charAt(end))) end++;
		return end;
	}
}
