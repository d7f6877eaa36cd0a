package io.github.encoderj.em.blockwise;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.em.graph.GrowingRegionGraph;
import io.github.encoderj.em.graph.RegionGraph;

/** The region graph of a volume, taken in slab after slab in order and saved from time to time. */
final class SavedRegionGraph {

	private final Path folder;
	private final long saveEvery;

	/** @param seconds it is saved when so much time has passed since the last time */
	SavedRegionGraph(final Path folder, final double seconds) {
		this.folder = folder;
		saveEvery = (long) (seconds * 1e9);
	}

	/** The graph of all slabs; what was saved is not taken in again. */
	RegionGraph of(final SlabFragments fragments, final Progress progress) throws IOException {
		final int slabs = fragments.slabs();
		final int[] sizes = new int[fragments.count() + 1];
		final int done = readSizes(sizes);
		final GrowingRegionGraph graph = done == 0 ? new GrowingRegionGraph() : GrowingRegionGraph.read(edges(done));
		long last = System.nanoTime();
		for (int s = done; s < slabs; s++) {
			progress.check();
			progress.report("Region graph, slab " + (s + 1) + " of " + slabs, (double) s / slabs);
			final SlabFragments.Slab slab = fragments.slab(s);
			slab.count(sizes);
			graph.add(slab.affinities(), slab.fragments(), slab.first(), Progress.NONE);
			if (System.nanoTime() - last >= saveEvery || s == slabs - 1) {
				save(graph, s + 1, sizes);
				last = System.nanoTime();
			}
		}
		return graph.graph(sizes.length, sizes);
	}

	private Path note() {
		return folder.resolve("graph.bin");
	}

	private Path edges(final int done) {
		return folder.resolve("edges-" + done + ".bin");
	}

	/** Fills in the sizes so far; returns how many slabs are in them. */
	private int readSizes(final int[] sizes) throws IOException {
		if (!Files.exists(note())) return 0;
		try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(note()), 1 << 16))) {
			final int done = in.readInt();
			for (int id = 0; id < sizes.length; id++) sizes[id] = in.readInt();
			return done;
		}
	}

	/** Saves the edges under a name of their own first, so that the note never names a file that is not whole. */
	private void save(final GrowingRegionGraph graph, final int done, final int[] sizes) throws IOException {
		WholeFile.write(edges(done), graph::write);
		WholeFile.write(note(), temporary -> {
			try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16))) {
				out.writeInt(done);
				for (final int size : sizes) out.writeInt(size);
			}
		});
		for (int older = done - 1; older > 0; older--) Files.deleteIfExists(edges(older));
	}
}
