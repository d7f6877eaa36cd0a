package io.github.encoderj.command.metrics;

import java.util.List;

import io.github.encoderj.base.Progress;
import io.github.encoderj.metrics.DeLong;
import io.github.encoderj.metrics.PairedPermutation;
import io.github.encoderj.metrics.PairedPermutation.Area;
import io.github.encoderj.metrics.ScoredCases;
import io.github.encoderj.metrics.Table;

/**
 * Compares two classifiers on the same cases, label by label: the difference, first minus second, and how likely it is by chance.
 * DeLong's test takes cases as independent, so that it is left out where they are grouped; the permutation test exchanges groups.
 *
 * @param first scores that the table is about
 * @param second scores of the other classifier
 * @param grouped whether cases belong to groups
 * @param permutations random exchanges
 * @param seed of them
 */
record ClassifierComparison(ScoredCases first, ScoredCases second, boolean grouped, int permutations, long seed) {

	private static final String INDEPENDENT_P = "auroc_p_delong";

	/** The columns that {@link #fill} sets. */
	List<String> columns() {
		return grouped ? List.of("auroc_difference", "auroc_p_permutation", "auprc_difference", "auprc_p_permutation") : List.of(
			"auroc_difference", "auroc_difference_low", "auroc_difference_high", INDEPENDENT_P, "auroc_p_permutation", "auprc_difference",
			"auprc_p_permutation");
	}

	/** Sets the columns in the rows of the labels that both have. */
	void fill(final Table table, final Progress progress) {
		for (int row = 0; row < first.labels().size(); row++) {
			final String label = first.labels().get(row);
			if (!second.labels().contains(label)) continue;
			progress.check();
			progress.report("Comparing " + label, (double) row / first.labels().size());
			final PairedPermutation.Result auroc = PairedPermutation.ofAreas(first, second, label, Area.AUROC, permutations, seed);
			final PairedPermutation.Result auprc = PairedPermutation.ofAreas(first, second, label, Area.AVERAGE_PRECISION, permutations, seed);
			final Table.Row values = table.row(row).set("auroc_difference", auroc.difference()).set("auroc_p_permutation", auroc.p()).set(
				"auprc_difference", auprc.difference()).set("auprc_p_permutation", auprc.p());
			if (grouped) continue;
			final DeLong.Comparison deLong = DeLong.compare(first, second, label);
			values.set("auroc_difference_low", deLong.interval().low()).set("auroc_difference_high", deLong.interval().high()).set(INDEPENDENT_P,
				deLong.p());
		}
	}
}
