package io.github.encoderj.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import io.github.encoderj.base.Refusal;

/**
 * Divides cases into parts so that all cases of a group (a patient) fall into the same part, and every part gets its share of every
 * label: iterative stratification (Sechidis, Tsoumakas, Vlahavas: On the stratification of multi-label data, ECML PKDD 2011) with
 * whole groups in place of single examples. The division follows from groups, labels and seed alone, not from the order of the cases.
 */
public final class Folds {

	private Folds() {}

	/**
	 * Which cases are learnt from, chosen on, and tested on.
	 *
	 * @param training indices of cases, ascending
	 * @param validation indices of cases, ascending; may be empty
	 * @param test indices of cases, ascending; may be empty
	 */
	public record Split(int[] training, int[] validation, int[] test) {}

	/**
	 * Cross-validation: in the i-th split the i-th fold is the test part, and the rest is divided into training and validation.
	 *
	 * @param groups group of each case
	 * @param labels order [case][label]; above 0.5 is positive, NaN is unknown
	 * @param folds number of folds, 2 or more
	 * @param validation share of the cases outside the test fold that go to validation, 0..1; 0 for none
	 * @throws Refusal if there are fewer groups than parts
	 */
	public static List<Split> cross(final List<String> groups, final float[][] labels, final int folds, final double validation,
		final long seed)
	{
		Refusal.unless(folds >= 2, "folds = %d: cross-validation needs 2 folds or more.", folds);
		final double[] equal = new double[folds];
		Arrays.fill(equal, 1.0 / folds);
		final int[] fold = parts(groups, labels, equal, seed);
		final List<Split> splits = new ArrayList<>();
		for (int f = 0; f < folds; f++) {
			final int test = f;
			final int[] inside = where(fold, part -> part != test);
			final Split split = divide(groups, labels, inside, 1 - validation, validation, 0, seed + 1 + f);
			splits.add(new Split(split.training, split.validation, where(fold, part -> part == test)));
		}
		return splits;
	}

	/**
	 * One division into training, validation and test.
	 *
	 * @param groups group of each case
	 * @param labels order [case][label]; above 0.5 is positive, NaN is unknown
	 * @param training relative size, above 0; so 7, 1, 2 and 0.7, 0.1, 0.2 mean the same
	 * @param validation relative size; 0 for none
	 * @param test relative size; 0 for none
	 * @throws Refusal if there are too few groups for a part that shall not be empty
	 */
	public static Split shares(final List<String> groups, final float[][] labels, final double training, final double validation,
		final double test, final long seed)
	{
		return divide(groups, labels, where(new int[groups.size()], part -> true), training, validation, test, seed);
	}

	private static Split divide(final List<String> groups, final float[][] labels, final int[] inside, final double training,
		final double validation, final double test, final long seed)
	{
		final double sum = training + validation + test;
		Refusal.unless(training > 0 && validation >= 0 && test >= 0 && Double.isFinite(sum), "Shares %s : %s : %s: training must be " +
			"above 0, validation and test 0 or more.", training, validation, test);
		final List<String> some = Arrays.stream(inside).mapToObj(groups::get).toList();
		final float[][] theirs = Arrays.stream(inside).mapToObj(i -> labels[i]).toArray(float[][]::new);
		final int[] part = parts(some, theirs, new double[] { training / sum, validation / sum, test / sum }, seed);
		final List<int[]> parts = new ArrayList<>();
		for (int p = 0; p < 3; p++) {
			final int wanted = p;
			parts.add(Arrays.stream(where(part, found -> found == wanted)).map(i -> inside[i]).toArray());
		}
		return new Split(parts.get(0), parts.get(1), parts.get(2));
	}

	/**
	 * The part of each case.
	 *
	 * @param groups group of each case
	 * @param labels order [case][label]; above 0.5 is positive, NaN is unknown
	 * @param shares of the parts, sum 1; a share of 0 gets nothing
	 * @return index into shares for each case
	 * @throws Refusal if there are too few groups for a share above 0
	 */
	public static int[] parts(final List<String> groups, final float[][] labels, final double[] shares, final long seed) {
		final Map<String, List<Integer>> members = new LinkedHashMap<>();
		for (int i = 0; i < groups.size(); i++) members.computeIfAbsent(groups.get(i), g -> new ArrayList<>()).add(i);
		final long parts = Arrays.stream(shares).filter(s -> s > 0).count();
		Refusal.unless(members.size() >= parts, "%d groups (patients, or cases where no group is named) cannot fill %d parts. Ask for " +
			"fewer folds, or add cases.", members.size(), parts);
		final List<String> names = new ArrayList<>(members.keySet());
		Collections.sort(names);
		Collections.shuffle(names, new Random(seed));
		final int[][] counts = names.stream().map(name -> counts(members.get(name), labels)).toArray(int[][]::new);
		final int[] partOfGroup = new Stratification(counts, shares).run();
		final int[] part = new int[groups.size()];
		for (int g = 0; g < partOfGroup.length; g++) for (final int i : members.get(names.get(g))) part[i] = partOfGroup[g];
		return part;
	}

	/** Positives of each label, and the number of cases at the end. */
	private static int[] counts(final List<Integer> cases, final float[][] labels) {
		final int n = labels.length == 0 ? 0 : labels[0].length;
		final int[] counts = new int[n + 1];
		for (final int i : cases) for (int l = 0; l < n; l++) if (labels[i][l] > 0.5f) counts[l]++;
		counts[n] = cases.size();
		return counts;
	}

	private static int[] where(final int[] part, final IntPredicate wanted) {
		return IntStream.range(0, part.length).filter(i -> wanted.test(part[i])).toArray();
	}

	/** Deals groups out, those with the rarest label first, each to the part that lacks most of that label. */
	private static final class Stratification {

		private final int[][] counts;
		private final int labels;
		private final double[] shares;
		/** Order [part][label]: how many more are wanted. */
		private final double[][] lacking;
		private final int[] part;
		private int open;

		private Stratification(final int[][] counts, final double[] shares) {
			this.counts = counts;
			this.shares = shares;
			labels = counts[0].length;
			final long[] total = new long[labels];
			for (final int[] group : counts) for (int l = 0; l < labels; l++) total[l] += group[l];
			lacking = new double[shares.length][labels];
			for (int p = 0; p < shares.length; p++) for (int l = 0; l < labels; l++) lacking[p][l] = shares[p] * total[l];
			part = new int[counts.length];
			Arrays.fill(part, -1);
			open = counts.length;
		}

		private int[] run() {
			while (open > 0) {
				final int label = rarest();
				IntStream.range(0, counts.length).filter(g -> part[g] < 0 && counts[g][label] > 0).boxed().sorted(Comparator
					.comparing((final Integer g) -> -counts[g][label])).forEach(g -> give(g, label));
			}
			fillEmptyParts();
			return part;
		}

		/** The label with the fewest positives among the groups left, but for those without any; the last "label" is every case. */
		private int rarest() {
			final long[] left = new long[labels];
			for (int g = 0; g < counts.length; g++) {
				if (part[g] < 0) for (int l = 0; l < labels; l++) left[l] += counts[g][l];
			}
			int best = labels - 1;
			for (int l = 0; l < labels - 1; l++) if (left[l] > 0 && left[l] < left[best]) best = l;
			return best;
		}

		private void give(final int group, final int label) {
			int best = -1;
			for (int p = 0; p < shares.length; p++) {
				if (shares[p] > 0 && (best < 0 || compare(p, best, label) > 0)) best = p;
			}
			part[group] = best;
			for (int l = 0; l < labels; l++) lacking[best][l] -= counts[group][l];
			open--;
		}

		private int compare(final int a, final int b, final int label) {
			final int byLabel = Double.compare(lacking[a][label], lacking[b][label]);
			return byLabel != 0 ? byLabel : Double.compare(lacking[a][labels - 1], lacking[b][labels - 1]);
		}

		/** A small share may have got nothing: it takes the smallest group of the part with the most groups. */
		private void fillEmptyParts() {
			for (int p = 0; p < shares.length; p++) {
				final int empty = p;
				if (shares[p] == 0 || Arrays.stream(part).anyMatch(found -> found == empty)) continue;
				final int[] sizes = new int[shares.length];
				for (final int found : part) sizes[found]++;
				int donor = 0;
				for (int q = 1; q < sizes.length; q++) if (sizes[q] > sizes[donor]) donor = q;
				int smallest = -1;
				for (int g = 0; g < part.length; g++) {
					if (part[g] == donor && (smallest < 0 || counts[g][labels - 1] < counts[smallest][labels - 1])) smallest = g;
				}
				part[smallest] = p;
			}
		}
	}
}
