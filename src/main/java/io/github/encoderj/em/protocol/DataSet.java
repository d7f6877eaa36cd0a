package io.github.encoderj.em.protocol;

import java.util.Locale;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * What is trained on and what is scored.
 *
 * @param name in tables
 * @param training sections to train on, the validation part among them
 * @param test sections to be scored
 */
public record DataSet(String name, Part training, Part test) {

	/**
	 * Some sections of a labelled stack.
	 *
	 * @param image file, as {@link ImageFiles#read(String)} takes it
	 * @param labels file
	 * @param sections which of them
	 */
	public record Part(String image, String labels, Sections sections) {

		/** Reads the sections of the image. */
		public Volume<?> readImage() {
			return sections.of(ImageFiles.read(image));
		}

		/** Reads the labels of the sections. */
		public Volume<?> readLabels() {
			return sections.of(ImageFiles.readLabels(labels));
		}
	}

	/**
	 * A range of sections.
	 *
	 * @param first from 0; negative counts from the end, -1 being the last one
	 * @param last included, counted likewise
	 */
	public record Sections(int first, int last) {

		/** All sections. */
		public static final Sections ALL = new Sections(0, -1);

		/**
		 * Reads {@code first-last} such as {@code 0-99}, {@code last 25}, {@code first 80}, or {@code all}.
		 *
		 * @param where for messages
		 */
		static Sections parse(final String where, final String text) {
			final String given = text.trim().toLowerCase(Locale.ROOT);
			if (given.equals("all") || given.isEmpty()) return ALL;
			if (given.matches("last [1-9]\\d{0,8}")) return new Sections(-Integer.parseInt(given.substring(5)), -1);
			if (given.matches("first [1-9]\\d{0,8}")) return new Sections(0, Integer.parseInt(given.substring(6)) - 1);
			Refusal.unless(given.matches("\\d{1,9}-\\d{1,9}"), "%s: sections = \"%s\"; expected first-last counted from 0 such as 0-99, \"first 80\", " +
				"\"last 25\" or \"all\".", where, text);
			final String[] ends = given.split("-");
			return new Sections(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
		}

		/** Those sections of a volume. */
		<T extends RealType<T>> Volume<T> of(final Volume<T> volume) {
			final long from = first < 0 ? volume.depth() + first : first;
			final long to = last < 0 ? volume.depth() + last : last;
			Refusal.unless(from >= 0 && from <= to && to < volume.depth(), "%s has %d sections; the sections %s are not all there.", volume.name(),
				volume.depth(), this);
			final long[] min = { 0, 0, from };
			final long[] max = { volume.width() - 1, volume.height() - 1, to };
			return new Volume<>(Views.zeroMin(Views.interval(volume.pixels(), min, max)), volume.geometry(), volume.name());
		}

		@Override
		public String toString() {
			return first < 0 ? "last " + -first : first + "-" + (last < 0 ? "end" : last);
		}
	}
}
