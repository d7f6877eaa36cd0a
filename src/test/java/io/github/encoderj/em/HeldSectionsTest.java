package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Progress;
import io.github.encoderj.em.AffinityPatches.Section3D;
import io.github.encoderj.encoder.RawIntensity;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Patch;

/** Sections on which the threshold is chosen are learned from only afterwards. */
class HeldSectionsTest {

	private static final int DEPTH = 12;
	private static final int WIDTH = 32;
	private static final int PLANE = WIDTH * WIDTH;
	private static final Geometry GEOMETRY = Geometry.spacing(8, 8, 30, "nm");

	private final int[] labels = new int[DEPTH * PLANE];

	/** Sections of one label each, so that no edge across them is inside a neuron; the last three have four neurons in the plane. */
	HeldSectionsTest() {
		Arrays.setAll(labels, i -> {
			final int z = i / PLANE;
			return 1 + 4 * z + (z < DEPTH - 3 ? 0 : i % WIDTH / 16 + 2 * (i / WIDTH % WIDTH / 16));
		});
	}

	/** Share of the edges along x between different neurons: 0 but in the held sections. */
	private static double borders(final Patch patch) {
		final int voxels = patch.depth() * patch.rows() * patch.columns();
		int borders = 0;
		for (int i = 2 * voxels; i < 3 * voxels; i++) if (patch.weight()[i] > 0 && patch.target()[i] == 0) borders++;
		return (double) borders / voxels;
	}

	@Test
	void heldSectionsAreDrawnFromOnlyWhenTheirTimeHasCome() {
		final Section3D volume = new Section3D(new float[labels.length], DEPTH, WIDTH, WIDTH, GEOMETRY);
		final AffinityPatches patches = new AffinityPatches(new RawIntensity(), Optional.empty(), volume, labels, new AffinityTargets(false, labels,
			DEPTH, WIDTH, WIDTH), 3, new AffinityPatches.Size(DEPTH, WIDTH, 8, 1), Sections.statistics(new RawIntensity(), volume.asVolume(), volume));
		final SplittableRandom random = new SplittableRandom(1);
		for (int i = 0; i < 60; i++) {
			final Patch patch = patches.next(random, 0.599);
			assertEquals(DEPTH - 3, patch.depth());
			assertEquals(0, borders(patch));
		}
		double most = 0;
		for (int i = 0; i < 60; i++) most = Math.max(most, borders(patches.next(random, 0.6)));
		assertTrue(most > 0);
	}

	@Test
	void theThresholdIsChosenOnThemUnlessTheyShowNoNeurons() {
		assertEquals(3, AffinityTraining.held(labels, PLANE, DEPTH, 0));
		assertEquals(0, AffinityTraining.held(labels, PLANE, DEPTH, AffinityTraining.ENOUGH_SECTIONS));
		assertEquals(0, AffinityTraining.held(labels, PLANE, DEPTH - 1, 0));
		final int[] unlabelled = labels.clone();
		Arrays.fill(unlabelled, (DEPTH - 3) * PLANE, DEPTH * PLANE, 0);
		assertEquals(0, AffinityTraining.held(unlabelled, PLANE, DEPTH, 0));
		final int[] onlyThere = new int[labels.length];
		System.arraycopy(labels, (DEPTH - 3) * PLANE, onlyThere, (DEPTH - 3) * PLANE, 3 * PLANE);
		assertEquals(0, AffinityTraining.held(onlyThere, PLANE, DEPTH, 0));
	}

	@Test
	void aHeadThatWasTrainedBrieflyStillSaysHowToAgglomerate() {
		final AffinityTraining.Result trained = trained(DEPTH);
		final float threshold = Float.parseFloat(trained.head().metadata().get(AgglomerationChoice.THRESHOLD));
		assertTrue(threshold > 0 && threshold < 1, "threshold " + threshold);
		assertTrue(trained.head().metadata().get(AgglomerationChoice.SCORE).startsWith("1 - "));
	}

	@Test
	void tooFewSectionsAreSaid() {
		assertTrue(trained(DEPTH).independent());
		assertFalse(trained(DEPTH - 1).independent());
	}

	private AffinityTraining.Result trained(final int depth) {
		final float[] image = new float[depth * PLANE];
		for (int i = 0; i < image.length; i++) image[i] = i % WIDTH % 16 == 0 || i / WIDTH % 16 == 0 ? 50 : 200;
		final int[] truth = Arrays.copyOfRange(labels, labels.length - image.length, labels.length);
		return AffinityTraining.train(AffinityTraining.encoder(), Volume.of(image, WIDTH, WIDTH, depth, GEOMETRY, "image"), Volume.ofLabels(truth,
			WIDTH, WIDTH, depth, GEOMETRY, "labels"), new AffinityTraining.Settings(2, 32, 0, 5, 1, "cpu", 2), 5, "test", Progress.NONE);
	}
}
