package io.github.encoderj.command;

import java.io.File;
import java.util.Optional;

import javax.swing.JFileChooser;

import org.scijava.ItemVisibility;
import org.scijava.module.DefaultMutableModuleItem;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.MutableModule;
import org.scijava.widget.Button;

import ij.io.OpenDialog;

/**
 * A button in a command's dialog that fills a field with the name of a file or folder, beginning in the folder that was used last anywhere
 * in ImageJ. It has no value, so it is never recorded and never part of a macro.
 */
final class BrowseButton extends DefaultMutableModuleItem<Button> {

	/** Asks the user for a file or folder. */
	@FunctionalInterface
	interface Chooser {

		/**
		 * @param title what is chosen
		 * @param save whether the file is to be written
		 * @param folder to begin in; may be null
		 */
		Optional<File> choose(String title, boolean save, String folder);
	}

	static final String LABEL = "Browse...";

	private final String field;
	private final String title;
	private final boolean save;
	private final transient Chooser chooser;

	/** For a field of a command; to be added after it. */
	BrowseButton(final MutableModule command, final ModuleItem<?> field, final Chooser chooser) {
		super(command, "browse" + field.getName(), Button.class);
		this.field = field.getName();
		title = field.getLabel();
		this.save = field.getName().equals("output");
		this.chooser = chooser;
		setLabel(LABEL);
		setDescription("Chooses a file or folder for the field " + field.getLabel() + ".");
		setRequired(false);
		setPersisted(false);
		setVisibility(ItemVisibility.TRANSIENT);
	}

	/** Whether a field takes the name of a file or folder, as its label or help text says. */
	static boolean namesFile(final ModuleItem<?> item) {
		return item.getType() == String.class && item.getVisibility() == ItemVisibility.NORMAL && (item.getChoices() == null || item.getChoices()
			.isEmpty()) && (item.getLabel() + " " + item.getDescription()).matches("(?is).*(\\b(file|folder|series)\\b|\\(\\.[a-z]).*");
	}

	@Override
	public void callback(final Module module) {
		chooser.choose(title, save, OpenDialog.getDefaultDirectory()).ifPresent(file -> {
			module.setInput(field, file.getPath());
			if (file.getParent() != null) OpenDialog.setDefaultDirectory(file.getParent());
			module.preview(); // a change that SciJava does not see
		});
	}

	/** Asks with a window. */
	static Optional<File> ask(final String title, final boolean save, final String folder) {
		final JFileChooser dialog = new JFileChooser(folder);
		dialog.setDialogTitle(title);
		dialog.setFileSelectionMode(JFileChooser.FILES_AND_DIRECTORIES);
		final int pressed = save ? dialog.showSaveDialog(null) : dialog.showOpenDialog(null);
		return pressed == JFileChooser.APPROVE_OPTION ? Optional.of(dialog.getSelectedFile()) : Optional.empty();
	}
}
