package io.github.encoderj.volume.segmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.learn.ImageStatistics;
import io.github.encoderj.learn.VolumePatches;

/** What the decoder sees. */
class VolumeInputsTest {

	private static final String TINY = "src/test/resources/encoders/golden/models/dinov3-vit-tiny";
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

	/** Section 5 is asked for: what lies in sections 4 and 6 counts if three slices are seen at once, section 7 never does. */
	@Test
	void withThreeSlicesTheNeighboursCountAndWithOneTheyDoNot() {
		try (Encoder encoder = Encoders.open(TINY)) {
			for (final int slices : new int[] { 1, 3 }) {
				final float[] same = coarse(encoder, slices, -1);
				for (final int changed : new int[] { 3, 4, 5, 6, 7 }) {
					final boolean counts = changed == 5 || slices == 3 && Math.abs(changed - 5) == 1;
					assertEquals(counts, !Arrays.equals(same, coarse(encoder, slices, changed)), slices + " slices, section " + changed);
				}
			}
		}
	}

	/** With three slices it does not matter which sections are encoded together, at the ends of a scan neither. */
	@Test
	void threeSlicesAreTheSameInPartsOfAScan() {
		try (Encoder encoder = Encoders.open(TINY)) {
			final VolumeInputs inputs = new VolumeInputs(List.of(Modality.PET), Skips.RAW, VolumeInputs.coarse(encoder, 3));
			final float[] view = view(5);
			final int plane = SIDE * SIDE;
			final CoarseGrid all = inputs.encode(new float[][] { view }, SIDE, SIDE, 0, 4, GEOMETRY).coarse().orElseThrow();
			final CoarseGrid last = inputs.encode(new float[][] { Arrays.copyOfRange(view, plane, 5 * plane) }, SIDE, SIDE, 1, 3, GEOMETRY)
				.coarse().orElseThrow();
			final int cells = all.rows() * all.columns();
			for (int f = 0; f < all.width(); f++) {
				assertArrayEquals(Arrays.copyOfRange(all.data(), (4 * f + 2) * cells, (4 * f + 4) * cells), Arrays.copyOfRange(last.data(), 2 * f *
					cells, (2 * f + 2) * cells), 1e-4f);
			}
		}
	}

	/** Features of section 5, after the values of a section were mirrored around their middle. */
	private static float[] coarse(final Encoder encoder, final int slices, final int changed) {
		final float[] view = view(6);
		for (int i = 0; i < view.length; i++) if (i / (SIDE * SIDE) == changed) view[i] = 3 - view[i];
		view[0] = 0; // the same lowest and highest value
		view[1] = 3;
		return new VolumeInputs(List.of(Modality.PET), Skips.RAW, VolumeInputs.coarse(encoder, slices)).encode(new float[][] { view }, SIDE, SIDE, 5,
			6, GEOMETRY).coarse().orElseThrow().data();
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
