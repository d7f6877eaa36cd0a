package io.github.encoderj.cxr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.LabelTable;
import io.github.encoderj.learn.probe.LabelledFeatures;
import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.Summary;
import io.github.encoderj.metrics.Table;

/**
 * The curves over resolution, number of training radiographs and encoder. Smaller training parts are drawn so that a larger one holds the
 * smaller ones.
 */
public final class RadiographSweep {

	/** What a sweep goes over. */
	public enum Over {
		/** Side of the encoded picture. */
		RESOLUTION,
		/** Number of training images, or a share of them such as 10%. */
		SIZE,
		/** Number of training images that have a label, for each label, and as many without any. */
		SHOTS,
		/** Encoders. */
		ENCODER;

		/**
		 * By name.
		 *
		 * @throws Refusal if there is none
		 */
		public static Over named(final String name) {
			return Arrays.stream(values()).filter(o -> o.toString().equals(name.trim())).findFirst().orElseThrow(() -> new Refusal("over = \"" +
				name + "\": expected resolution, size, shots or encoder."));
		}

		@Override
		public String toString() {
			return name().toLowerCase(java.util.Locale.ROOT);
		}
	}

	private RadiographSweep() {}

	/**
	 * Refuses a value that a sweep cannot take, before anything is encoded.
	 *
	 * @throws Refusal if it is no resolution or number
	 */
	public static void check(final Over over, final String value) {
		if (over == Over.RESOLUTION || over == Over.SHOTS) number(value);
		if (over == Over.SIZE && !value.endsWith("%")) number(value);
	}

	/** The columns of a sweep. */
	public static Table table() {
		final List<String> columns = new ArrayList<>(List.of("over", "value", "method", "resolution", "seed", "training_images"));
		columns.addAll(ClassificationScores.table().columns());
		columns.add("setting");
		return new Table(columns.toArray(String[]::new));
	}

	/**
	 * Trains and scores one step of a sweep, for every seed.
	 *
	 * @param table gets a row a seed and label
	 * @param value of what is swept over, as the user wrote it
	 */
	public static void step(final Table table, final RadiographStudy study, final Map<String, float[]> vectors,
		final RadiographEncoder encoder, final int resolution, final Over over, final String value,
		final RadiographTraining.Settings settings, final Progress progress)
	{
		final LabelTable labels = study.table().labels();
		final LabelledFeatures data = study.data(vectors);
		final Folds.Split whole = settings.divisions().of(labels).get(0);
		Divisions.refuseSharedContent(labels, study.files(), whole);
		final boolean drawn = over == Over.SIZE || over == Over.SHOTS;
		final int runs = drawn ? settings.seeds() : settings.runs();
		for (int run = 0; run < runs; run++) {
			final long seed = settings.probe().linear().seed() + run;
			final Folds.Split split = reduced(labels, whole, over, value, seed);
			final RadiographTraining.Run result = RadiographTraining.run(study, data, split, encoder, resolution, settings, seed, progress.part(
				(double) run / runs, (run + 1.0) / runs));
			for (final ClassificationScores scores : result.scores()) {
				final Table.Row row = scores.addTo(table).set("over", over.toString()).set("value", value).set("method", settings.method());
				row.set("resolution", resolution).set("seed", Long.toString(seed)).set("training_images", split.training().length).set("setting", result
					.trained().setting());
			}
		}
	}

	/** Adds mean and standard deviation over the seeds. */
	public static void summarise(final Table table) {
		Summary.addTo(table, "seed", "over", "value", "method", "label");
	}

	/**
	 * A division with a smaller training part.
	 *
	 * @param over {@link Over#SIZE} or {@link Over#SHOTS}; others leave it as it is
	 * @param value as the user wrote it
	 * @param seed another seed draws other radiographs
	 * @throws Refusal if the value is no number above 0, or more than there are
	 */
	public static Folds.Split reduced(final LabelTable table, final Folds.Split split, final Over over, final String value, final long seed) {
		if (over != Over.SIZE && over != Over.SHOTS) return split;
		final int[] drawn = shuffled(split.training(), seed);
		final int[] some = over == Over.SIZE ? Arrays.copyOf(drawn, size(value, drawn.length)) : shots(table, drawn, number(value));
		Arrays.sort(some);
		return new Folds.Split(some, split.validation(), split.test());
	}

	private static int size(final String value, final int available) {
		final boolean share = value.endsWith("%");
		Refusal.unless(value.matches("\\d+%?|\\d+\\.\\d+%"), "values = %s: expected a number of images or a share such as 10%%.", value);
		final int wanted = share ? (int) Math.round(available * Double.parseDouble(value.substring(0, value.length() - 1)) / 100) : number(
			value);
		Refusal.unless(wanted >= 1 && wanted <= available, "values = %s: that is %d of %d training images. Take 1 to %d.", value, wanted,
			available, available);
		return wanted;
	}

	private static int number(final String value) {
		Refusal.unless(value.matches("[1-9]\\d{0,7}"), "values = %s: expected a whole number above 0.", value);
		return Integer.parseInt(value);
	}

	private static int[] shuffled(final int[] indices, final long seed) {
		final int[] order = indices.clone();
		final Random random = new Random(seed);
		for (int i = order.length - 1; i > 0; i--) {
			final int j = random.nextInt(i + 1);
			final int kept = order[i];
			order[i] = order[j];
			order[j] = kept;
		}
		return order;
	}

	/** For each label the first n radiographs that have it, and n that have none. */
	private static int[] shots(final LabelTable table, final int[] drawn, final int n) {
		final List<Integer> taken = new ArrayList<>();
		for (int l = 0; l < table.labels().size(); l++) {
			final int label = l;
			final int[] with = Arrays.stream(drawn).filter(i -> table.values()[i][label] > 0.5f).limit(n).toArray();
			Refusal.unless(with.length == n, "values = %d: only %d training images have %s. Take fewer, or leave that label out.", n, with.length,
				table.labels().get(l));
			Arrays.stream(with).forEach(taken::add);
		}
		Arrays.stream(drawn).filter(i -> IntStream.range(0, table.labels().size()).allMatch(l -> table.values()[i][l] == 0)).limit(n).forEach(
			taken::add);
		return taken.stream().distinct().mapToInt(i -> i).toArray();
	}
}
