package io.github.encoderj.em.agglomerate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.Agglomeration;
import io.github.encoderj.em.AgglomerationResult;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

class MergeRuleTest {

	private static final AgglomerationSettings SETTINGS = AgglomerationSettings.DEFAULT.withThresholds(0.9f);

	private static Volume<?> affinities() {
		return Volume.of(NpyFile.resource("/em/aff.npy").floats(), 64, 64, 16, 3, Geometry.PIXELS, "aff");
	}

	private static AgglomerationResult run(final MergeRule rule) {
		return Agglomeration.with(SETTINGS).constraint(rule).segment(affinities(), Progress.NONE);
	}

	@Test
	void noSegmentGrowsBeyondTheMaximumSize() {
		final long largestFragment = Arrays.stream(run(MergeRule.NONE).fragments().sizes()).skip(1).max().getAsInt();
		final int limit = (int) Math.max(3000, largestFragment);
		final AgglomerationResult result = run(MergeRule.maximumSize(limit));
		assertTrue(largest(result) <= limit);
		assertTrue(largest(run(MergeRule.NONE)) > limit);
		assertTrue(result.history().size() > 100);
	}

	private static long largest(final AgglomerationResult result) {
		final long[] sizes = new long[result.segments(0) + 1];
		for (final int label : Pixels.labels(result.segmentation(0))) sizes[label]++;
		return Arrays.stream(sizes).max().getAsLong();
	}

	@Test
	void forbiddenPairsStayApart() {
		final AgglomerationResult free = run(MergeRule.NONE);
		final int[] joined = Pixels.labels(free.segmentation(0));
		final int[] fragments = free.fragments().labels();
		final Random random = new Random(2);
		final List<int[]> pairs = new ArrayList<>();
		while (pairs.size() < 30) {
			final int a = random.nextInt(joined.length);
			final int b = random.nextInt(joined.length);
			if (joined[a] == joined[b] && fragments[a] != fragments[b]) pairs.add(new int[] { a, b });
		}
		final int[] apart = Pixels.labels(run(MergeRule.never(pairs)).segmentation(0));
		for (final int[] pair : pairs) assertNotEquals(apart[pair[0]], apart[pair[1]]);
		int same = 0;
		for (int i = 1; i < 64; i++) if (fragments[i] == fragments[0]) same = i;
		final List<int[]> impossible = List.of(new int[] { 0, same });
		if (same > 0) assertThrows(Refusal.class, () -> run(MergeRule.never(impossible)));
	}

	@Test
	void segmentsHoldOneClassAtMost() {
		final byte[] classes = new byte[64 * 64 * 16];
		final int[] fragments = run(MergeRule.NONE).fragments().labels();
		// Class by fragment, so that no fragment holds two: a third unknown
		for (int i = 0; i < classes.length; i++) classes[i] = (byte) (fragments[i] % 3);
		final int[] labels = Pixels.labels(run(MergeRule.classes(classes).and(MergeRule.maximumSize(1 << 30))).segmentation(0));
		final int[] found = new int[Arrays.stream(labels).max().getAsInt() + 1];
		for (int i = 0; i < labels.length; i++) {
			if (classes[i] == 0) continue;
			assertTrue(found[labels[i]] == 0 || found[labels[i]] == classes[i]);
			found[labels[i]] = classes[i];
		}
		assertTrue(Arrays.stream(found).distinct().count() >= 2);
	}

	@Test
	void epsilonJoinsOnlyWhatIsCertain() {
		final AgglomerationResult plain = run(MergeRule.NONE);
		final AgglomerationResult joined = Agglomeration.with(SETTINGS).epsilon(0.05f).segment(affinities(), Progress.NONE);
		final long before = Arrays.stream(plain.fragments().labels()).distinct().count();
		final long after = Arrays.stream(joined.fragments().labels()).distinct().count();
		assertTrue(after < before, after + " of " + before);
		assertEquals(0, joined.zeroShare(0));
		final int[] coarse = new int[plain.fragments().count() + 1];
		for (int i = 0; i < plain.fragments().labels().length; i++) {
			final int fragment = plain.fragments().labels()[i];
			if (coarse[fragment] == 0) coarse[fragment] = joined.fragments().labels()[i];
			assertEquals(coarse[fragment], joined.fragments().labels()[i]);
		}
		assertArrayEquals(plain.fragments().labels(), Agglomeration.with(SETTINGS).epsilon(0).segment(affinities(), Progress.NONE)
			.fragments().labels());
		assertThrows(Refusal.class, () -> Agglomeration.with(SETTINGS).epsilon(2));
		assertThrows(Refusal.class, () -> MergeRule.maximumSize(0));
		assertThrows(Refusal.class, () -> run(MergeRule.classes(new byte[3])));
	}
}
