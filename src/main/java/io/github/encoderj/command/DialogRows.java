package io.github.encoderj.command;

import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.Window;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;

/**
 * The rows of a dialog in which a label is followed by its field, as SciJava's Swing dialogs are made: found by the labels' texts.
 */
final class DialogRows {

	private static final int SCROLL_BAR = 20;

	/** A row: its label and what the user works with. */
	private record Row(JLabel label, JPanel field) {}

	private final Map<String, Row> rows = new HashMap<>();

	private DialogRows() {}

	/** The rows of a window with the given labels; empty if one of them is not there, so that it is another window. */
	static Optional<DialogRows> in(final Container window, final Collection<String> labels) {
		final DialogRows found = new DialogRows();
		found.collect(window, labels);
		return labels.isEmpty() || !found.rows.keySet().containsAll(labels) ? Optional.empty() : Optional.of(found);
	}

	private void collect(final Container container, final Collection<String> labels) {
		final Component[] parts = container.getComponents();
		for (int i = 0; i < parts.length; i++) {
			if (parts[i] instanceof JLabel label && labels.contains(label.getText()) && i + 1 < parts.length && parts[i + 1] instanceof JPanel field) {
				rows.put(label.getText(), new Row(label, field));
			}
			else if (parts[i] instanceof Container inside) collect(inside, labels);
		}
	}

	/** Makes a row black or grey. */
	void enable(final String label, final boolean enabled) {
		final Row row = rows.get(label);
		row.label().setEnabled(enabled);
		enable(row.field(), enabled);
	}

	private static void enable(final Component component, final boolean enabled) {
		component.setEnabled(enabled);
		if (component instanceof Container container) for (final Component part : container.getComponents()) enable(part, enabled);
	}

	/**
	 * Moves buttons that have rows of their own below a field to the field's right.
	 *
	 * @param text of the buttons that are moved
	 * @return whether there were any
	 */
	boolean placeButtons(final String text) {
		boolean moved = false;
		for (final Row row : rows.values()) moved |= placeButton(row.field(), text);
		return moved;
	}

	/** Gives a window the size that it needs now, within the screen. */
	static void fit(final Window window) {
		window.validate();
		final Dimension wanted = window.getPreferredSize();
		final Rectangle screen = GraphicsEnvironment.getLocalGraphicsEnvironment().getMaximumWindowBounds();
		window.setSize(Math.min(wanted.width + SCROLL_BAR, screen.width), Math.min(wanted.height, screen.height));
		window.setLocation(screen.x + (screen.width - window.getWidth()) / 2, screen.y + (screen.height - window.getHeight()) / 2);
		window.validate();
	}

	/** Moves the button below a field, if there is one; whether there was. */
	private static boolean placeButton(final Container field, final String text) {
		final Container parent = field.getParent();
		final int below = List.of(parent.getComponents()).indexOf(field) + 1;
		if (below == parent.getComponentCount() || !(parent.getComponent(below) instanceof Container pane)) return false;
		if (pane.getComponentCount() != 1 || !(pane.getComponent(0) instanceof JButton button) || !button.getText().equals(text)) return false;
		parent.remove(pane);
		field.add(button);
		if (parent instanceof JComponent component) component.revalidate();
		return true;
	}
}
