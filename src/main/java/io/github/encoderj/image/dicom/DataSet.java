package io.github.encoderj.image.dicom;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.github.encoderj.base.Refusal;

/** The attributes of a file or of one item of a sequence. Values are decoded when asked for, as the type that the attribute has. */
public final class DataSet {

	/** A value as in the file, or the items of a sequence. */
	record Element(byte[] value, boolean big, List<DataSet> items) {}

	private final Map<Integer, Element> elements = new TreeMap<>(Integer::compareUnsigned);
	private final Object file;

	DataSet(final Object file) {
		this.file = file;
	}

	/** Adds an element; false if there is one already. */
	boolean put(final int tag, final Element element) {
		return elements.putIfAbsent(tag, element) == null;
	}

	/** Whether the attribute is there, be it empty. */
	public boolean has(final int tag) {
		return elements.containsKey(tag);
	}

	/** A text without the blanks around it; empty if it is missing or blank. */
	public Optional<String> text(final int tag) {
		return Optional.ofNullable(elements.get(tag)).map(e -> trimmed(new String(e.value, StandardCharsets.ISO_8859_1))).filter(t -> !t
			.isEmpty());
	}

	/** The texts of a multiple value; none if it is missing or blank. */
	public List<String> texts(final int tag) {
		return text(tag).map(t -> Arrays.stream(t.split("\\\\", -1)).map(DataSet::trimmed).toList()).orElse(List.of());
	}

	/** A number kept as text (DS, IS), the first of several. */
	public Optional<Double> number(final int tag) {
		return numbers(tag).stream().findFirst();
	}

	/**
	 * Numbers kept as text (DS, IS).
	 *
	 * @throws Refusal if one is not a number
	 */
	public List<Double> numbers(final int tag) {
		return texts(tag).stream().map(text -> {
			try {
				final double value = Double.parseDouble(text);
				if (Double.isFinite(value) && text.matches("[-+0-9.eE]+")) return value;
			}
			catch (final NumberFormatException e) {
				// told below
			}
			throw new Refusal(file + " is damaged: attribute " + Tag.shown(tag) + " is \"" + printable(text) +
				"\", expected a number. Export it again.");
		}).toList();
	}

	/** A list of exactly that many numbers, or nothing where the attribute is missing. */
	Optional<double[]> numbers(final int tag, final int count) {
		final List<Double> all = numbers(tag);
		if (all.isEmpty()) return Optional.empty();
		Refusal.unless(all.size() == count, "%s is damaged: attribute %s has %d values, expected %d. Export it again.", file, Tag.shown(tag),
			all.size(), count);
		return Optional.of(all.stream().mapToDouble(Double::doubleValue).toArray());
	}

	/** An unsigned number of two bytes (US). */
	Optional<Integer> unsigned(final int tag) {
		return Optional.ofNullable(elements.get(tag)).filter(e -> e.value.length >= 2).map(e -> e.big ? (e.value[0] & 0xff) << 8 | e.value[1] &
			0xff : e.value[0] & 0xff | (e.value[1] & 0xff) << 8);
	}

	/** All numbers of two bytes, unsigned; values kept as single bytes in pairs come out as pairs. */
	int[] words(final int tag) {
		final Element e = elements.get(tag);
		if (e == null) return new int[0];
		final int[] words = new int[e.value.length / 2];
		for (int i = 0; i < words.length; i++) {
			final int a = e.value[2 * i] & 0xff;
			final int b = e.value[2 * i + 1] & 0xff;
			words[i] = e.big ? a << 8 | b : b << 8 | a;
		}
		return words;
	}

	/** The items of a sequence; none if it is missing. */
	public List<DataSet> items(final int tag) {
		final Element e = elements.get(tag);
		return e == null ? List.of() : e.items;
	}

	/** The first item of a sequence. */
	public Optional<DataSet> item(final int tag) {
		return items(tag).stream().findFirst();
	}

	/**
	 * The number of a private attribute: the block of a group is the one that its maker has reserved.
	 *
	 * @param maker how the maker's mark begins
	 * @param element last two digits of the attribute, 0..255
	 */
	public Optional<Integer> privateTag(final int group, final String maker, final int element) {
		for (int block = 0x10; block <= 0xff; block++) {
			final boolean found = text(group << 16 | block).map(t -> t.toUpperCase(Locale.ROOT).startsWith(maker)).orElse(false);
			if (found && has(group << 16 | block << 8 | element)) return Optional.of(group << 16 | block << 8 | element);
		}
		return Optional.empty();
	}

	private static String trimmed(final String text) {
		int end = text.length();
		while (end > 0 && text.charAt(end - 1) <= ' ') end--;
		int start = 0;
		while (start < end && text.charAt(start) <= ' ') start++;
		return text.substring(start, end);
	}

	/** A value as a message may show it: short, and without signs that are none. */
	static String printable(final String text) {
		final String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
		return plain.length() > 40 ? plain.substring(0, 40) + "..." : plain;
	}
}
