package io.github.encoderj.em.blockwise;

import java.nio.file.Path;
import java.util.Arrays;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;
import io.github.encoderj.em.watershed.SectionWatershed;
import io.github.encoderj.em.watershed.SlabWatershed;

/**
 * The fragments of a volume, slab by slab of whole sections: made with a halo of sections around each slab and kept as a file each;
 * those that go on across a cut become one. Ids are in raster order, as in one piece.
 */
final class SlabFragments {

	private final SectionSource source;
	private final AgglomerationSettings settings;
	private final Path folder;
	private final int slab;
	private final int halo;
	private final int plane;
	private final int slabs;
	/** For each slab how many labels the slabs before it have. */
	private final int[] offset;
	/** For each label, counted through all slabs, the id in the whole volume. */
	private int[] ids = {};
	private int count;

	SlabFragments(final SectionSource source, final AgglomerationSettings settings, final Path folder, final int slab, final int halo) {
		this.source = source;
		this.settings = settings;
		this.folder = folder;
		this.slab = slab;
		this.halo = halo;
		plane = source.width() * source.height();
		slabs = (source.depth() + slab - 1) / slab;
		offset = new int[slabs + 1];
	}

	/**
	 * A slab and the section before it, with ids of the whole volume.
	 *
	 * @param first 1 where there is a section before it, which is only there for its labels; 0 at the volume's first section
	 */
	record Slab(AffinityField affinities, Fragments fragments, int first) {

		/** Adds the number of voxels of each id in the slab itself. */
		void count(final int[] sizes) {
			final int[] labels = fragments.labels();
			for (int i = first * fragments.grid().plane(); i < labels.length; i++) sizes[labels[i]]++;
		}
	}

	/** Makes what is missing. */
	void make(final Progress progress) {
		for (int s = 0; s < slabs; s++) {
			progress.check();
			progress.report("Fragments of slab " + (s + 1) + " of " + slabs, (double) s / slabs);
			if (!file(s).exists()) file(s).write(watershed(s));
		}
		for (int s = 0; s < slabs; s++) offset[s + 1] = Math.addExact(offset[s], file(s).count());
		ids = new int[offset[slabs] + 1];
		count = number(ids);
	}

	int slabs() {
		return slabs;
	}

	/** First section of a slab. */
	int from(final int s) {
		return s * slab;
	}

	/** Last section of a slab, excluded. */
	private int to(final int s) {
		return Math.min(source.depth(), from(s) + slab);
	}

	/** Number of fragments of the whole volume, once they are made. */
	int count() {
		return count;
	}

	/** Labels of a slab. */
	int[] labels(final int s) {
		return labels(s, from(s), to(s));
	}

	/** A slab with its affinities. */
	Slab slab(final int s) {
		final int before = s == 0 ? 0 : 1;
		final int[] own = labels(s);
		final int[] labels = new int[before * plane + own.length];
		if (s > 0) System.arraycopy(labels(s - 1, from(s) - 1, from(s)), 0, labels, 0, plane);
		System.arraycopy(own, 0, labels, before * plane, own.length);
		final AffinityField affinities = affinities(from(s), to(s), before);
		return new Slab(affinities, new Fragments(affinities.grid(), labels, count), before);
	}

	private SlabFile file(final int s) {
		return new SlabFile(folder.resolve(String.format("slab-%05d.bin", s)), plane);
	}

	private SlabWatershed watershed(final int s) {
		final int first = Math.max(0, from(s) - halo);
		final int last = Math.min(source.depth(), to(s) + halo);
		final AffinityField field = affinities(first, last, 0);
		return switch (settings.fragments()) {
			case GAPFREE -> SlabWatershed.gapFree(field, from(s) - first, to(s) - first, settings.sigmas(source.geometry()), Progress.NONE);
			case WATERZ -> SlabWatershed.onAffinities(field, from(s) - first, to(s) - first, settings.low(), settings.high(), Progress.NONE);
			case SECTIONS -> SlabWatershed.sections(field, source.geometry().x(), source.geometry().y(), SectionWatershed.SEED_WINDOW,
				Progress.NONE);
			case FILLED -> throw new IllegalStateException("refused by leastHalo");
		};
	}

	/**
	 * The fewest sections around a slab that make its fragments right.
	 *
	 * @throws Refusal if no number does, since what fills a gap may come from anywhere
	 */
	static int leastHalo(final AgglomerationSettings settings, final SectionSource source) {
		return switch (settings.fragments()) {
			case GAPFREE -> (int) Math.ceil(3 * settings.sigmas(source.geometry())[2]) + 3;
			case WATERZ -> 2;
			case SECTIONS -> 0;
			case FILLED -> throw new Refusal("fragments = \"filled\" cannot be made slab by slab. Choose gapfree, waterz or sections.");
		};
	}

	/** Affinities of some sections, below a number of empty ones. */
	private AffinityField affinities(final int first, final int last, final int empty) {
		final Grid grid = new Grid(source.width(), source.height(), last - first + empty);
		final float[] values = new float[3 * grid.voxels()];
		source.read(first, last, values, empty * plane, grid.voxels());
		return AffinityField.of(values, grid);
	}

	/** Gives labels that go on across a cut the same number; returns how many there are. */
	private int number(final int[] parents) {
		Arrays.setAll(parents, label -> label);
		for (int s = 1; s < slabs; s++) {
			final byte[] joined = file(s).joinedAbove();
			final int[] below = file(s).labels(0, 1);
			final int[] above = file(s - 1).labels(to(s - 1) - from(s - 1) - 1, to(s - 1) - from(s - 1));
			for (int i = 0; i < plane; i++) {
				if (joined[i] == 0 || below[i] == 0 || above[i] == 0) continue;
				final int a = root(parents, offset[s] + below[i]);
				final int b = root(parents, offset[s - 1] + above[i]);
				parents[Math.max(a, b)] = Math.min(a, b);
			}
		}
		int n = 0;
		for (int label = 1; label < parents.length; label++) parents[label] = parents[label] == label ? ++n : parents[parents[label]];
		return n;
	}

	private static int root(final int[] parents, final int label) {
		int i = label;
		while (parents[i] != i) {
			parents[i] = parents[parents[i]];
			i = parents[i];
		}
		return i;
	}

	/** Labels of some sections of a slab, with the ids of the whole volume. */
	private int[] labels(final int s, final int from, final int to) {
		final int[] labels = file(s).labels(from - from(s), to - from(s));
		for (int i = 0; i < labels.length; i++) if (labels[i] != 0) labels[i] = ids[offset[s] + labels[i]];
		return labels;
	}
}
