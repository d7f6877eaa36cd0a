package io.github.encoderj.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ij.IJ;
import ij.plugin.filter.ExtendedPlugInFilter;

/**
 * ImageJ 1's own menu commands, which ImageJ registers while it builds its menu bar, and therefore never on a machine without a
 * screen. Most are listed in the file IJ_Props.txt of ImageJ's jar; those that ImageJ keeps in code are listed here as far as
 * macros use them.
 */
final class ImageJCommands {

	private static final Pattern LINE = Pattern.compile("[a-z-]+\\d+=\"([^\"\\[]+)(?:\\[[^\"]*])?\",\\s*(\\S.*?)\\s*");

	private static final String IN_CODE = """
		Open...=ij.plugin.Commands("open")
		Close=ij.plugin.Commands("close")
		Close All=ij.plugin.Commands("close-all")
		Save=ij.plugin.Commands("save")
		Revert=ij.plugin.Commands("revert")
		Undo=ij.plugin.Commands("undo")
		Cut=ij.plugin.Clipboard("cut")
		Copy=ij.plugin.Clipboard("copy")
		Paste=ij.plugin.Clipboard("paste")
		Clear=ij.plugin.filter.Filler("clear")
		Clear Outside=ij.plugin.filter.Filler("outside")
		Fill=ij.plugin.filter.Filler("fill")
		Draw=ij.plugin.filter.Filler("draw")
		Label=ij.plugin.filter.Filler("label")
		Invert=ij.plugin.filter.Filters("invert")
		8-bit=ij.plugin.Converter("8-bit")
		16-bit=ij.plugin.Converter("16-bit")
		32-bit=ij.plugin.Converter("32-bit")
		8-bit Color=ij.plugin.Converter("8-bit Color")
		RGB Color=ij.plugin.Converter("RGB Color")
		RGB Stack=ij.plugin.Converter("RGB Stack")
		HSB Stack=ij.plugin.Converter("HSB Stack")
		Properties...=ij.plugin.filter.ImageProperties
		Crop=ij.plugin.Resizer("crop")
		Duplicate...=ij.plugin.Duplicator
		Rename...=ij.plugin.SimpleCommands("rename")
		Scale...=ij.plugin.Scaler
		Smooth=ij.plugin.filter.Filters("smooth")
		Sharpen=ij.plugin.filter.Filters("sharpen")
		Find Edges=ij.plugin.filter.Filters("edge")
		Find Maxima...=ij.plugin.filter.MaximumFinder
		Enhance Contrast...=ij.plugin.ContrastEnhancer
		Image Calculator...=ij.plugin.ImageCalculator
		Subtract Background...=ij.plugin.filter.BackgroundSubtracter
		Measure=ij.plugin.filter.Analyzer
		Summarize=ij.plugin.filter.Analyzer("sum")
		Clear Results=ij.plugin.filter.Analyzer("clear")
		Set Measurements...=ij.plugin.filter.Analyzer("set")
		Analyze Particles...=ij.plugin.filter.ParticleAnalyzer
		Set Scale...=ij.plugin.filter.ScaleDialog
		Histogram=ij.plugin.Histogram
		""";

	private ImageJCommands() {}

	/** Class and argument, {@code package.Class("argument")}, of each command by its label. */
	static Map<String, String> all() {
		final Map<String, String> commands = new TreeMap<>();
		IN_CODE.lines().forEach(line -> commands.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
		try (BufferedReader in = new BufferedReader(new InputStreamReader(Objects.requireNonNull(IJ.class.getResourceAsStream(
			"/IJ_Props.txt"), "ImageJ's jar holds no IJ_Props.txt"), StandardCharsets.UTF_8)))
		{
			in.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> commands.put(line.group(1), line.group(2)));
		}
		catch (final IOException e) {
			throw new UncheckedIOException("ImageJ's IJ_Props.txt cannot be read", e);
		}
		return commands;
	}

	/**
	 * Whether a command as listed by {@link #all} would ignore its options without a screen: ImageJ reads options through a dialog, and for
	 * this kind of command goes on with defaults, without a word, when the dialog cannot open. (Others fail.)
	 */
	static boolean ignoresOptions(final String label, final String classAndArgument) {
		try {
			return label.endsWith("...") && ExtendedPlugInFilter.class.isAssignableFrom(Class.forName(classAndArgument.replaceAll("\\(.*",
				""), false, IJ.class.getClassLoader()));
		}
		catch (final ClassNotFoundException e) {
			return false; // running it will say so
		}
	}

	/** Runs a command as listed by {@link #all} on the current image, in this thread. */
	static void run(final String label, final String classAndArgument) {
		final int bracket = classAndArgument.indexOf("(\"");
		if (bracket < 0) IJ.runPlugIn(label, classAndArgument, "");
		else IJ.runPlugIn(label, classAndArgument.substring(0, bracket), classAndArgument.substring(bracket + 2, classAndArgument
			.length() - 2));
	}
}
