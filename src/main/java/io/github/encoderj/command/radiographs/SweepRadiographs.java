package io.github.encoderj.command.radiographs;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import javax.imageio.ImageIO;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.OutputFile;
import io.github.encoderj.command.Show;
import io.github.encoderj.cxr.RadiographEncoder;
import io.github.encoderj.cxr.RadiographScores.Threshold;
import io.github.encoderj.cxr.RadiographStudy;
import io.github.encoderj.cxr.RadiographSweep;
import io.github.encoderj.cxr.RadiographSweep.Over;
import io.github.encoderj.cxr.RadiographTraining;
import io.github.encoderj.cxr.RadiographVectors;
import io.github.encoderj.learn.probe.ProbeMethod;
import io.github.encoderj.metrics.Table;

/** Scores classifiers over resolutions, training sizes, few shots or encoders: one table, one plot. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Radiographs>Sweep Radiographs...", headless = true,
	description = "Trains classifiers for several resolutions, training sizes or encoders and compares them. For research, not for diagnosis.")
public class SweepRadiographs extends LabelledRadiographs {

	private static final int PLOT_WIDTH = 800;
	private static final int PLOT_HEIGHT = 560;

	@Parameter(label = "Table file (.csv)", persist = false, description = "Where to write the table; the plot goes beside it (NAME.png).")
	private String output = "";

	@Parameter(label = "Over", persist = false, choices = { "resolution", "size", "shots", "encoder" }, description = "<html>resolution: side of the " +
		"encoded picture; size: training images;<br>shots: training images of each label; encoder: names or weights folders.")
	private String over = "resolution";

	@Parameter(label = "Values", persist = false, description = "<html>What to go over, with commas between: 224,512,1024; 100,1000,10%; 1,2,4,8; or " +
		"encoders.")
	private String values = "";

	@AppliesIf("over != resolution")
	@Parameter(label = "Resolution (pixels)", persist = false, min = "0", max = "4096", description = "Where it is not swept; 0: the encoder's own.")
	private int resolution = 0;

	@Parameter(label = "Methods", persist = false, description = "linear, logistic, knn; one or several with commas between.")
	private String methods = "linear";

	@AppliesIf("methods = linear")
	@Parameter(label = "Learning rates", persist = false, description = "Of linear: one, or several to choose from on the validation part, or grid.")
	private String rates = "0.005";

	@AppliesIf("methods = linear")
	@Parameter(label = "Epochs", persist = false, min = "1", max = "100000", description = "Of linear: how often each radiograph is used.")
	private int epochs = 50;

	@AppliesIf("methods = logistic")
	@Parameter(label = "Strengths (C)", persist = false, description = "Of logistic: C, or several to choose from on the validation part, or grid.")
	private String strengths = "1";

	@AppliesIf("methods = knn")
	@Parameter(label = "Neighbours", persist = false, description = "Of knn: their number, or several to choose from on the validation part, or grid.")
	private String neighbours = "20";

	@Parameter(label = "Fine-tune", persist = false, description = "<html>Besides the methods on the frozen encoder, train it too: all, or the number " +
		"of its last blocks.<br>Empty: not at all.")
	private String finetune = "";

	@AppliesIf("finetune given")
	@Parameter(label = "Rate of fine-tuning", persist = false, min = "0.00000001", max = "1", description = "Learning rate of the last layer; those " +
		"before it have lower ones.")
	private double tuningRate = 1e-4;

	@AppliesIf("finetune given")
	@Parameter(label = "Layer decay", persist = false, min = "0.01", max = "1", description = "Factor of the rate from one block to the one before it.")
	private double layerDecay = 0.75;

	@AppliesIf("finetune given")
	@Parameter(label = "Batch of fine-tuning", persist = false, min = "1", max = "4096", description = "Radiographs a step of fine-tuning.")
	private int tuningBatch = 16;

	@AppliesIf("finetune given")
	@Parameter(label = "Epochs of fine-tuning", persist = false, min = "1", max = "10000", description = "How often fine-tuning uses each radiograph.")
	private int tuningEpochs = 10;

	@AppliesIf("testList empty")
	@Parameter(label = "Split", persist = false, description = "Shares of training, validation and test, divided by patient.")
	private String split = "7:1:2";

	@Parameter(label = "Test list (.txt)", persist = false, description = "Official list of test images, a name a line. Empty: the table's own " +
		"column split, or shares.")
	private String testList = "";

	@Parameter(label = "Seeds", persist = false, min = "1", max = "1000", description = "How often each classifier is trained; of sizes and shots " +
		"each time on other radiographs.")
	private int seeds = 5;

	@Parameter(label = "Bootstrap samples", persist = false, min = "0", max = "100000", description = "Samples behind the 95 % intervals, drawn by " +
		"patient; 0: DeLong's interval of the AUROC.")
	private int bootstrap = 500;

	@Parameter(type = ItemIO.OUTPUT, label = "Sweep")
	private ImagePlus plot;

	@Override
	protected void work(final Progress progress) {
		final Path file = OutputFile.of("output", output, ".csv").orElseThrow(() -> new Refusal("output is empty: name the table to be written " +
			"(.csv)."));
		final Over axis = Over.named(over);
		final List<String> steps = list("values", values);
		final List<RadiographTraining.Settings> settings = list("methods", methods).stream().map(ProbeMethod::named).map(m ->
			new RadiographTraining.Settings(ProbeKeys.settings(m, rates, "adam", 1024, epochs, strengths, neighbours, seed), divisions(testList, 0,
				split), seeds, Threshold.HALF, bootstrap, Optional.empty())).collect(Collectors.toCollection(ArrayList::new));
		TuningKeys.of(finetune, tuningRate, layerDecay, tuningBatch, tuningEpochs, seed).ifPresent(tuning -> settings.add(
			new RadiographTraining.Settings(settings.get(0).probe(), settings.get(0).divisions(), seeds, Threshold.HALF, bootstrap, Optional.of(
				tuning))));
		steps.forEach(step -> RadiographSweep.check(axis, step));
		if (!finetune.isBlank()) (axis == Over.ENCODER ? steps : List.of(encoder)).forEach(RadiographEncoder::checkTunable);
		checkWritable(file);
		final RadiographStudy all = study();
		settings.forEach(s -> RadiographTraining.check(all, s));
		Parallel.withThreads(threads, () -> {
			final Table table = RadiographSweep.table();
			final Map<String, String> failures = new LinkedHashMap<>();
			String used = "";
			for (int i = 0; i < steps.size(); i++) {
				final Progress part = progress.part((double) i / steps.size(), (i + 1.0) / steps.size());
				try (RadiographEncoder opened = open(axis == Over.ENCODER ? steps.get(i) : encoder)) {
					final int side = axis == Over.RESOLUTION ? Integer.parseInt(steps.get(i)) : resolution;
					final RadiographVectors.Encoded encoded = encoded(all, opened, side, file, part.part(0, 0.7));
					failures.putAll(encoded.failures());
					used = opened.device();
					for (final RadiographTraining.Settings one : settings) {
						RadiographSweep.step(table, all.with(encoded.vectors()), encoded.vectors(), opened, side, axis, steps.get(i), one.suited(opened), part
							.part(0.7, 1));
					}
				}
			}
			RadiographSweep.summarise(table);
			writeFailures(failures, file);
			final BufferedImage drawn = SweepPlot.draw(table, over, PLOT_WIDTH, PLOT_HEIGHT);
			finishedSweep(table, used).writeCsv(file);
			WholeFile.write(OutputFile.withEnding(file, ".png"), png -> ImageIO.write(drawn, "png", png.toFile()));
			Show.table(table, title());
			plot = Show.image(new ImagePlus(title(), drawn));
			return null;
		});
	}

	private Table finishedSweep(final Table table, final String used) {
		final String name = over.equals("encoder") ? "as in value" : encoder;
		return finished(table, name, used, "sklearn, " + bootstrap + " bootstrap samples by patient");
	}

	private static List<String> list(final String key, final String text) {
		final List<String> values = Arrays.stream(text.split(",")).map(String::trim).filter(v -> !v.isEmpty()).distinct().toList();
		Refusal.unless(!values.isEmpty(), "%s is empty: give one or several, with commas between.", key);
		return values;
	}
}
