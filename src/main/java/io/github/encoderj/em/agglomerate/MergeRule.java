package io.github.encoderj.em.agglomerate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.graph.RegionGraph;
import io.github.encoderj.em.watershed.Fragments;

/** Makes the constraint of one agglomeration once its fragments are known. */
@FunctionalInterface
public interface MergeRule {

	/** The constraint on merging the regions of a graph. */
	MergeConstraint on(Fragments fragments, RegionGraph graph);

	/** All merges are allowed. */
	MergeRule NONE = (fragments, graph) -> MergeConstraint.NONE;

	/** Both rules. */
	default MergeRule and(final MergeRule other) {
		return (fragments, graph) -> on(fragments, graph).and(other.on(fragments, graph));
	}

	/** No merge may make a region of more than so many voxels. */
	static MergeRule maximumSize(final long voxels) {
		Refusal.unless(voxels > 0, "maximum size = %d: expected at least 1 voxel.", voxels);
		return (fragments, graph) -> {
			final long[] sizes = Arrays.stream(graph.sizes()).asLongStream().toArray();
			return new MergeConstraint() {

				@Override
				public boolean allows(final int a, final int b) {
					return sizes[a] + sizes[b] <= voxels;
				}

				@Override
				public void merged(final int a, final int b) {
					sizes[a] += sizes[b];
				}
			};
		};
	}

	/**
	 * The two voxels of each pair never become one segment.
	 *
	 * @param pairs voxel indices in raster order, two each
	 * @throws Refusal if both voxels of a pair lie in one fragment, when the agglomeration starts
	 */
	static MergeRule never(final List<int[]> pairs) {
		return (fragments, graph) -> {
			final Map<Integer, Set<Integer>> apart = new HashMap<>();
			for (final int[] pair : pairs) {
				final int a = fragments.labels()[pair[0]];
				final int b = fragments.labels()[pair[1]];
				if (a == 0 || b == 0) continue;
				Refusal.unless(a != b, "never to be merged: voxels %d and %d lie in the same fragment %d. Make finer fragments (a smaller " +
					"sigma).", pair[0], pair[1], a);
				apart.computeIfAbsent(a, id -> new HashSet<>()).add(b);
				apart.computeIfAbsent(b, id -> new HashSet<>()).add(a);
			}
			return apart(apart);
		};
	}

	private static MergeConstraint apart(final Map<Integer, Set<Integer>> apart) {
		return new MergeConstraint() {

			@Override
			public boolean allows(final int a, final int b) {
				return !apart.getOrDefault(a, Set.of()).contains(b);
			}

			@Override
			public void merged(final int a, final int b) {
				final Set<Integer> others = apart.remove(b);
				if (others == null) return;
				for (final int other : others) {
					apart.get(other).remove(b);
					apart.get(other).add(a);
				}
				apart.computeIfAbsent(a, id -> new HashSet<>()).addAll(others);
			}
		};
	}

	/**
	 * Regions of different classes (for instance axon and dendrite, or cell and vessel) are never merged.
	 *
	 * @param classes of each voxel, 0 for unknown; a fragment has the class that most of its voxels of known class have, the smaller
	 *          on a tie; a region of unknown class goes with any
	 */
	static MergeRule classes(final byte[] classes) {
		return (fragments, graph) -> {
			Refusal.unless(classes.length == fragments.labels().length, "classes: %d voxels; the affinities have %s. Give a volume of the " +
				"same size.", classes.length, fragments.grid());
			final int[] most = new int[graph.nodes()];
			final int[] classOf = new int[graph.nodes()];
			for (int wanted = 1; wanted < 256; wanted++) {
				int[] votes = null;
				for (int i = 0; i < classes.length; i++) {
					if ((classes[i] & 0xff) != wanted) continue;
					if (votes == null) votes = new int[graph.nodes()];
					votes[fragments.labels()[i]]++;
				}
				for (int id = 1; votes != null && id < votes.length; id++) {
					if (votes[id] <= most[id]) continue;
					most[id] = votes[id];
					classOf[id] = wanted;
				}
			}
			return new MergeConstraint() {

				@Override
				public boolean allows(final int a, final int b) {
					return classOf[a] == 0 || classOf[b] == 0 || classOf[a] == classOf[b];
				}

				@Override
				public void merged(final int a, final int b) {
					if (classOf[a] == 0) classOf[a] = classOf[b];
				}
			};
		};
	}
}
