package io.github.encoderj.encoder;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import io.github.encoderj.base.Refusal;

/**
 * What an encoder gives for one picture; float32 arrays in row-major order.
 *
 * @param rows patches along y
 * @param columns patches along x
 * @param width features of a patch
 * @param classToken [feature], of encoders that have one
 * @param registers [register, feature]; empty without registers
 * @param patches [row, column, feature]; empty when the encoder gives one vector only
 * @param pooled [feature]: one vector as the encoder's authors make it
 * @param projected [feature]: the vector shared with texts, of encoders trained with them
 * @param blocks outputs of the wanted blocks: [token, feature] of transformers, [feature, row, column] otherwise
 * @param attention per wanted block the class token's attention to the patches, [head, row, column]
 */
public record ImageFeatures(int rows, int columns, int width, Optional<float[]> classToken, float[] registers, float[] patches,
	float[] pooled, Optional<float[]> projected, Map<Integer, float[]> blocks, Map<Integer, float[]> attention)
{

	/**
	 * One vector for the picture.
	 *
	 * @throws Refusal if the encoder has no class token or no patches to pool so
	 */
	public float[] vector(final Pooling pooling) {
		return switch (pooling) {
			case MODEL -> pooled;
			case CLS -> cls();
			case MEAN -> mean();
			case CLS_MEAN -> {
				final float[] cls = cls();
				final float[] both = Arrays.copyOf(cls, cls.length + width);
				System.arraycopy(mean(), 0, both, cls.length, width);
				yield both;
			}
		};
	}

	private float[] cls() {
		return classToken.orElseThrow(() -> new Refusal("pooling = cls: this encoder has no class token. Choose pooling mean or model."));
	}

	private float[] mean() {
		Refusal.unless(patches.length > 0, "pooling = mean: this encoder gives no patches. Choose pooling model.");
		final double[] sums = new double[width];
		for (int i = 0; i < patches.length; i++) sums[i % width] += patches[i];
		final float[] mean = new float[width];
		for (int i = 0; i < width; i++) mean[i] = (float) (sums[i] / (rows * (double) columns));
		return mean;
	}
}
