package io.github.encoderj.em.agglomerate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.encoderj.base.Refusal;

/**
 * Reads a scoring function from text, for instance {@code 1 - mean}, {@code 1 - histogramquantile(75, 256, initmax)} or
 * {@code (1 - mean) * minsize}.
 * <p>
 * expression = product { (+ | -) product }; product = factor { (* | /) factor }; factor = number | name [ ( arguments ) ] |
 * ( expression ). Names: mean, min, max, meanmax(k), contact, minsize, maxsize, quantile(percent [, initmax | all]),
 * histogramquantile(percent, bins [, initmax | all]), constant(n), invert(x), square(x), step(a, b). Upper and lower case are the same.
 */
final class ScoringText {

	private static final String NAMES = "mean, min, max, meanmax(k), contact, minsize, maxsize, quantile(percent), " +
		"histogramquantile(percent, bins), constant(n), invert(x), square(x), step(a, b)";

	private final String text;
	private int at;

	private ScoringText(final String text) {
		this.text = text;
	}

	static Term parse(final String text) {
		final ScoringText parser = new ScoringText(text);
		final Term term = parser.expression();
		parser.skipSpace();
		if (parser.at < text.length()) throw parser.wrong("expected an operator (+ - * /) or the end");
		return term;
	}

	private Term expression() {
		Term left = product();
		while (true) {
			if (take('+')) {
				left = new Term.Binary(Term.Operator.ADD, left, product());
			}
			else if (take('-')) {
				final Term right = product();
				left = left.equals(new Term.Constant(1)) ? new Term.Unary(Term.Function.ONE_MINUS, right) : new Term.Binary(
					Term.Operator.SUBTRACT, left, right);
			}
			else return left;
		}
	}

	private Term product() {
		Term left = factor();
		while (true) {
			if (take('*')) left = new Term.Binary(Term.Operator.MULTIPLY, left, factor());
			else if (take('/')) left = new Term.Binary(Term.Operator.DIVIDE, left, factor());
			else return left;
		}
	}

	private Term factor() {
		skipSpace();
		if (take('(')) {
			final Term inner = expression();
			expect(')');
			return inner;
		}
		if (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) return new Term.Constant(number());
		final int start = at;
		final String name = word();
		if (name.isEmpty()) throw wrong("expected a number, a name or (");
		return named(name, start);
	}

	private Term named(final String name, final int start) {
		return switch (name) {
			case "mean" -> new Term.Mean();
			case "min" -> new Term.Minimum();
			case "max" -> new Term.Maximum();
			case "contact", "contactarea" -> new Term.ContactArea();
			case "minsize" -> new Term.SmallerSize();
			case "maxsize" -> new Term.LargerSize();
			case "meanmax" -> {
				expect('(');
				final int k = whole("k", 1, 1000);
				expect(')');
				yield new Term.MeanOfHighest(k);
			}
			case "quantile" -> {
				expect('(');
				final int percent = whole("percent", 0, 100);
				yield new Term.Quantile(percent, startWithMaximum());
			}
			case "histogramquantile" -> {
				expect('(');
				final int percent = whole("percent", 0, 100);
				expect(',');
				final int bins = whole("bins", 2, 65536);
				yield new Term.HistogramQuantile(percent, bins, startWithMaximum());
			}
			case "constant" -> {
				expect('(');
				final double value = number();
				expect(')');
				yield new Term.Constant(value);
			}
			case "invert" -> new Term.Unary(Term.Function.INVERT, arguments(1).get(0));
			case "square" -> new Term.Unary(Term.Function.SQUARE, arguments(1).get(0));
			case "step" -> {
				final List<Term> both = arguments(2);
				yield new Term.Binary(Term.Operator.STEP, both.get(0), both.get(1));
			}
			default -> {
				at = start;
				throw wrong("\"" + name + "\" is not known. Known are " + NAMES);
			}
		};
	}

	private List<Term> arguments(final int count) {
		final List<Term> terms = new ArrayList<>();
		expect('(');
		for (int i = 0; i < count; i++) {
			if (i > 0) expect(',');
			terms.add(expression());
		}
		expect(')');
		return terms;
	}

	/** Reads an optional last argument and the closing bracket. */
	private boolean startWithMaximum() {
		if (take(')')) return false;
		if (!take(',')) throw wrong("expected , or )");
		skipSpace();
		final int start = at;
		final String option = word();
		if (!option.equals("initmax") && !option.equals("all")) {
			at = start;
			throw wrong("expected initmax (an edge begins with its highest affinity) or all");
		}
		expect(')');
		return option.equals("initmax");
	}

	private int whole(final String name, final int lowest, final int highest) {
		skipSpace();
		final int start = at;
		final double value = number();
		if (value != Math.rint(value) || value < lowest || value > highest) {
			at = start;
			throw wrong(name + " must be a whole number from " + lowest + " to " + highest);
		}
		return (int) value;
	}

	private double number() {
		skipSpace();
		final int start = at;
		while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) at++;
		if (at > start && at < text.length() && Character.toLowerCase(text.charAt(at)) == 'e') {
			final int exponent = at++;
			if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) at++;
			final int digits = at;
			while (at < text.length() && Character.isDigit(text.charAt(at))) at++;
			if (at == digits) at = exponent;
		}
		try {
			return Double.parseDouble(text.substring(start, at));
		}
		catch (final NumberFormatException e) {
			at = start;
			throw wrong("expected a number");
		}
	}

	private String word() {
		final int start = at;
		while (at < text.length() && Character.isLetter(text.charAt(at))) at++;
		return text.substring(start, at).toLowerCase(Locale.ROOT);
	}

	private boolean take(final char expected) {
		skipSpace();
		if (at >= text.length() || text.charAt(at) != expected) return false;
		at++;
		return true;
	}

	private void expect(final char expected) {
		if (!take(expected)) throw wrong("expected " + expected);
	}

	private void skipSpace() {
		while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
	}

	private Refusal wrong(final String what) {
		final String found = at < text.length() ? "found \"" + text.substring(at, Math.min(text.length(), at + 12)) + "\"" : "found the end";
		return new Refusal("score = \"" + text + "\": at character " + (at + 1) + " " + what + "; " + found + ".");
	}
}
