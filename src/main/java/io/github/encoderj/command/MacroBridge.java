package io.github.encoderj.command;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.convert.ConvertService;
import org.scijava.module.Module;
import org.scijava.module.ModuleException;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;
import org.scijava.module.process.ServicePreprocessor;

import ij.CommandListener;
import ij.IJ;
import io.github.encoderj.base.Refusal;

/**
 * Answers a macro's {@code run("Label", "key=value ...")} in plain ImageJ 1 without windows: EncoderJ's commands by SciJava's module
 * machinery, ImageJ's own by class name. What Fiji's bridge does in the same place is imitated, with one difference: keys that a
 * command does not have are refused.
 */
final class MacroBridge implements CommandListener {

	/** A label that does nothing. */
	static final String NOTHING = "EncoderJ: nothing";

	private final Context context;
	private final Map<String, CommandInfo> encoderJ;
	private final Map<String, String> imageJ = ImageJCommands.all();
	private Optional<String> failure = Optional.empty();

	MacroBridge(final Context context) {
		this.context = context;
		encoderJ = context.service(CommandService.class).getCommands().stream().filter(MacroBridge::isOurs).collect(Collectors.toMap(
			info -> info.getMenuPath().getLeaf().getName(), info -> info));
	}

	/** EncoderJ's commands by their labels. */
	Map<String, CommandInfo> commands() {
		return Map.copyOf(encoderJ);
	}

	/** Why the last EncoderJ command failed; empty if it did not. */
	Optional<String> failure() {
		return failure;
	}

	/**
	 * Runs a command. ImageJ calls this in the macro's thread; whatever is thrown ends the macro.
	 *
	 * @return null, which tells ImageJ that the command has been run
	 */
	@Override
	public String commandExecuting(final String label) {
		if (label.equals(NOTHING)) return null;
		failure = Optional.empty();
		if (encoderJ.containsKey(label)) run(encoderJ.get(label));
		else if (imageJ.containsKey(label)) runImageJs(label, imageJ.get(label));
		else fail("Unknown command", "run(\"" + label + "\"): no such command. " + hint(label));
		return null;
	}

	private void runImageJs(final String label, final String classAndArgument) {
		if (ImageJCommands.ignoresOptions(label, classAndArgument)) {
			fail(label, "run(\"" + label + "\"): ImageJ would ignore the values given here, because it cannot open this command's dialog " +
				"without a screen. Use macro functions such as setPixel, or run this macro in Fiji.");
		}
		else ImageJCommands.run(label, classAndArgument);
	}

	private void run(final CommandInfo info) {
		final Module module;
		try {
			module = context.service(ModuleService.class).createModule(info);
			final MacroOptions options = MacroOptions.ofThisThread().orElse(new MacroOptions(""));
			final Map<String, ModuleItem<?>> keys = ParameterCheck.keys(info.inputs());
			options.check(keys.keySet());
			// Only this preprocessor: the default ones would load the values of the last run and look for a dialog.
			final ServicePreprocessor services = new ServicePreprocessor();
			context.inject(services);
			services.process(module);
			keys.forEach((key, item) -> options.text(key).ifPresent(text -> set(module, item, text)));
			module.initialize();
		}
		catch (final Refusal e) {
			fail(info.getTitle(), e.getMessage());
			return;
		}
		catch (final ModuleException e) {
			throw new IllegalStateException(info.getTitle() + " cannot be started", e);
		}
		try {
			module.run();
		}
		finally {
			failure = ((EncoderJCommand) module).failure();
		}
	}

	/** Sets a parameter; a text that is none of its type leaves the default, and the command, which sees the text too, refuses it. */
	private void set(final Module module, final ModuleItem<?> item, final String text) {
		final Object value = context.service(ConvertService.class).convert(text, item.getType());
		if (value != null) module.setInput(item.getName(), value);
		module.resolveInput(item.getName());
	}

	private void fail(final String title, final String message) {
		failure = Optional.of(message);
		IJ.error(title, message);
	}

	private String hint(final String label) {
		final String letters = letters(label);
		return encoderJ.keySet().stream().filter(known -> letters(known).equals(letters)).findFirst().or(() -> imageJ.keySet().stream()
			.filter(known -> letters(known).equals(letters)).findFirst()).map(known -> "Did you mean run(\"" + known + "\")?").orElse(
				"EncoderJ's commands are " + encoderJ.keySet().stream().sorted().collect(Collectors.joining(", ")) + ".");
	}

	private static String letters(final String label) {
		return label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
	}

	private static boolean isOurs(final CommandInfo info) {
		return info.getClassName().startsWith("io.github.encoderj.") && info.getMenuPath().getLeaf() != null;
	}
}
