package io.github.encoderj.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * When a parameter counts: all of some tests on other fields hold.
 */
record Condition(List<Test> tests) {

	private static final Pattern TEST = Pattern.compile("(\\w+) (given|empty|(=|!=) (\\S.*))");

	/** A test on the text of one field. */
	private enum Kind {
		GIVEN, EMPTY, IS, IS_NOT
	}

	/**
	 * One test.
	 *
	 * @param field whose value is looked at
	 * @param choices the values that it may, or may not, have
	 */
	private record Test(String field, Kind kind, List<String> choices) {

		/** Of a list of names, separated by commas, one is enough; a name may have arguments: {@code recall 0.9}, {@code raw:mala}. */
		private boolean holds(final String text) {
			return switch (kind) {
				case GIVEN -> !text.isBlank();
				case EMPTY -> text.isBlank();
				case IS -> Arrays.stream(text.split(",")).anyMatch(this::chosen);
				case IS_NOT -> Arrays.stream(text.split(",")).anyMatch(name -> !chosen(name));
			};
		}

		private boolean chosen(final String name) {
			return choices.contains(name.strip().split("[ :]", 2)[0]);
		}

		private String sentence(final String label) {
			final String alternatives = choices.stream().map(choice -> choice.equals("true") ? "on" : choice.equals("false") ? "off" : choice)
				.collect(Collectors.joining(" or "));
			return label + switch (kind) {
				case GIVEN -> " is given";
				case EMPTY -> " is empty";
				case IS -> " is " + alternatives;
				case IS_NOT -> " is not " + alternatives;
			};
		}
	}

	/**
	 * Reads a condition: tests joined by {@code and}, each {@code FIELD given}, {@code FIELD empty}, {@code FIELD = a,b} (one of these) or
	 * {@code FIELD != a,b} (something else).
	 *
	 * @throws IllegalArgumentException if the text is none
	 */
	static Condition parse(final String text) {
		final List<Test> tests = new ArrayList<>();
		for (final String part : text.split(" and ")) {
			final Matcher matcher = TEST.matcher(part.strip());
			if (!matcher.matches()) throw new IllegalArgumentException("\"" + part + "\" is no condition on a field");
			final Kind kind = switch (matcher.group(2)) {
				case "given" -> Kind.GIVEN;
				case "empty" -> Kind.EMPTY;
				default -> matcher.group(3).equals("=") ? Kind.IS : Kind.IS_NOT;
			};
			tests.add(new Test(matcher.group(1), kind, matcher.group(4) == null ? List.of() : List.of(matcher.group(4).split(","))));
		}
		return new Condition(List.copyOf(tests));
	}

	/** The fields that are looked at. */
	Set<String> fields() {
		return tests.stream().map(Test::field).collect(Collectors.toSet());
	}

	/**
	 * Whether it holds.
	 *
	 * @param values gives the text in a field
	 */
	boolean holds(final UnaryOperator<String> values) {
		return tests.stream().allMatch(test -> test.holds(values.apply(test.field())));
	}

	/**
	 * In words, such as {@code Method is linear}.
	 *
	 * @param labels gives the label of a field
	 */
	String sentence(final UnaryOperator<String> labels) {
		return tests.stream().map(test -> test.sentence(labels.apply(test.field()))).collect(Collectors.joining(" and "));
	}
}
