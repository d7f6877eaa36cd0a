package io.github.encoderj.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.metrics.ContingencyTable.Marginals;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * How well a segmentation agrees with the truth, as two partitions of the voxels. The truth is T, the segmentation S; n_ij voxels
 * carry truth i and segment j.
 *
 * @param voiSplit H(S | T) in bits, 0 and more: what the segmentation splits
 * @param voiMerge H(T | S) in bits, 0 and more: what the segmentation merges
 * @param randSplit sum n_ij^2 / sum n_i^2, 0..1: share of pairs of voxels of one truth that lie in one segment
 * @param randMerge sum n_ij^2 / sum n_j^2, 0..1: share of pairs of voxels of one segment that lie in one truth
 * @param arand adapted Rand error, 1 minus the harmonic mean of the two, 0..1
 * @param segments number of segments other than 0 among the voxels scored
 * @param truthSegments number of truth labels other than 0 among the voxels scored
 * @param zeroShare share of the voxels scored that belong to no segment (segment 0)
 * @see <a href="https://doi.org/10.1016/j.jmva.2006.11.013">Meila 2007, variation of information</a>
 * @see <a href="https://doi.org/10.3389/fnana.2015.00142">Arganda-Carreras et al. 2015, Rand scores and their order</a>
 */
public record PartitionScores(double voiSplit, double voiMerge, double randSplit, double randMerge, double arand, long segments,
	long truthSegments, double zeroShare)
{

	/**
	 * What is scored and how.
	 *
	 * @param truthZeroInVoi whether voxels of truth 0 count in VOI
	 * @param truthZeroInRand whether voxels of truth 0 count in the Rand scores
	 * @param selfPairs whether a voxel and itself are a pair in the Rand scores
	 * @param zeroIsNoSegment whether the voxels of segment 0 are single voxels in the Rand scores, not one segment
	 * @param emptyVoi VOI when there is no voxel to score
	 */
	public record Rules(boolean truthZeroInVoi, boolean truthZeroInRand, boolean selfPairs, boolean zeroIsNoSegment, double emptyVoi) {}

	/** The definitions of the tools that papers use. */
	public enum Definition {

		/** funlib.evaluate and waterz: truth 0 is left out, segment 0 is a segment as any other. */
		FUNLIB("funlib", new Rules(false, false, true, false, 0)),

		/** scikit-image with its own defaults: VOI scores truth 0 too, the Rand scores do not and leave out self-pairs. */
		SKIMAGE("skimage", new Rules(true, false, false, false, Double.NaN)),

		/** The functions voi and adapted_rand of CREMI: truth 0 is left out, the voxels of segment 0 belong to no segment. */
		CREMI("cremi", new Rules(false, false, true, true, Double.NaN)),

		/** CREMI's evaluation of neuron ids, which adds 1 to the truth's labels: as CREMI, but truth 0 is scored. */
		CREMI_NEURON_IDS("cremi_neuron_ids", new Rules(true, true, true, true, Double.NaN));

		private final String key;
		private final Rules rules;

		Definition(final String key, final Rules rules) {
			this.key = key;
			this.rules = rules;
		}

		/** The name in tables and macros. */
		public String key() {
			return key;
		}

		public Rules rules() {
			return rules;
		}

		/**
		 * The definitions that a macro's text asks for.
		 *
		 * @param text a key, or "all" for funlib, skimage and cremi
		 * @throws Refusal if there is no such definition
		 */
		public static List<Definition> parse(final String text) {
			if (text.equals("all")) return List.of(FUNLIB, SKIMAGE, CREMI);
			final List<Definition> found = Arrays.stream(values()).filter(d -> d.key.equals(text)).collect(Collectors.toList());
			Refusal.unless(!found.isEmpty(), "definition = %s: choose one of %s, all.", text, Arrays.stream(values()).map(
				Definition::key).collect(Collectors.joining(", ")));
			return found;
		}
	}

	/** Scores unsigned 32-bit labels. */
	public static PartitionScores of(final int[] truth, final int[] segmentation, final Definition definition) {
		return of(ContingencyTable.of(truth, segmentation), definition);
	}

	/** Scores 64-bit labels. */
	public static PartitionScores of(final long[] truth, final long[] segmentation, final Definition definition) {
		return of(ContingencyTable.of(truth, segmentation), definition);
	}

	/**
	 * Scores images of labels.
	 *
	 * @param border voxels at most this many pixels from a border of the truth are left out, section by section; 0 leaves out none
	 */
	public static PartitionScores of(final RandomAccessibleInterval<? extends RealType<?>> truth,
		final RandomAccessibleInterval<? extends RealType<?>> segmentation, final Definition definition, final double border)
	{
		return of(ContingencyTable.of(truth, segmentation, border), definition);
	}

	/** Scores what was counted. */
	public static PartitionScores of(final ContingencyTable table, final Definition definition) {
		return of(table, definition.rules());
	}

	/** Scores what was counted, by rules of one's own. */
	public static PartitionScores of(final ContingencyTable table, final Rules rules) {
		final Marginals voi = table.marginals(rules.truthZeroInVoi(), true);
		final Marginals rand = rules.truthZeroInRand() == rules.truthZeroInVoi() && !rules.zeroIsNoSegment() ? voi : table.marginals(rules
			.truthZeroInRand(), !rules.zeroIsNoSegment());
		final double joint = sumOfLogs(voi.joint());
		final double split = voi.voxels() == 0 ? rules.emptyVoi() : Math.max(0, (sumOfLogs(voi.truths()) - joint) / voi.voxels());
		final double merge = voi.voxels() == 0 ? rules.emptyVoi() : Math.max(0, (sumOfLogs(voi.segments()) - joint) / voi.voxels());
		final double selfPairs = rules.selfPairs() ? 0 : rand.voxels();
		final double single = rules.zeroIsNoSegment() ? (double) rand.zeros() / table.voxels() : 0;
		final double both = sumOfSquares(rand.joint()) - selfPairs + single;
		final double inTruth = sumOfSquares(rand.truths()) - selfPairs;
		final double inSegment = sumOfSquares(rand.segments()) - selfPairs + single;
		return new PartitionScores(split, merge, both / inTruth, both / inSegment, 1 - 2 * both / (inTruth + inSegment), voi
			.segmentLabels(), voi.truthLabels(), (double) voi.zeros() / voi.voxels());
	}

	/** Variation of information, split and merge together, in bits. */
	public double voiSum() {
		return voiSplit + voiMerge;
	}

	/** Geometric mean of VOI and adapted Rand error. */
	public double cremiScore() {
		return Math.sqrt(voiSum() * arand);
	}

	/** An empty table with the columns of Compare Segmentations. */
	public static Table table() {
		return new Table("case", "voi_split", "voi_merge", "voi_sum", "arand", "rand_split", "rand_merge", "cremi_score", "segments",
			"truth_segments", "zero_share", "definition");
	}

	/** Adds these scores as a row; the table has at least the columns of {@link #table}. */
	public Table.Row addTo(final Table table, final String name, final Definition definition) {
		return table.add().set("case", name).set("voi_split", voiSplit).set("voi_merge", voiMerge).set("voi_sum", voiSum()).set("arand",
			arand).set("rand_split", randSplit).set("rand_merge", randMerge).set("cremi_score", cremiScore()).set("segments", segments).set(
				"truth_segments", truthSegments).set("zero_share", zeroShare).set("definition", definition.key());
	}

	/**
	 * Compares one segmentation with its truth and adds a row for each definition.
	 *
	 * @param table as made by {@link #table}
	 * @param name of the case
	 * @param definitions as given by {@link Definition#parse}
	 * @param border tolerance in pixels, 0 for none
	 * @throws Refusal if the sizes differ or an image holds no labels
	 */
	public static void compare(final Table table, final String name, final RandomAccessibleInterval<? extends RealType<?>> truth,
		final RandomAccessibleInterval<? extends RealType<?>> segmentation, final List<Definition> definitions, final double border)
	{
		final ContingencyTable counted = ContingencyTable.of(truth, segmentation, border);
		for (final Definition definition : definitions) of(counted, definition).addTo(table, name, definition);
	}

	/** Sum of n log2 n. */
	private static double sumOfLogs(final long[] ascending) {
		double sum = 0;
		long last = 1;
		double log = 0;
		for (final long n : ascending) {
			if (n != last) {
				last = n;
				log = n * (Math.log(n) / Math.log(2));
			}
			sum += log;
		}
		return sum;
	}

	private static double sumOfSquares(final long[] ascending) {
		double sum = 0;
		for (final long n : ascending) sum += (double) n * n;
		return sum;
	}
}
