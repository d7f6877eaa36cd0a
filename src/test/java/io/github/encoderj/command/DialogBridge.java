package io.github.encoderj.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.scijava.Context;
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
import ij.plugin.PlugIn;
import ij.plugin.frame.Recorder;

/**
 * Gives EncoderJ's commands to plain ImageJ with windows, for tests and pictures: each in its menu, with its dialog
 * as Fiji lays it out, recorded once. It stands for what Fiji does with SciJava commands and is never part of the suite: Fiji would show
 * everything twice.
 */
public final class DialogBridge implements PlugIn {

	private static Context context;

	/** All commands of the suite by their labels. */
	static Map<String, CommandInfo> commands() {
		if (context == null) {
			context = new Context(CommandService.class, ModuleService.class, ConvertService.class, StatusService.class, TaskService.class,
				RefusedEntries.class);
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
			if (options.isEmpty() && !keys.isEmpty() && !ask(module)) return;
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

	/** Shows the dialog, which sets the values, and has them recorded; false if the user cancelled. */
	private static boolean ask(final Module module) {
		Macro.setOptions(null);
		if (!new FijiDialog(module).show()) return false;
		if (!Recorder.record) return true;
		Recorder.setCommand(module.getInfo().getMenuPath().getLeaf().getName());
		ParameterCheck.keys(module.getInfo().inputs()).forEach((key, item) -> {
			final Object value = item.getValue(module);
			if (value != null) Recorder.recordOption(key, value.toString());
		});
		return true;
	}
}
