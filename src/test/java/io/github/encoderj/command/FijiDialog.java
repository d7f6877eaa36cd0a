package io.github.encoderj.command;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.Toolkit;
import java.util.ArrayList;
import java.util.List;

import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JSpinner;
import javax.swing.JTextField;
import javax.swing.SpinnerNumberModel;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

import org.scijava.module.MethodCallException;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.widget.Button;
import org.scijava.widget.WidgetStyle;

/**
 * The dialog of a command as SciJava's Swing interface lays it out in Fiji: a row a parameter, its label right-aligned before a pane with the
 * field; a button has the whole row; after each change the command is told. It stands for Fiji's own, which is in no repository that this
 * build uses.
 */
final class FijiDialog {

	private static final int NUMBER_WIDTH = 50;
	private static final int SCROLL_BAR = 20;

	private final Module module;
	private final JPanel panel = new JPanel(new GridBagLayout());
	private final List<Runnable> refresh = new ArrayList<>();
	private boolean built;

	FijiDialog(final Module module) {
		this.module = module;
		module.getInfo().inputs().forEach(item -> {
			if (!module.isInputResolved(item.getName())) add(item);
		});
		built = true;
		module.preview();
	}

	/** Shows it and waits; whether the user pressed OK. */
	boolean show() {
		final JPanel top = new JPanel(new BorderLayout());
		top.add(panel, BorderLayout.NORTH);
		final JOptionPane pane = new JOptionPane(new JScrollPane(top), JOptionPane.PLAIN_MESSAGE, JOptionPane.OK_CANCEL_OPTION);
		final JDialog dialog = pane.createDialog(null, module.getInfo().getTitle());
		dialog.setResizable(true);
		dialog.pack();
		final Dimension screen = Toolkit.getDefaultToolkit().getScreenSize();
		dialog.setSize(Math.min(dialog.getWidth() + SCROLL_BAR, screen.width), Math.min(dialog.getHeight(), screen.height));
		dialog.setLocationRelativeTo(null);
		dialog.setVisible(true);
		dialog.dispose();
		return Integer.valueOf(JOptionPane.OK_OPTION).equals(pane.getValue());
	}

	JPanel panel() {
		return panel;
	}

	private void add(final ModuleItem<?> item) {
		final JPanel pane = new JPanel();
		pane.setLayout(new BoxLayout(pane, BoxLayout.X_AXIS));
		final JComponent field = item.getType() == Button.class ? button(item) : field(item);
		field.setToolTipText(item.getDescription());
		pane.add(field);
		final GridBagConstraints place = new GridBagConstraints();
		place.insets = new Insets(3, 5, 3, 5);
		place.gridy = panel.getComponentCount();
		if (item.getType() == Button.class) place.gridwidth = 2;
		else {
			final JLabel label = new JLabel(item.getLabel());
			label.setToolTipText(item.getDescription());
			place.anchor = GridBagConstraints.LINE_END;
			panel.add(label, place);
		}
		place.weightx = 1;
		place.fill = GridBagConstraints.HORIZONTAL;
		panel.add(pane, place);
	}

	private JButton button(final ModuleItem<?> item) {
		final JButton button = new JButton(item.getLabel());
		button.addActionListener(event -> {
			try {
				item.callback(module);
			}
			catch (final MethodCallException e) {
				throw new IllegalStateException(e);
			}
			refresh.forEach(Runnable::run);
		});
		return button;
	}

	private JComponent field(final ModuleItem<?> item) {
		final Object value = item.getValue(module);
		if (item.getChoices() != null && !item.getChoices().isEmpty()) {
			final JComboBox<Object> box = new JComboBox<>(item.getChoices().toArray());
			box.setSelectedItem(value);
			box.addActionListener(event -> changed(item, box.getSelectedItem()));
			return box;
		}
		if (value instanceof Boolean on) {
			final JCheckBox box = new JCheckBox("", on);
			box.addChangeListener(event -> changed(item, box.isSelected()));
			return box;
		}
		if (value instanceof Number number) return spinner(item, number);
		final JTextField text = new JTextField(String.valueOf(value), item.getColumnCount());
		text.getDocument().addDocumentListener(new Typed(() -> changed(item, text.getText())));
		refresh.add(() -> {
			final String now = String.valueOf(item.getValue(module));
			if (!text.getText().equals(now)) text.setText(now);
		});
		return text;
	}

	private JSpinner spinner(final ModuleItem<?> item, final Number value) {
		final Number step = item.getStepSize() == null ? 1 : item.getStepSize();
		final SpinnerNumberModel model = value instanceof Double ? new SpinnerNumberModel(value, (Comparable<?>) item.getMinimumValue(),
			(Comparable<?>) item.getMaximumValue(), step.doubleValue()) : value instanceof Long ? new SpinnerNumberModel(value, null, null, step
				.longValue()) : new SpinnerNumberModel(value, (Comparable<?>) item.getMinimumValue(), (Comparable<?>) item.getMaximumValue(), step
					.intValue());
		final JSpinner spinner = new JSpinner(model);
		final String format = WidgetStyle.getStyleModifier(item.getWidgetStyle(), "format");
		spinner.setEditor(new JSpinner.NumberEditor(spinner, format == null ? "0" : format));
		spinner.setPreferredSize(new Dimension(NUMBER_WIDTH, spinner.getPreferredSize().height));
		spinner.addChangeListener(event -> changed(item, spinner.getValue()));
		return spinner;
	}

	private void changed(final ModuleItem<?> item, final Object value) {
		if (!built || value.equals(item.getValue(module))) return;
		module.setInput(item.getName(), value);
		module.preview();
	}

	/** Every change of a text. */
	private record Typed(Runnable action) implements DocumentListener {

		@Override
		public void insertUpdate(final DocumentEvent event) {
			action.run();
		}

		@Override
		public void removeUpdate(final DocumentEvent event) {
			action.run();
		}

		@Override
		public void changedUpdate(final DocumentEvent event) {
			action.run();
		}
	}
}
