package io.github.encoderj.em.agglomerate;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How expensive it is to merge the two regions of an edge; edges are merged from the cheapest on while they are below a threshold.
 *
 * @param text the formula as a person writes it
 * @param term the formula
 */
public record ScoringFunction(String text, Term term) {

	/** One minus the mean affinity. */
	public static final ScoringFunction MEAN = parse("1 - mean");

	/**
	 * Reads a formula, for instance {@code 1 - mean}, {@code 1 - quantile(50)}, {@code 1 - histogramquantile(75, 256, initmax)},
	 * {@code (1 - mean) * minsize}, {@code invert(contact)}, {@code 1 - meanmax(10)}.
	 *
	 * @throws io.github.encoderj.base.Refusal if the text is not a formula; the message says where and what was expected
	 */
	public static ScoringFunction parse(final String text) {
		return new ScoringFunction(text.trim(), ScoringText.parse(text));
	}

	/** The statistics of edges in the formula, each once. */
	Set<Term.OfEdge> edgeStatistics() {
		final Set<Term.OfEdge> found = new LinkedHashSet<>();
		collect(term, found);
		return found;
	}

	/** Whether the sizes of the two regions take part. */
	boolean usesSizes() {
		return usesSizes(term);
	}

	private static void collect(final Term term, final Set<Term.OfEdge> found) {
		if (term instanceof Term.OfEdge statistic) found.add(statistic);
		if (term instanceof Term.Unary u) collect(u.term(), found);
		if (term instanceof Term.Binary b) {
			collect(b.first(), found);
			collect(b.second(), found);
		}
	}

	private static boolean usesSizes(final Term term) {
		if (term instanceof Term.Unary u) return usesSizes(u.term());
		if (term instanceof Term.Binary b) return usesSizes(b.first()) || usesSizes(b.second());
		return term instanceof Term.SmallerSize || term instanceof Term.LargerSize;
	}
}
