package io.github.encoderj.volume.segmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.image.Geometry;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.VolumePatches;

/** What the decoder sees. */
class VolumeInputsTest {

	private static final int SIDE = 20;
	private static final Geometry GEOMETRY = Geometry.spacing(4, 4, 4, "mm");

	private static float[] view(final long seed) {
		final Random random = new Random(seed);
		final float[] view = new float[SIDE * SIDE * SIDE];
		for (int i = 0; i < view.length; i++) view[i] = 3 * random.nextFloat();
		return view;
	}

	/** Changing encoded features gives what encoding the changed image gives. */
	@Test
	void brightnessAndContrastCanBeChangedAfterwards() {
		final VolumeInputs inputs = new VolumeInputs(List.of(Modality.PET, Modality.CT), Skips.BOTH, Optional.empty());
		final VolumeInputs.Change change = new VolumeInputs.Change(1.2, 0.3);
		final List<Modality.Scale> scales = List.of(new Modality.Scale(0, 8), Modality.Scale.NONE);
		final float[][] views = { view(1), view(2) };
		final float[][] changed = new float[2][];
		for (int m = 0; m < 2; m++) {
			final double pivot = inputs.modalities().get(m).pivot();
			changed[m] = views[m].clone();
			for (int i = 0; i < changed[m].length; i++) changed[m][i] = (float) (1.2 * (views[m][i] - pivot) + pivot + 0.3);
		}
		final float[][] a = inputs.features(inputs.encode(views, SIDE, SIDE, 3, 9, GEOMETRY).base(), List.of(change, change), scales);
		final float[][] b = inputs.features(inputs.encode(changed, SIDE, SIDE, 3, 9, GEOMETRY).base(), List.of(VolumeInputs.Change.NONE,
			VolumeInputs.Change.NONE), scales);
		assertEquals(inputs.width(), a.length);
		for (int f = 0; f < a.length; f++) assertArrayEquals(b[f], a[f], 0.01f, "feature " + f);
	}

	@Test
	void cropsFollowFromTheStepAlone() {
		final VolumeInputs inputs = new VolumeInputs(List.of(Modality.PET), Skips.RAW, Optional.empty());
		final byte[] labels = new byte[SIDE * SIDE * SIDE];
		Arrays.fill(labels, 3000, 3200, (byte) 1);
		final List<Field> fields = List.of(new Field("a", new float[][] { view(3) }, List.of(Modality.Scale.NONE), labels, SIDE, SIDE, SIDE, GEOMETRY), new Field("b",
			new float[][] { view(4) }, List.of(Modality.Scale.NONE), new byte[labels.length], SIDE, SIDE, SIDE, GEOMETRY));
		final ImageStatistics plain = new ImageStatistics(new double[] { 4, 4, 4 }, "mm", 0, 1, new float[3], new float[] { 1, 1,
			1 });
		final CropSampler first = new CropSampler(fields, new EncodedFields(inputs, fields, 1L << 30), plain, 2, 16, 2, 5);
		final CropSampler second = new CropSampler(fields, new EncodedFields(inputs, fields, 0), plain, 2, 16, 2, 5); // nothing is kept
		for (int step = 0; step < 3; step++) first.batch(step);
		final VolumePatches a = first.batch(7);
		assertArrayEquals(a.fine(), new CropSampler(fields, new EncodedFields(inputs, fields, 1L << 30), plain, 2, 16, 2, 5).batch(7).fine());
		final VolumePatches c = second.batch(7);
		second.batch(40);
		assertArrayEquals(c.fine(), second.batch(7).fine());
		final int voxels = 16 * 16 * 16;
		int inside = 0;
		int labelled = 0;
		for (int step = 0; step < 20; step++) {
			final VolumePatches p = first.batch(step);
			for (int e = 0; e < 2; e++) {
				for (int i = 0; i < voxels; i++) {
					final float sum = p.target()[2 * e * voxels + i] + p.target()[(2 * e + 1) * voxels + i];
					assertEquals(Math.rint(sum), sum);
					inside += sum;
					labelled += p.target()[(2 * e + 1) * voxels + i];
				}
			}
		}
		final double share = labelled / (double) inside;
		assertEquals(0.025, share, 0.02, "share of the class, about its own 200 voxels of 16,000");
		assertEquals(1, inside / (40.0 * voxels), 0.3, "most of a crop lies inside");
	}
}
