package io.github.encoderj.em;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.Progress;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

class SectionAgglomerationTest {

	private static final int SIDE = 24;
	private static final int DEPTH = 3;
	private static final int PLANE = SIDE * SIDE;

	@Test
	void stackedSectionsKeepTheirSegmentsAndMergesAtEveryThreshold() {
		final SplittableRandom random = new SplittableRandom(1);
		final float[] affinities = new float[3 * DEPTH * PLANE];
		for (int i = 0; i < affinities.length; i++) affinities[i] = random.nextInt(1000) / 1000f;
		final Volume<?> volume = Volume.of(affinities, SIDE, SIDE, DEPTH, 3, Geometry.PIXELS, "random");
		final AgglomerationSettings settings = AgglomerationSettings.DEFAULT.withThresholds(0.3f, 0.5f);
		final List<AgglomerationResult> sections = SectionAgglomeration.run(volume, settings, Progress.NONE);
		final AgglomerationResult stacked = SectionAgglomeration.stacked(sections);
		for (int t = 0; t < 2; t++) {
			final int[] labels = Pixels.labels(stacked.segmentation(t));
			int before = 0;
			for (int z = 0; z < DEPTH; z++) {
				final int offset = before;
				final int[] alone = Arrays.stream(Pixels.labels(sections.get(z).segmentation(t))).map(label -> label == 0 ? 0 : label + offset)
					.toArray();
				assertArrayEquals(alone, Arrays.copyOfRange(labels, z * PLANE, (z + 1) * PLANE), "section " + z);
				before += sections.get(z).segments(t);
			}
			assertEquals(before, stacked.segments(t));
		}
		assertTrue(stacked.segments(1) < stacked.segments(0), "the thresholds must differ for this test to say anything");
		assertEquals(sections.stream().mapToInt(section -> section.history().size()).sum(), stacked.history().size());
		final int[] fragments = stacked.fragments().labels();
		for (int i = 0; i < stacked.history().size(); i++) {
			assertEquals(section(fragments, stacked.history().absorbing(i)), section(fragments, stacked.history().absorbed(i)));
		}
	}

	/** The section in which a fragment lies. */
	private static int section(final int[] fragments, final int id) {
		for (int i = 0; i < fragments.length; i++) if (fragments[i] == id) return i / PLANE;
		throw new AssertionError("no fragment " + id);
	}
}
