package io.github.encoderj.em.agglomerate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.em.graph.ContactScan;
import io.github.encoderj.em.graph.Contacts;
import io.github.encoderj.em.graph.RegionGraph;

/** Collects those statistics of edges that need every affinity between two fragments, by a second look at all voxel pairs. */
final class StatisticsOfContacts {

	private final RegionGraph graph;
	private final Contacts contacts;

	StatisticsOfContacts(final RegionGraph graph, final Contacts contacts) {
		this.graph = graph;
		this.contacts = contacts;
	}

	Map<Term.OfEdge, EdgeStatistic> collect(final List<Term.OfEdge> terms, final Progress progress) {
		final Map<Term.OfEdge, EdgeStatistic> statistics = new LinkedHashMap<>();
		final List<ContactStatistics> collectors = new ArrayList<>();
		for (final Term.OfEdge term : terms) {
			final ContactStatistics statistic = empty(term);
			statistics.put(term, statistic);
			collectors.add(statistic);
		}
		final int[] first = graph.firstEdges();
		final ContactScan.Part[] takers = new ContactScan.Part[Parallel.threads()];
		Arrays.setAll(takers, p -> new Taker(first, graph.v(), collectors.toArray(ContactStatistics[]::new)));
		contacts.run(takers, progress);
		collectors.forEach(ContactStatistics::complete);
		return statistics;
	}

	/** Gives the affinities of one part to the collectors. Pairs come again in the next row and section, so edges are kept at hand. */
	private static final class Taker implements ContactScan.Part {

		private static final int BITS = 14;

		private final int[] first;
		private final int[] larger;
		private final ContactStatistics[] collectors;
		/** Pairs by some bits of their product, and their edges. */
		private final long[] recent = new long[1 << BITS];
		private final int[] edges = new int[1 << BITS];

		private Taker(final int[] first, final int[] larger, final ContactStatistics[] collectors) {
			this.first = first;
			this.larger = larger;
			this.collectors = collectors;
		}

		@Override
		public void take(final long[] keys, final float[] values, final int count) {
			for (int k = 0; k < count; k++) {
				final int edge = edge(keys[k]);
				for (final ContactStatistics collector : collectors) collector.add(edge, values[k]);
			}
		}

		private int edge(final long key) {
			final int at = (int) (key * 0x9E3779B97F4A7C15L >>> 64 - BITS);
			if (recent[at] != key) {
				final int u = (int) (key >>> 32);
				recent[at] = key;
				edges[at] = Arrays.binarySearch(larger, first[u], first[u + 1], (int) key);
			}
			return edges[at];
		}
	}

	private ContactStatistics empty(final Term.OfEdge term) {
		if (term instanceof Term.Minimum) return new ExtremeStatistic(graph.edges(), false);
		if (term instanceof Term.Maximum) return new ExtremeStatistic(graph.edges(), true);
		if (term instanceof Term.MeanOfHighest m) return new HighestStatistic(graph, m.k());
		if (term instanceof Term.Quantile q) return new QuantileStatistic(graph, q.percent(), q.startWithMaximum());
		if (term instanceof Term.HistogramQuantile h) {
			return new HistogramStatistic(graph, h.percent(), h.bins(), h.startWithMaximum());
		}
		throw new IllegalArgumentException("no collector of " + term);
	}
}
