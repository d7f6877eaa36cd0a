package io.github.encoderj.em.protocol;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.em.AffinityPrediction;
import io.github.encoderj.em.AffinityTraining;
import io.github.encoderj.em.AgglomerationResult;
import io.github.encoderj.em.AgglomerationSettings;
import io.github.encoderj.em.SectionAgglomeration;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.CsvTable;
import io.github.encoderj.metrics.PartitionScores;
import io.github.encoderj.metrics.PartitionScores.Definition;
import io.github.encoderj.metrics.Table;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * The protocol of the published comparison of encoders on EM: for each data set, encoder and seed a head is trained on affinities, the
 * agglomeration threshold is chosen on the validation sections at the end of the training part, the test part is predicted, agglomerated
 * and scored (VOI as funlib, ARAND as CREMI and scikit-image define them; also without voxels within 2 pixels of a truth border).
 * <p>
 * The results lie in one folder: {@code scores.csv} with a row for each run, heads and segmentations. A run whose row is there is not done
 * again, so a stopped protocol goes on.
 */
public final class AffinityProtocol {

	/** Name of the table. */
	public static final String SCORES = "scores.csv";

	/** Voxels at most this many pixels from a border are left out of the scores whose names end with "off_borders". */
	private static final double BORDER = 2;

	private static final String[] COLUMNS = { "data_set", "encoder", "seed", "score", "threshold", "voi_split", "voi_merge", "voi_sum", "arand",
		"arand_skimage", "voi_sum_off_borders", "arand_off_borders", "segments", "truth_segments", "zero_share", "training_s", "prediction_s",
		"megavoxels_a_second", "complete", "device", "definition", "version" };

	private static final Pattern NETWORK = Pattern.compile(":(light|superhuman|mala)$");

	private AffinityProtocol() {}

	/**
	 * What is run.
	 *
	 * @param encoders names, each perhaps with a network behind a colon: {@code raw:superhuman}, {@code raw:mala}; else the training's
	 * @param seeds number of seeds: the first is the training's, the others follow it
	 * @param average whether affinities are averaged over flips and turns
	 * @param device that is named in the table
	 */
	public record Settings(List<String> encoders, int seeds, AffinityTraining.Settings training, boolean average, String device,
		boolean overwrite)
	{

		public Settings {
			Refusal.unless(!encoders.isEmpty(), "encoders is empty: name one or more, such as filterbank.");
			Refusal.unless(seeds >= 1 && seeds <= 100, "seeds = %d: expected 1 to 100.", seeds);
		}
	}

	/** The name of an encoder without the network behind it. */
	public static String encoder(final String text) {
		return NETWORK.matcher(text).replaceFirst("");
	}

	private static AffinityTraining.Settings training(final Settings settings, final String text, final long seed) {
		final AffinityTraining.Settings training = settings.training().withSeed(seed);
		final Matcher network = NETWORK.matcher(text);
		if (!network.find()) return training;
		final AffinityTraining.Network given = training.network();
		return training.with(new AffinityTraining.Network(network.group(1), given.size(), given.auxiliary(), given.dice()));
	}

	/**
	 * What a run made, for pictures.
	 *
	 * @param name of the run, as its files begin
	 * @param image test sections
	 * @param affinities predicted
	 * @param segmentation at the chosen threshold
	 */
	public record Run(String name, String encoder, Volume<?> image, Volume<FloatType> affinities, Volume<UnsignedIntType> segmentation) {}

	/** Sees each run when it is done. */
	@FunctionalInterface
	public interface Witness {

		void see(Run run, Encoder encoder);
	}

	/**
	 * Runs the protocol.
	 *
	 * @param opener opens an encoder by its name, set up for training affinities
	 * @param folder of the results; there already
	 * @return all rows, those of earlier runs too
	 * @throws Refusal if a data set cannot be read or trained on; rows of runs before it stay
	 */
	public static Table run(final List<DataSet> dataSets, final Settings settings, final Function<String, Encoder> opener, final Path folder,
		final Witness witness, final Progress progress)
	{
		final Path file = folder.resolve(SCORES);
		final Table table = !settings.overwrite() && Files.exists(file) ? CsvTable.read(file) : new Table(COLUMNS);
		Refusal.unless(table.columns().equals(List.of(COLUMNS)), "%s is a table of another kind. Choose another output folder, or set " +
			"overwrite=true.", file);
		final int runs = dataSets.size() * settings.encoders().size() * settings.seeds();
		int done = 0;
		for (final DataSet data : dataSets) {
			for (final String encoder : settings.encoders()) {
				for (int s = 0; s < settings.seeds(); s++, done++) {
					final long seed = settings.training().seed() + s;
					if (has(table, data.name(), encoder, seed)) continue;
					run(data, encoder, seed, settings, opener, folder, witness, table, progress.part((double) done / runs, (done + 1.0) / runs));
					table.writeCsv(file);
				}
			}
		}
		return table;
	}

	private static boolean has(final Table table, final String data, final String encoder, final long seed) {
		for (int row = 0; row < table.size(); row++) {
			if (table.get(row, "data_set").equals(data) && table.get(row, "encoder").equals(encoder) && table.number(row, "seed") == seed) {
				return true;
			}
		}
		return false;
	}

	private static void run(final DataSet data, final String name, final long seed, final Settings settings,
		final Function<String, Encoder> opener, final Path folder, final Witness witness, final Table table, final Progress progress)
	{
		final String run = (data.name() + "_" + Path.of(name.replace(':', '-')).getFileName() + "_" + seed).replaceAll("[^A-Za-z0-9._-]", "-");
		progress.report("Training " + run, 0);
		final Volume<?> image = data.test().readImage();
		final Volume<?> truth = data.test().readLabels();
		Refusal.unless(image.sameSize(truth), "%s is %s voxels but its labels %s are %s. Give the labels of this stack.", image.name(), image
			.size(), truth.name(), truth.size());
		try (Encoder encoder = opener.apply(encoder(name))) {
			final long start = System.nanoTime();
			final AffinityTraining.Result trained = AffinityTraining.train(encoder, data.training().readImage(), data.training().readLabels(),
				training(settings, name, seed), Version.get(), progress.part(0, 0.7));
			Refusal.unless(trained.complete() || !progress.cancelled(), "Affinity Protocol was cancelled.");
			final long middle = System.nanoTime();
			final Volume<FloatType> affinities = AffinityPrediction.predict(encoder, trained.head(), run, image, new AffinityPrediction.Settings(
				settings.average(), settings.training().device(), settings.training().threads()), progress.part(0.7, 0.9)).affinities();
			final long end = System.nanoTime();
			final AgglomerationSettings agglomeration = AffinityTraining.agglomeration(trained.head());
			final AgglomerationResult result = SectionAgglomeration.suiting(trained.head(), affinities, agglomeration, progress.part(0.9, 1));
			final Volume<UnsignedIntType> segmentation = result.segmentation(0).named(run);
			trained.head().write(folder.resolve(run + ".safetensors"));
			ImageFiles.write(segmentation, folder.resolve(run + ".tif"));
			final Table.Row row = table.add().set("data_set", data.name()).set("encoder", name).set("seed", seed).set("score", agglomeration.score()
				.text()).set("threshold", Double.parseDouble(String.format(Locale.ROOT, "%.2f", agglomeration.thresholds()[0])));
			score(row, truth, segmentation);
			row.set("training_s", (middle - start) / 1e9).set("prediction_s", (end - middle) / 1e9).set("megavoxels_a_second", image.voxels() * 1e3 /
				(end - middle)).set("complete", trained.complete() ? 1 : 0).set("device", settings.device()).set("definition", "funlib").set("version",
					Version.get());
			witness.see(new Run(run, name, image, affinities, segmentation), encoder);
		}
	}

	private static void score(final Table.Row row, final Volume<?> truth, final Volume<?> segmentation) {
		final PartitionScores all = PartitionScores.of(truth.pixels(), segmentation.pixels(), Definition.FUNLIB, 0);
		final PartitionScores inside = PartitionScores.of(truth.pixels(), segmentation.pixels(), Definition.FUNLIB, BORDER);
		row.set("voi_split", all.voiSplit()).set("voi_merge", all.voiMerge()).set("voi_sum", all.voiSum()).set("arand", all.arand());
		row.set("arand_skimage", PartitionScores.of(truth.pixels(), segmentation.pixels(), Definition.SKIMAGE, 0).arand());
		row.set("voi_sum_off_borders", inside.voiSum()).set("arand_off_borders", inside.arand());
		row.set("segments", all.segments()).set("truth_segments", all.truthSegments()).set("zero_share", all.zeroShare());
	}
}
