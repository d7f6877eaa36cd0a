package io.github.encoderj.command;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.scijava.Context;
import org.scijava.ItemVisibility;
import org.scijava.app.StatusService;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.convert.ConvertService;
import org.scijava.module.Module;
import org.scijava.module.ModuleException;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;
import org.scijava.module.process.ServicePreprocessor;
import org.scijava.task.TaskService;

import ij.ImagePlus;
import ij.Macro;
import ij.Menus;
import ij.gui.GenericDialog;
import ij.plugin.PlugIn;
import ij.plugin.frame.Recorder;

/**
 * Gives EncoderJ's commands to plain ImageJ with windows, for tests and pictures: each in its menu, with a dialog made from its
 * parameters, recorded once. It stands for what Fiji does with SciJava commands and is never part of the suite: Fiji would show
 * everything twice.
 */
public final class DialogBridge implements PlugIn {

	private static final int TEXT_COLUMNS = 30;
	private static final int NUMBER_COLUMNS = 8;
	private static Context context;

	/** All commands of the suite by their labels. */
	static Map<String, CommandInfo> commands() {
		if (context == null) {
			context = new Context(CommandService.class, ModuleService.class, ConvertService.class, StatusService.class, TaskService.class);
		}
		final Map<String, CommandInfo> commands = new LinkedHashMap<>();
		context.service(CommandService.class).getCommands().stream().filter(info -> info.getClassName().startsWith("io.github.encoderj.") && info
			.getMenuPath().getLeaf() != null && !info.getClassName().contains("EchoCommand")).sorted((a, b) -> a.getMenuPath().getMenuString()
				.compareTo(b.getMenuPath().getMenuString())).forEach(info -> commands.put(info.getMenuPath().getLeaf().getName(), info));
		return commands;
	}

	/** Puts all commands into ImageJ's menus; ImageJ must run with its window. */
	static void install() {
		commands().forEach((label, info) -> Menus.add(info.getMenuPath().getMenuString().replace(" > ", ">"), DialogBridge.class.getName() +
			"(\"" + label + "\")"));
	}

	/** Runs a command: with the options of the macro call if it is in one, else with what the dialog gives. */
	@Override
	public void run(final String label) {
		final CommandInfo info = commands().get(label);
		try {
			final Module module = context.service(ModuleService.class).createModule(info);
			final ServicePreprocessor services = new ServicePreprocessor();
			context.inject(services);
			services.process(module);
			final Map<String, ModuleItem<?>> keys = ParameterCheck.keys(info.inputs());
			final Optional<MacroOptions> options = MacroOptions.ofThisThread();
			options.ifPresent(given -> keys.forEach((key, item) -> given.text(key).ifPresent(text -> set(module, item, text))));
			module.initialize();
			if (options.isEmpty() && !keys.isEmpty() && !ask(info, keys, module)) return;
			module.run();
			if (((EncoderJCommand) module).isCanceled()) return;
			info.outputs().forEach(item -> show(item.getValue(module)));
		}
		catch (final ModuleException e) {
			throw new IllegalStateException(e);
		}
	}

	private static void show(final Object value) {
		if (value instanceof ImagePlus image) image.show();
	}

	private static void set(final Module module, final ModuleItem<?> item, final String text) {
		final Object value = context.service(ConvertService.class).convert(text, item.getType());
		if (value != null) module.setInput(item.getName(), value);
		module.resolveInput(item.getName());
	}

	/** Shows the dialog and sets what it gives; false if the user cancelled. */
	private static boolean ask(final CommandInfo info, final Map<String, ModuleItem<?>> keys, final Module module) {
		Macro.setOptions(null);
		final GenericDialog dialog = new GenericDialog(info.getMenuPath().getLeaf().getName().replace("...", ""));
		final List<Supplier<String>> values = new ArrayList<>();
		final StringBuilder help = new StringBuilder("<html><h3>" + info.getMenuPath().getLeaf().getName() + "</h3>" + info.getDescription());
		final List<ModuleItem<?>> shown = new ArrayList<>();
		for (final ModuleItem<?> item : info.inputs()) {
			if (item.getVisibility() == ItemVisibility.MESSAGE || keys.containsValue(item)) shown.add(item);
		}
		for (final ModuleItem<?> item : shown) {
			if (item.getVisibility() == ItemVisibility.MESSAGE) {
				dialog.addMessage(String.valueOf(item.getValue(module)));
				continue;
			}
			values.add(field(dialog, item, item.getValue(module)));
			help.append("<p><b>").append(item.getLabel()).append("</b>: ").append(String.valueOf(item.getDescription()).replace("<html>", ""));
		}
		dialog.addHelp(help.toString());
		dialog.showDialog();
		if (dialog.wasCanceled()) return false;
		final List<String> texts = values.stream().map(Supplier::get).toList();
		int i = 0;
		if (Recorder.record) Recorder.setCommand(info.getMenuPath().getLeaf().getName()); // drops what ImageJ recorded by the labels
		for (final Map.Entry<String, ModuleItem<?>> each : keys.entrySet()) {
			final String text = texts.get(i++);
			set(module, each.getValue(), text);
			if (Recorder.record) Recorder.recordOption(each.getKey(), text);
		}
		return true;
	}

	/** Adds a field of the kind that fits; what it returns reads the field, once, in the order of the fields. */
	private static Supplier<String> field(final GenericDialog dialog, final ModuleItem<?> item, final Object value) {
		final Class<?> type = item.getType();
		final String label = item.getLabel();
		if (item.getChoices() != null && !item.getChoices().isEmpty()) {
			dialog.addChoice(label, item.getChoices().stream().map(Object::toString).toArray(String[]::new), String.valueOf(value));
			return dialog::getNextChoice;
		}
		if (type == boolean.class || type == Boolean.class) {
			dialog.addCheckbox(label, (Boolean) value);
			return () -> String.valueOf(dialog.getNextBoolean());
		}
		if (type == String.class) {
			if (BrowseButton.namesFile(item)) dialog.addFileField(label, String.valueOf(value), TEXT_COLUMNS);
			else dialog.addStringField(label, String.valueOf(value), TEXT_COLUMNS);
			return dialog::getNextString;
		}
		final double number = ((Number) value).doubleValue();
		final boolean whole = type == int.class || type == long.class || type == Integer.class || type == Long.class;
		dialog.addNumericField(label, number, whole ? 0 : digits(number), NUMBER_COLUMNS, "");
		return () -> {
			final double given = dialog.getNextNumber();
			return whole && given == Math.rint(given) ? String.valueOf((long) given) : String.valueOf(given);
		};
	}

	private static int digits(final double number) {
		return Math.max(2, BigDecimal.valueOf(number).stripTrailingZeros().scale());
	}
}
