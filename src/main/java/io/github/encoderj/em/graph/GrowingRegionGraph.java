package io.github.encoderj.em.graph;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.Fragments;

/**
 * A region graph that takes in a volume slab by slab, in order. The result is that of the whole volume, to the last bit, since every
 * edge sees its affinities in the same order.
 */
public final class GrowingRegionGraph {

	private final PairTable[] tables;

	/** A graph without edges. */
	public GrowingRegionGraph() {
		tables = new PairTable[Parallel.threads()];
		Arrays.setAll(tables, p -> new PairTable());
	}

	/**
	 * Takes in a slab.
	 *
	 * @param affinities of the slab and the section before it
	 * @param fragments of the slab and the section before it
	 * @param first 1 where the first section is only there for its labels; 0 at the volume's first section
	 */
	public void add(final AffinityField affinities, final Fragments fragments, final int first, final Progress progress) {
		new ContactScan(affinities, fragments).run(tables, first, progress);
	}

	/** The graph of all slabs; this object is empty afterwards. */
	public RegionGraph graph(final int nodes, final int[] sizes) {
		return RegionGraphs.sorted(nodes, sizes, tables);
	}

	/** Writes what was taken in so far. */
	public void write(final Path path) throws IOException {
		try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), 1 << 16))) {
			int count = 0;
			for (final PairTable table : tables) count += table.size();
			out.writeInt(count);
			for (final PairTable table : tables) {
				final IOException[] failed = new IOException[1];
				table.forEach((key, value) -> {
					try {
						if (failed[0] != null) return;
						out.writeLong(key);
						out.writeLong(value);
					}
					catch (final IOException e) {
						failed[0] = e;
					}
				});
				if (failed[0] != null) throw failed[0];
			}
		}
	}

	/** Reads what {@link #write} wrote. */
	public static GrowingRegionGraph read(final Path path) throws IOException {
		final GrowingRegionGraph graph = new GrowingRegionGraph();
		try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
			final int count = in.readInt();
			for (int i = 0; i < count; i++) {
				final long key = in.readLong();
				graph.tables[ContactScan.part((int) (key >>> 32), graph.tables.length)].put(key, in.readLong());
			}
		}
		return graph;
	}
}
