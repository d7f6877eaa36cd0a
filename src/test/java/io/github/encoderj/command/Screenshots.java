package io.github.encoderj.command;

import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Window;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import javax.imageio.ImageIO;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JTextField;

import ij.IJ;
import ij.ImageJ;
import ij.Menus;
import ij.WindowManager;

/**
 * Pictures of each command's dialog, of the start window, and of what commands show on test-images, in plain ImageJ with the commands
 * bridged; {@code sh src/build/screenshots.sh} runs it on a virtual screen. Says which text of a dialog is cut.
 */
final class Screenshots {

	private static final int PATIENCE = 200; // steps of 100 ms

	private final Path folder;
	private final Robot robot;

	private Screenshots(final Path folder) throws Exception {
		this.folder = Files.createDirectories(folder);
		robot = new Robot();
	}

	/** Arguments: folder for the pictures; a file with lines NAME | macro line, whose windows become NAME.png, or "" for none. */
	public static void main(final String... arguments) throws Exception {
		final Screenshots screenshots = new Screenshots(Path.of(arguments[0]));
		new ImageJ();
		DialogBridge.install();
		final List<String> cut = new ArrayList<>();
		for (final String label : DialogBridge.commands().keySet()) cut.addAll(screenshots.dialog(label));
		screenshots.changed("Train Affinities...", "Encoder", "/weights/dinov3-vits16");
		screenshots.window("Start...", "start");
		if (arguments.length > 1) {
			for (final String line : Files.readAllLines(Path.of(arguments[1]))) {
				if (!line.isBlank() && !line.startsWith("#")) screenshots.results(line.substring(0, line.indexOf('|')).strip(), line.substring(line
					.indexOf('|') + 1).strip());
			}
		}
		cut.forEach(System.out::println);
		System.exit(cut.isEmpty() ? 0 : 1);
	}

	/** The dialog of a command; returns what of its text is cut. */
	private List<String> dialog(final String label) throws Exception {
		final List<String> cut = new ArrayList<>();
		if (!ParameterCheck.keys(DialogBridge.commands().get(label).inputs()).isEmpty()) with(label, dialog -> {
			save(dialog, name(label));
			cutTexts(dialog, label, cut);
		});
		return cut;
	}

	/** The dialog of a command after a text has been written into a field, which may change what counts. */
	private void changed(final String label, final String field, final String text) throws Exception {
		with(label, dialog -> {
			EventQueue.invokeAndWait(() -> fieldOf(dialog, field).orElseThrow().setText(text));
			save(dialog, name(label) + "-changed");
		});
	}

	private static Optional<JTextField> fieldOf(final Container container, final String label) {
		final Component[] parts = container.getComponents();
		for (int i = 0; i < parts.length; i++) {
			if (parts[i] instanceof JLabel named && label.equals(named.getText())) return Optional.of((JTextField) ((Container) parts[i + 1])
				.getComponent(0));
			final Optional<JTextField> found = parts[i] instanceof Container inside ? fieldOf(inside, label) : Optional.empty();
			if (found.isPresent()) return found;
		}
		return Optional.empty();
	}

	/** What is done with an open window. */
	@FunctionalInterface
	private interface Action {

		void on(Window window) throws Exception;
	}

	/** Opens the dialog of a command, does something with it, and closes it as the user would. */
	private void with(final String label, final Action action) throws Exception {
		if (!Menus.getCommands().containsKey(label)) throw new IOException(label + " is in no menu");
		final Thread thread = new Thread(() -> new DialogBridge().run(label), "Run$_" + label);
		thread.start();
		final Optional<Window> dialog = await(JDialog.class::isInstance);
		if (dialog.isEmpty()) throw new IOException(label + " opened no dialog");
		action.on(dialog.get());
		close(dialog.get());
		thread.join();
	}

	private void window(final String label, final String name) throws Exception {
		final List<Window> before = List.of(Window.getWindows());
		new Thread(() -> new DialogBridge().run(label)).start();
		final Optional<Window> opened = await(window -> !before.contains(window));
		if (opened.isEmpty()) throw new IOException(label + " opened no window");
		Thread.sleep(1000);
		save(opened.get(), name);
		close(opened.get());
	}

	/** Runs a line and saves each window that it opens. */
	private void results(final String name, final String line) throws Exception {
		final List<Window> before = List.of(Window.getWindows());
		final Thread thread = new Thread(() -> IJ.runMacro(line), "Run$_" + name);
		thread.start();
		final Optional<Window> error = awaitEnd(thread, before);
		Thread.sleep(800);
		int number = 0;
		for (final Window window : Window.getWindows()) {
			if (!window.isShowing() || before.contains(window)) continue;
			save(window, name + (number++ == 0 ? "" : "-" + number));
		}
		if (error.isPresent()) throw new IOException(name + ": an error; see its picture");
		if (!line.contains("keep")) closeAll(before);
	}

	private static void close(final Window window) throws Exception {
		EventQueue.invokeAndWait(window::dispose);
	}

	private static void closeAll(final List<Window> before) throws Exception {
		if (WindowManager.getIDList() != null) for (final int id : WindowManager.getIDList()) WindowManager.getImage(id).changes = false;
		IJ.run("Close All");
		for (final Window window : Window.getWindows()) if (window.isShowing() && !before.contains(window)) close(window);
	}

	/** Waits for the end of a job; a modal dialog, which only an error opens, ends the wait. */
	private static Optional<Window> awaitEnd(final Thread thread, final List<Window> before) throws InterruptedException {
		while (thread.isAlive()) {
			thread.join(200);
			final Optional<Window> error = Arrays.stream(Window.getWindows()).filter(window -> window.isShowing() && !before.contains(window) &&
				window instanceof Dialog dialog && dialog.isModal()).findFirst();
			if (error.isPresent()) return error;
		}
		return Optional.empty();
	}

	private static Optional<Window> await(final Predicate<Window> wanted) throws InterruptedException {
		for (int i = 0; i < PATIENCE; i++) {
			Thread.sleep(100);
			final Optional<Window> found = Arrays.stream(Window.getWindows()).filter(window -> window.isShowing() && wanted.test(window))
				.findFirst();
			if (found.isPresent()) return found;
		}
		return Optional.empty();
	}

	private void save(final Window window, final String name) throws IOException, InterruptedException {
		window.toFront();
		window.setLocation(20, 20);
		Thread.sleep(400);
		robot.waitForIdle();
		final Rectangle bounds = window.getBounds();
		final BufferedImage picture = robot.createScreenCapture(bounds);
		ImageIO.write(picture, "png", folder.resolve(name + ".png").toFile());
	}

	private static void cutTexts(final Container container, final String label, final List<String> cut) {
		for (final Component component : container.getComponents()) {
			if (component instanceof Container inside) cutTexts(inside, label, cut);
			final boolean text = component instanceof JLabel || component instanceof JComboBox || component instanceof JButton button && !button
				.getText().isEmpty();
			final Rectangle place = component.getBounds();
			if (text && (component.getPreferredSize().width > place.width || component.getPreferredSize().height > place.height || place.x < 0 ||
				place.x + place.width > container.getWidth()))
			{
				cut.add(label + ": " + component + " is cut");
			}
		}
	}

	private static String name(final String label) {
		return "dialog-" + label.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
	}
}
