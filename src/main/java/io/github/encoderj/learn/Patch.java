package io.github.encoderj.learn;

/**
 * A training example of dense prediction.
 *
 * @param features order [feature, z, y, x]
 * @param target order [output, z, y, x]
 * @param weight of each target value; 0 leaves it out
 * @param coarse features of a coarser grid over the same block, order [feature, z, row, column]; empty where there is none
 * @param auxiliaryTarget of the auxiliary outputs at every {@link DenseNetwork#AUXILIARY_STRIDE}th row and column, order [output, z, y, x];
 *          empty without
 * @param auxiliaryWeight of each of those
 * @param width number of features
 * @param outputs number of outputs
 */
public record Patch(float[] features, float[] coarse, float[] target, float[] weight, float[] auxiliaryTarget,
	float[] auxiliaryWeight, int width, int outputs, int depth, int rows, int columns)
{

	/** An example without a coarse grid and auxiliary targets. */
	public Patch(final float[] features, final float[] target, final float[] weight, final int width, final int outputs, final int depth,
		final int rows, final int columns)
	{
		this(features, new float[0], target, weight, new float[0], new float[0], width, outputs, depth, rows, columns);
	}
}
