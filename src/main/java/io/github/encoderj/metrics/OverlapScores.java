package io.github.encoderj.metrics;

/**
 * Scores of a mask from counts of voxels. A score whose denominator is 0 is undefined and given as NaN.
 *
 * @param truePositive voxels in both masks
 * @param falsePositive voxels in the segmentation only
 * @param falseNegative voxels in the truth only
 * @param trueNegative voxels in neither
 */
public record OverlapScores(long truePositive, long falsePositive, long falseNegative, long trueNegative) {

	/** 2 TP / (2 TP + FP + FN); NaN if both masks are empty. */
	public double dice() {
		return ratio(2 * truePositive, 2 * truePositive + falsePositive + falseNegative);
	}

	/** Intersection over union, also Jaccard index; NaN if both masks are empty. */
	public double iou() {
		return ratio(truePositive, truePositive + falsePositive + falseNegative);
	}

	/** TP / (TP + FP); NaN if the segmentation is empty. */
	public double precision() {
		return ratio(truePositive, truePositive + falsePositive);
	}

	/** TP / (TP + FN), also sensitivity; NaN if the truth is empty. */
	public double recall() {
		return ratio(truePositive, truePositive + falseNegative);
	}

	/** TN / (TN + FP); NaN if the truth fills the image. */
	public double specificity() {
		return ratio(trueNegative, trueNegative + falsePositive);
	}

	/** Voxels of the segmentation minus voxels of the truth. */
	public long difference() {
		return falsePositive - falseNegative;
	}

	private static double ratio(final long part, final long whole) {
		return (double) part / whole;
	}
}
