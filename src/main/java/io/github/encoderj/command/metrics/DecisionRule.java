package io.github.encoderj.command.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.metrics.DecisionThreshold;
import io.github.encoderj.metrics.DecisionThreshold.Rule;
import io.github.encoderj.metrics.ScoredCases;

/**
 * How scores become decisions, as the key threshold says: given numbers, numbers chosen by a rule on other cases, or the label with
 * the highest score.
 *
 * @param text what the key was given
 */
record DecisionRule(String text) {

	private static final Pattern RECALL = Pattern.compile("recall\\s+([0-9.]+)");
	private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

	/**
	 * Reads the key.
	 *
	 * @throws Refusal if it is none of the rules and no numbers
	 */
	static DecisionRule of(final String text) {
		final DecisionRule rule = new DecisionRule(text.trim().toLowerCase(Locale.ROOT));
		final boolean known = rule.argmax() || rule.chosen() || Arrays.stream(rule.numbers()).allMatch(n -> NUMBER.matcher(n).matches());
		Refusal.unless(known, "threshold = %s: expected a number, a number for each label as in 0.3,0.5, youden, f1, recall 0.9 or argmax.",
			text);
		return rule;
	}

	/** Whether the label with the highest score is the decision. */
	boolean argmax() {
		return text.equals("argmax");
	}

	/** Whether thresholds are chosen on other cases. */
	boolean chosen() {
		return text.equals("youden") || text.equals("f1") || RECALL.matcher(text).matches();
	}

	/**
	 * The thresholds.
	 *
	 * @param labels in whose order they are wanted
	 * @param validation the cases to choose on, where the rule chooses
	 * @return one for all labels or one a label
	 * @throws Refusal if the rule needs other cases, or they lack a label
	 */
	double[] thresholds(final List<String> labels, final Optional<ScoredCases> validation) {
		if (argmax()) return new double[] { 0.5 }; // not used
		if (!chosen()) {
			final double[] given = Arrays.stream(numbers()).mapToDouble(Double::parseDouble).toArray();
			Refusal.unless(given.length == 1 || given.length == labels.size(), "threshold = %s: these are %d numbers for the %d labels %s. Give " +
				"one for all or one a label.", text, given.length, labels.size(), labels);
			return given;
		}
		final ScoredCases cases = validation.orElseThrow(() -> new Refusal("threshold = " + text + ": it is chosen on other cases than those " +
			"scored. Name them by validationtruth and validationscores."));
		final double[] chosen = choose(cases);
		return labels.stream().mapToDouble(label -> {
			final int index = cases.labels().indexOf(label);
			Refusal.unless(index >= 0, "validationscores: there is no label %s; there are %s.", label, cases.labels());
			return chosen[index];
		}).toArray();
	}

	private double[] choose(final ScoredCases cases) {
		final Matcher recall = RECALL.matcher(text);
		if (!recall.matches()) return DecisionThreshold.choose(cases, text.equals("f1") ? Rule.F1 : Rule.YOUDEN);
		Refusal.unless(NUMBER.matcher(recall.group(1)).matches(), "threshold = %s: the recall must be a number.", text);
		return DecisionThreshold.atRecall(cases, Double.parseDouble(recall.group(1)));
	}

	private String[] numbers() {
		return text.split("[,\\s]+", -1);
	}
}
