package io.github.encoderj.wsi.features;

import java.util.List;

import io.github.encoderj.base.Version;
import io.github.encoderj.metrics.Table;

/**
 * What became of a slide.
 *
 * @param slide its name
 * @param tiles with tissue
 * @param encoded in this run; the others were there already
 * @param seconds that reading and encoding took
 * @param waiting share of them that the encoder waited for tiles
 * @param reading share of them that a reader was busy, on average; in the rest the readers waited for the encoder
 * @param state what became of it
 * @param note why it was not encoded, or what a person should look at; may be empty
 */
public record SlideOutcome(String slide, int tiles, int encoded, double seconds, double waiting, double reading, State state, String note) {

	/** What became of it. */
	public enum State {
		/** Its file is whole. */
		ENCODED,
		/** Its file was whole before. */
		KEPT,
		/** There is no tissue, so there is no file. */
		EMPTY,
		/** It could not be read; there is no file. */
		FAILED
	}

	/** A slide whose tiles were not read in this run. */
	static SlideOutcome without(final String slide, final int tiles, final State state, final String note) {
		return new SlideOutcome(slide, tiles, 0, 0, 0, 0, state, note);
	}

	/** The report: a row a slide, those that failed at the end. */
	public static Table table(final List<SlideOutcome> outcomes, final TileEncoder encoder, final EncodingSettings settings) {
		final Table table = new Table("slide", "state", "tiles", "tiles_encoded", "seconds", "tiles_per_second", "encoder_waiting_share",
			"reader_busy_share", "note");
		outcomes.stream().filter(o -> o.state != State.FAILED).forEach(o -> o.addTo(table));
		outcomes.stream().filter(o -> o.state == State.FAILED).forEach(o -> o.addTo(table));
		return table.setAll("encoder", encoder.name()).setAll("device", encoder.device()).setAll("definition", encoder.preprocessing() + "; " +
			settings.text()).setAll("version", Version.get());
	}

	private void addTo(final Table table) {
		final Table.Row row = table.add().set("slide", slide).set("state", state.name().toLowerCase(java.util.Locale.ROOT)).set("note", note);
		if (state != State.FAILED) row.set("tiles", tiles);
		if (encoded == 0) return;
		row.set("tiles_encoded", encoded).set("seconds", seconds).set("tiles_per_second", encoded / seconds).set("encoder_waiting_share", waiting)
			.set("reader_busy_share", reading);
	}
}
