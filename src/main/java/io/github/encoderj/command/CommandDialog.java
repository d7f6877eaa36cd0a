package io.github.encoderj.command;

import java.awt.AWTEvent;
import java.awt.EventQueue;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.AWTEventListener;
import java.awt.event.WindowEvent;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.scijava.module.ModuleItem;
import org.scijava.module.MutableModule;
import org.scijava.module.MutableModuleItem;

import ij.ImagePlus;
import ij.WindowManager;
import io.github.encoderj.encoder.engine.GpuDriver;

/**
 * What all dialogs share. Before SciJava builds one: fields stand in the order data, settings, results, machine, whichever class declares
 * them; texts are wide enough for file names and numbers show their decimals; a field that cannot matter on this machine is left out; help
 * texts say when a field counts ({@link AppliesIf}). While it is open: fields that do not count are greyed out.
 * <p>
 * SciJava tells a command of each change by {@link org.scijava.module.Module#preview}, but gives it no hand on the fields themselves; so they
 * are looked for in the window ({@link DialogRows}). Where that finds nothing, the dialog is complete, only without grey.
 */
final class CommandDialog {

	/** What is worked on. */
	private static final String FIRST = "input";

	/** Fields that stand last, in this order; all others keep theirs. */
	static final List<String> LAST = List.of("figure", "output", "device", "threads", "seed", "overwrite");

	private static final int TEXT_COLUMNS = 30;
	private static final String ACTIVE = "Empty: the active image";
	private static final double SHARE = 0.05;
	private static final String DECIMALS = "format:0.0#######";

	private final MutableModule command;
	private final Map<String, Condition> conditions;
	private final AWTEventListener listener = this::opened;
	private Optional<DialogRows> rows = Optional.empty();

	private CommandDialog(final MutableModule command) {
		this.command = command;
		conditions = conditions(command.getClass());
	}

	/** Makes the parameters of a command ready for its dialog; what a script has given is left as it is. */
	static CommandDialog of(final MutableModule command, final BrowseButton.Chooser chooser) {
		final CommandDialog dialog = new CommandDialog(command);
		dialog.arrange(chooser);
		if (!GpuDriver.isInstalled() && command.getInfo().getInput("device") != null) command.resolveInput("device");
		return dialog;
	}

	/** Conditions of the fields of a command's class and of those that it extends, by field name. */
	static Map<String, Condition> conditions(final Class<?> type) {
		final Map<String, Condition> conditions = new LinkedHashMap<>();
		for (Class<?> each = type; each != null; each = each.getSuperclass()) {
			for (final Field field : each.getDeclaredFields()) {
				final AppliesIf applies = field.getAnnotation(AppliesIf.class);
				if (applies != null) conditions.put(field.getName(), Condition.parse(applies.value()));
			}
		}
		return conditions;
	}

	private void arrange(final BrowseButton.Chooser chooser) {
		final List<ModuleItem<?>> items = new ArrayList<>();
		command.getInfo().inputs().forEach(items::add);
		items.sort(Comparator.comparingInt(item -> item.getName().equals(FIRST) ? -2 : LAST.indexOf(item.getName()))); // stable; all others: -1
		items.forEach(command::removeInput);
		for (final ModuleItem<?> item : items) {
			command.addInput(item);
			if (command.isInputResolved(item.getName())) continue;
			if (BrowseButton.namesFile(item)) command.addInput(new BrowseButton(command, item, chooser));
		}
		for (final ModuleItem<?> item : items) if (item instanceof MutableModuleItem<?> field) describe(field);
	}

	private void describe(final MutableModuleItem<?> field) {
		final Class<?> type = field.getType();
		if (type == String.class) field.setColumnCount(TEXT_COLUMNS);
		if (type == double.class && field.getWidgetStyle().isEmpty()) field.setWidgetStyle(DECIMALS); // else 0.25 is shown as 0
		if (type == double.class && field.getStepSize() == null && field.getMaximumValue() instanceof Number most && most.doubleValue() <= 1) {
			field.setStepSize(SHARE); // else the arrows go from 0 to 1
		}
		final String help = field.getDescription();
		if (help == null) return;
		final String active = help.replace(ACTIVE, ACTIVE + " (" + Optional.ofNullable(WindowManager.getCurrentImage()).map(ImagePlus::getTitle)
			.orElse("none is open") + ")");
		final Condition condition = conditions.get(field.getName());
		field.setDescription(condition == null ? active : (active.startsWith("<html>") ? active : "<html>" + active) + "<br>Counts only if " +
			condition.sentence(this::label) + ".");
	}

	/** A field's label without its unit. */
	private String label(final String field) {
		return command.getInfo().getInput(field).getLabel().replaceAll(" \\(.*", "");
	}

	/** Whether a parameter counts with the values that the fields have now. */
	boolean applies(final String field) {
		final Condition condition = conditions.get(field);
		return condition == null || condition.holds(name -> String.valueOf(command.getInput(name))) && condition.fields().stream().allMatch(
			this::applies);
	}

	/** Waits for the window that shows the fields. */
	void watch() {
		Toolkit.getDefaultToolkit().addAWTEventListener(listener, AWTEvent.WINDOW_EVENT_MASK);
	}

	/** The dialog is done with. */
	void close() {
		Toolkit.getDefaultToolkit().removeAWTEventListener(listener);
		rows = Optional.empty();
	}

	/** Shows after a change which fields count. */
	void refresh() {
		EventQueue.invokeLater(this::showStates);
	}

	private void opened(final AWTEvent event) {
		if (event.getID() != WindowEvent.WINDOW_OPENED || !(event.getSource() instanceof Window window)) return;
		rows = DialogRows.in(window, labels().values());
		if (rows.isEmpty()) return;
		Toolkit.getDefaultToolkit().removeAWTEventListener(listener);
		if (rows.get().placeButtons(BrowseButton.LABEL)) DialogRows.fit(window);
		showStates();
	}

	private void showStates() {
		rows.ifPresent(shown -> labels().forEach((field, label) -> shown.enable(label, applies(field))));
	}

	/** Labels of the fields that the dialog shows, by their names. */
	private Map<String, String> labels() {
		final Map<String, String> labels = new LinkedHashMap<>();
		ParameterCheck.keys(command.getInfo().inputs()).values().stream().filter(item -> !command.isInputResolved(item.getName()) &&
			!(item instanceof BrowseButton)).forEach(item -> labels.put(item.getName(), item.getLabel()));
		return labels;
	}
}
