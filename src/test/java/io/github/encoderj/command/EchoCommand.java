package io.github.encoderj.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

import org.scijava.ItemIO;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.IJ;
import ij.ImagePlus;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.metrics.Table;

/** A command that has a parameter of each kind, tells what it got, and goes wrong in each way. */
@Plugin(type = org.scijava.command.Command.class, menuPath = "Plugins>EncoderJ>Test>Echo...", headless = true)
public class EchoCommand extends EncoderJCommand {

	@Parameter(persist = false)
	private String text = "";

	@Parameter(persist = false, min = "1", max = "10")
	private int number = 3;

	@Parameter(persist = false, min = "0", max = "1")
	private double fraction = 0.5;

	@Parameter(persist = false)
	private boolean overwrite = false;

	@Parameter(persist = false, choices = { "mean", "max" })
	private String minScore = "mean";

	@Parameter(persist = false)
	private String output = "";

	@Parameter(type = ItemIO.OUTPUT)
	private ImagePlus image;

	@Override
	protected void work(final Progress progress) throws Exception {
		switch (text) {
			case "refuse" -> throw new Refusal("text = refuse: expected something else.");
			case "refuse in a loop" -> Parallel.withThreads(2, () -> {
				Parallel.forEach(8, i -> Refusal.unless(i != 3, "section %d: expected another one.", i));
				return null;
			});
			case "defect" -> throw new IllegalStateException("a bug");
			case "memory" -> throw new OutOfMemoryError("Java heap space");
			case "escape" -> {
				IJ.setKeyDown(java.awt.event.KeyEvent.VK_ESCAPE);
				progress.check();
			}
			default -> {}
		}
		IntStream.range(0, 10).forEach(i -> progress.report("Echoing", i / 10.0));
		final Table table = new Table("text", "number", "fraction", "overwrite", "score");
		table.add().set("text", text).set("number", number).set("fraction", fraction).set("overwrite", String.valueOf(overwrite)).set(
			"score", minScore);
		if (!output.isEmpty()) Files.writeString(Path.of(output), table.toCsv());
		Show.table(table, "Echo");
		image = Show.image(IJ.createImage(text, "8-bit black", number, 2, 1));
	}
}
