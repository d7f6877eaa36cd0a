package io.github.encoderj.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.swing.JPanel;

import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.command.CommandService;
import org.scijava.log.LogService;
import org.scijava.module.Module;
import org.scijava.module.process.ServicePreprocessor;
import org.scijava.plugin.Plugin;
import org.scijava.task.TaskService;
import org.scijava.thread.ThreadService;
import org.scijava.widget.AbstractInputHarvester;
import org.scijava.widget.AbstractInputPanel;
import org.scijava.widget.AbstractInputWidget;
import org.scijava.widget.InputPanel;
import org.scijava.widget.InputWidget;
import org.scijava.widget.WidgetModel;
import org.scijava.widget.WidgetService;

import io.github.encoderj.command.em.TrainAffinities;

/** SciJava's own way from a command to a panel of fields, which Fiji's dialogs go, with fields that have no look. */
class HarvestTest {

	/** A field of any kind. */
	@Plugin(type = InputWidget.class)
	public static final class Field extends AbstractInputWidget<Object, JPanel> {

		@Override
		public boolean supports(final WidgetModel model) {
			return true;
		}

		@Override
		public Object getValue() {
			return get().getValue();
		}

		@Override
		public void refreshWidget() {}

		@Override
		public JPanel getComponent() {
			return null;
		}

		@Override
		public Class<JPanel> getComponentType() {
			return JPanel.class;
		}
	}

	/** A panel that remembers in which order it got its fields. */
	private static final class Panel extends AbstractInputPanel<JPanel, JPanel> {

		private final List<String> names = new ArrayList<>();

		@Override
		public void addWidget(final InputWidget<?, JPanel> widget) {
			super.addWidget(widget);
			names.add(widget.get().getItem().getName());
		}

		@Override
		public Class<JPanel> getWidgetComponentType() {
			return JPanel.class;
		}

		@Override
		public JPanel getComponent() {
			return null;
		}

		@Override
		public Class<JPanel> getComponentType() {
			return JPanel.class;
		}
	}

	/** A command that counts how often it is told of a change. */
	private static final class Counting extends TrainAffinities {

		private int told;

		@Override
		public void preview() {
			told++;
		}
	}

	private static final class Harvester extends AbstractInputHarvester<JPanel, JPanel> {

		@Override
		public InputPanel<JPanel, JPanel> createInputPanel() {
			return new Panel();
		}

		@Override
		public boolean harvestInputs(final InputPanel<JPanel, JPanel> panel, final Module module) {
			return true;
		}
	}

	@Test
	void fieldsComeInTheirOrderAndEachChangeIsTold() throws Exception {
		try (Context context = new Context(CommandService.class, WidgetService.class, ThreadService.class, LogService.class, StatusService.class,
			TaskService.class))
		{
			final Counting command = new Counting();
			context.inject(command);
			final ServicePreprocessor services = new ServicePreprocessor();
			context.inject(services);
			services.process(command);
			final CommandDialog dialog = CommandDialog.of(command, (title, save, folder) -> Optional.empty());
			final Harvester harvester = new Harvester();
			harvester.setContext(context);
			final Panel panel = new Panel();
			harvester.buildPanel(panel, command);
			assertEquals(1, command.told, "once the panel is complete");
			final List<String> fields = panel.names.stream().filter(name -> !name.equals("device")).toList(); // is left out without a GPU's driver
			assertEquals(List.of("input", "browseinput", "labels", "browselabels", "encoder", "browseencoder", "magnification"), fields.subList(0, 7));
			assertEquals(List.of("minutes", "output", "browseoutput", "threads", "seed", "overwrite"), fields.subList(fields.size() - 6, fields
				.size()));
			assertFalse(dialog.applies("magnification"));
			panel.getWidget("encoder").get().setValue("/weights/dinov3-vits16");
			context.service(ThreadService.class).invoke(() -> {}); // what was queued before it has run then
			assertEquals(2, command.told);
			assertTrue(dialog.applies("magnification"));
		}
	}
}
