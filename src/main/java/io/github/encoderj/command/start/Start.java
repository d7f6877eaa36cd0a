package io.github.encoderj.command.start;

import java.awt.GraphicsEnvironment;
import java.util.Set;
import java.util.stream.Collectors;

import javax.swing.SwingUtilities;

import org.scijava.command.Command;
import org.scijava.command.CommandService;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.EncoderJCommand;

/** Opens the window that leads from data to scores. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>Start...", headless = true,
	description = "Leads from data to scores: sample or own data, encoder, training, application, score; each step with its macro line.")
public class Start extends EncoderJCommand {

	@Parameter
	private CommandService commandService;

	@Override
	protected void work(final Progress progress) {
		Refusal.unless(!GraphicsEnvironment.isHeadless(), "Start... opens a window, for which there is no screen here. A macro calls the " +
			"commands of its steps themselves.");
		final Set<String> commands = commandService.getCommands().stream().filter(info -> info.getMenuPath().getLeaf() != null).map(info -> info
			.getMenuPath().getLeaf().getName()).collect(Collectors.toSet());
		SwingUtilities.invokeLater(() -> new StartWindow(StartStep.tasks(commands)).setVisible(true));
	}
}
