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
		final int[] larger = graph.v();
		final ContactScan.Part[] takers = new ContactScan.Part[Parallel.threads()];
		Arrays.setAll(takers, p -> (keys, values, count) -> {
			long last = 0;
			int edge = -1;
			for (int k = 0; k < count; k++) {
				if (keys[k] != last) {
					last = keys[k];
					final int u = (int) (last >>> 32);
					edge = Arrays.binarySearch(larger, first[u], first[u + 1], (int) last);
				}
				for (int i = 0; i < collectors.size(); i++) collectors.get(i).add(edge, values[k]);
			}
		});
		contacts.run(takers, progress);
		collectors.forEach(ContactStatistics::complete);
		return statistics;
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
