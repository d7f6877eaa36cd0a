package io.github.encoderj.command.metrics;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import javax.imageio.ImageIO;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.Version;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.ParallelCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.command.TableFile;
import io.github.encoderj.metrics.ClassificationScores;
import io.github.encoderj.metrics.ClassificationScores.Options;
import io.github.encoderj.metrics.ConfusionMatrix;
import io.github.encoderj.metrics.CsvTable;
import io.github.encoderj.metrics.ScorePlots;
import io.github.encoderj.metrics.ScoredCases;
import io.github.encoderj.metrics.Table;

/** Scores a classifier's table against the true labels: AUROC, AUPRC, decisions, calibration, intervals, curves, comparison. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Metrics>Score Classification...", headless = true,
	description = "Scores predicted probabilities against true labels, both in CSV files: AUROC, AUPRC, F1 and more with 95 % intervals.")
public class ScoreClassification extends ParallelCommand {

	private static final int PLOT_WIDTH = 720;
	private static final int PLOT_HEIGHT = 640;

	@Parameter(label = "Truth (.csv)", persist = false, description = "<html>First column the case, one column a label: 1 if the case has it, " +
		"0 if not,<br>empty if it is not known. Further columns may name groups.")
	private String truth = "";

	@Parameter(label = "Scores (.csv)", persist = false, description = "<html>First column the case, one column a label: the probability, or " +
		"any score that is higher for more likely.<br>Cases in any order; labels as in the truth.")
	private String scores = "";

	@Parameter(label = "Bootstrap samples", persist = false, min = "0", max = "1000000", description = "<html>Samples behind the 95 % " +
		"intervals of AUROC and AUPRC.<br>0: DeLong's interval for AUROC, none for AUPRC.")
	private int bootstrap = 1000;

	@AppliesIf("bootstrap != 0")
	@Parameter(label = "Group", persist = false, description = "<html>Column of the truth that says which cases belong together, such as " +
		"patient; they are sampled together.<br>Empty: each case for itself.")
	private String group = "";

	@Parameter(label = "Threshold", persist = false, description = "<html>From which score on a case has the label: a number, one a label as " +
		"in 0.3,0.5, or chosen on the validation cases by<br>youden, f1 or recall 0.9. argmax: the label with the highest score " +
		"(multi-class).")
	private String threshold = "0.5";

	@AppliesIf("threshold = youden,f1,recall")
	@Parameter(label = "Validation truth (.csv)", persist = false, description = "True labels of other cases, on which thresholds are chosen.")
	private String validationTruth = "";

	@AppliesIf("threshold = youden,f1,recall")
	@Parameter(label = "Validation scores (.csv)", persist = false, description = "Scores of the cases on which thresholds are chosen.")
	private String validationScores = "";

	@Parameter(label = "Compare with (.csv)", persist = false, description = "<html>Scores of another classifier for the same cases.<br>The " +
		"table then has the differences (first minus other) with DeLong's and a paired permutation test.")
	private String compare = "";

	@AppliesIf("compare given")
	@Parameter(label = "Permutations", persist = false, min = "1", max = "1000000", description = "Random exchanges of the permutation test.")
	private int permutations = 1000;

	@Parameter(label = "Seed", persist = false, description = "The same seed gives the same intervals and the same p.")
	private long seed = 0;

	@Parameter(label = "Table file (.csv, .tex, .md)", persist = false, description = "<html>Where to write the table. Beside it go the curves " +
		"NAME_roc.png, NAME_pr.png, NAME_calibration.png<br>and for multi-class NAME_confusion.csv. Empty: all is only shown.")
	private String output = "";

	@Parameter(type = ItemIO.OUTPUT, label = "ROC")
	private ImagePlus roc;

	@Parameter(type = ItemIO.OUTPUT, label = "Precision and recall")
	private ImagePlus precisionRecall;

	@Parameter(type = ItemIO.OUTPUT, label = "Calibration")
	private ImagePlus calibration;

	@Override
	protected void work(final Progress progress) {
		final Optional<Path> file = TableFile.of("output", output);
		final DecisionRule rule = DecisionRule.of(threshold);
		Refusal.unless(bootstrap > 0 || group.isBlank(), "bootstrap = 0: DeLong's interval takes cases as independent, but group = %s. Give a " +
			"number of samples, such as 1000.", group);
		progress.report("Reading tables", 0);
		final Table truths = read("truth", truth);
		final ScoredCases cases = match("truth, scores", truths, read("scores", scores), group.trim());
		final Optional<ScoredCases> other = compare.isBlank() ? Optional.empty() : Optional.of(match("compare", truths, read("compare", compare),
			group.trim()));
		Refusal.unless(!rule.argmax() || cases.exclusive(), "threshold = argmax: it needs cases with exactly one true label among %s.", cases
			.labels());
		final double[] thresholds = rule.thresholds(cases.labels(), validation(rule));
		progress.report("Scoring", 0.1);
		Parallel.withThreads(threads, () -> {
			final List<ClassificationScores> scored = ClassificationScores.of(cases, new Options(bootstrap, seed, thresholds, rule.argmax()));
			final Optional<ClassifierComparison> comparison = other.map(second -> new ClassifierComparison(cases, second, !group.isBlank(),
				permutations, seed));
			final Table table = ScoreTable.of(cases, scored, comparison.map(ClassifierComparison::columns).orElse(List.of()));
			comparison.ifPresent(c -> c.fill(table, progress.part(0.5, 0.9)));
			name(table, rule);
			progress.check();
			writeAndShow(table, cases, scored, file);
			return null;
		});
	}

	/** Says in every row how it was made. */
	private void name(final Table table, final DecisionRule rule) {
		final String grouped = group.isBlank() ? "" : " by " + group.trim();
		if (!compare.isBlank()) table.setAll("compared_with", fileName(compare));
		table.setAll("threshold_rule", rule.argmax() ? "argmax" : rule.chosen() ? rule.text() + " on " + fileName(validationScores) + (same(
			validationScores, scores) ? ", the cases scored" : "") : "given");
		table.setAll("interval", bootstrap == 0 ? "DeLong" : bootstrap + " bootstrap samples" + grouped + ", seed " + seed);
		table.setAll("definition", "sklearn").setAll("version", Version.get());
	}

	private void writeAndShow(final Table table, final ScoredCases cases, final List<ClassificationScores> scored, final Optional<Path> file) {
		final BufferedImage rocPlot = ScorePlots.roc(cases, scored, PLOT_WIDTH, PLOT_HEIGHT);
		final BufferedImage precisionRecallPlot = ScorePlots.precisionRecall(cases, scored, PLOT_WIDTH, PLOT_HEIGHT);
		final Optional<BufferedImage> calibrationPlot = cases.labels().stream().allMatch(cases::probabilities) ? Optional.of(ScorePlots
			.calibration(cases, PLOT_WIDTH, PLOT_HEIGHT)) : Optional.empty();
		file.ifPresent(path -> {
			TableFile.write(table, path);
			if (cases.exclusive()) ConfusionMatrix.of(cases).table().writeCsv(OutputFile.withEnding(path, "_confusion.csv"));
			final Map<String, BufferedImage> plots = new LinkedHashMap<>();
			plots.put("_roc.png", rocPlot);
			plots.put("_pr.png", precisionRecallPlot);
			calibrationPlot.ifPresent(plot -> plots.put("_calibration.png", plot));
			plots.forEach((ending, plot) -> WholeFile.write(OutputFile.withEnding(path, ending), png -> ImageIO.write(plot, "png", png
				.toFile())));
		});
		Show.table(table, title());
		roc = Show.image(new ImagePlus("ROC", rocPlot));
		precisionRecall = Show.image(new ImagePlus("Precision and recall", precisionRecallPlot));
		calibrationPlot.ifPresent(plot -> calibration = Show.image(new ImagePlus("Calibration", plot)));
	}

	private Optional<ScoredCases> validation(final DecisionRule rule) {
		if (validationTruth.isBlank() && validationScores.isBlank()) return Optional.empty();
		Refusal.unless(rule.chosen(), "threshold = %s: nothing is chosen on the validation cases then. Give youden, f1 or recall 0.9, or leave " +
			"validationtruth and validationscores empty.", threshold);
		return Optional.of(match("validationtruth, validationscores", read("validationtruth", validationTruth), read("validationscores",
			validationScores), ""));
	}

	private Table read(final String key, final String text) {
		Refusal.unless(!text.isBlank(), "%s is empty: give a CSV file.", key);
		final Path path = Path.of(text.trim());
		Refusal.unless(output.isBlank() || !same(text, output), "output = %s: this is the file of %s, which would be lost. Choose another " +
			"name.", output, key);
		return naming(key, () -> CsvTable.read(path));
	}

	private static ScoredCases match(final String keys, final Table truth, final Table scores, final String group) {
		return naming(keys, () -> ScoredCases.of(truth, scores, group));
	}

	private static <T> T naming(final String keys, final Supplier<T> action) {
		try {
			return action.get();
		}
		catch (final Refusal e) {
			throw new Refusal(keys + ": " + e.getMessage(), e);
		}
	}

	private static boolean same(final String file, final String other) {
		return Path.of(file.trim()).toAbsolutePath().normalize().equals(Path.of(other.trim()).toAbsolutePath().normalize());
	}

	private static String fileName(final String text) {
		return Path.of(text.trim()).getFileName().toString();
	}
}
