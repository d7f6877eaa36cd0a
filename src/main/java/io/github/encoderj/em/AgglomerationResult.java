package io.github.encoderj.em;

import java.util.List;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.em.agglomerate.MergeHistory;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.Table;
import net.imglib2.type.numeric.integer.UnsignedIntType;

/**
 * Segmentations at several thresholds, as one look-up table from fragments to segments for each.
 *
 * @param fragments what was agglomerated
 * @param geometry voxel size and position
 * @param name name of the affinities
 * @param thresholds ascending
 * @param tables for each threshold the segment of each fragment; segments have the smallest id of their fragments
 * @param history all merges, by score, without those of small segments
 */
public record AgglomerationResult(Fragments fragments, Geometry geometry, String name, float[] thresholds, List<int[]> tables,
	MergeHistory history)
{

	/** The look-up table of a threshold: {@code table[fragment]} is the segment. Do not change it. */
	public int[] table(final int threshold) {
		return tables.get(threshold);
	}

	/** Number of segments at a threshold. */
	public int segments(final int threshold) {
		return consecutive(threshold)[0];
	}

	/** The segmentation at a threshold as labels 1..n in the order of the segments' ids; 0 is background. */
	public Volume<UnsignedIntType> segmentation(final int threshold) {
		final int[] numbers = consecutive(threshold);
		numbers[0] = 0;
		return Volume.ofLabels(fragments.mapped(numbers).labels(), fragments.grid().width(), fragments.grid().height(), fragments.grid()
			.depth(), geometry, name + " " + thresholds[threshold]);
	}

	/** Share of voxels that belong to no segment at a threshold, 0..1. */
	public double zeroShare(final int threshold) {
		final int[] table = table(threshold);
		final long[] zeros = new long[1];
		Parallel.ranges(fragments.labels().length, 1 << 18, (from, to) -> {
			long n = 0;
			for (int i = (int) from; i < to; i++) if (table[fragments.labels()[i]] == 0) n++;
			synchronized (zeros) {
				zeros[0] += n;
			}
		});
		return (double) zeros[0] / fragments.labels().length;
	}

	/** All merges in their order: the fragments' ids, and the score at which they were merged. The smaller id goes on. */
	public Table merges() {
		final Table merges = new Table("into", "merged", "score");
		for (int i = 0; i < history.size(); i++) {
			merges.add().set("into", history.absorbing(i)).set("merged", history.absorbed(i)).set("score", history.score(i));
		}
		return merges;
	}

	/** The fragments as labels, whose ids {@link #merges} names. */
	public Volume<UnsignedIntType> fragmentLabels() {
		return Volume.ofLabels(fragments.labels(), fragments.grid().width(), fragments.grid().height(), fragments.grid().depth(), geometry, name +
			" fragments");
	}

	/** For each fragment its segment's number 1..n; at entry 0 the number n of segments. */
	private int[] consecutive(final int threshold) {
		final int[] table = table(threshold);
		final int[] numbers = new int[table.length];
		int n = 0;
		for (int id = 1; id < table.length; id++) {
			// A segment's id is its smallest fragment's, so it has its number already
			if (table[id] == id) numbers[id] = ++n;
			else if (table[id] != 0) numbers[id] = numbers[table[id]];
		}
		numbers[0] = n;
		return numbers;
	}
}
