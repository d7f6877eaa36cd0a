package io.github.encoderj.command.start;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.Font;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import javax.swing.BorderFactory;
import javax.swing.BoxLayout;
import javax.swing.ButtonGroup;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JFileChooser;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JRadioButton;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.UIManager;

import ij.IJ;
import ij.io.OpenDialog;

/**
 * The start window: choose a task, the data and a folder for results; then step by step run the line that is shown, open the command's own
 * dialog, or copy the line into a macro.
 */
final class StartWindow extends JFrame {

	private static final long serialVersionUID = 1L;
	private static final int GAP = 8;
	private static final int LINE_COLUMNS = 72;

	private final transient Map<String, List<StartStep>> tasks;
	private final JComboBox<String> task;
	private final JRadioButton sample = new JRadioButton("Sample data", true);
	private final JRadioButton own = new JRadioButton("My own data");
	private final JTextField folder = new JTextField(folderAtFirst(), 32);
	private final JPanel steps = new JPanel();

	StartWindow(final Map<String, List<StartStep>> tasks) {
		super("EncoderJ: Start");
		this.tasks = tasks;
		task = new JComboBox<>(tasks.keySet().toArray(String[]::new));
		steps.setLayout(new BoxLayout(steps, BoxLayout.Y_AXIS));
		final JScrollPane scroll = new JScrollPane(steps);
		scroll.setBorder(BorderFactory.createEmptyBorder());
		scroll.getVerticalScrollBar().setUnitIncrement(16);
		add(choices(), BorderLayout.NORTH);
		add(scroll, BorderLayout.CENTER);
		showSteps();
		setDefaultCloseOperation(DISPOSE_ON_CLOSE);
		pack();
		final Dimension screen = Toolkit.getDefaultToolkit().getScreenSize();
		setSize(Math.min(getWidth() + 24, screen.width), Math.min(getHeight(), screen.height * 9 / 10)); // 24: room for the scroll bar
		setLocationByPlatform(true);
	}

	private JPanel choices() {
		final JPanel panel = new JPanel(new GridBagLayout());
		panel.setBorder(BorderFactory.createEmptyBorder(GAP, GAP, GAP, GAP));
		final ButtonGroup group = new ButtonGroup();
		group.add(sample);
		group.add(own);
		final JButton browse = new JButton("Browse...");
		browse.addActionListener(event -> chooseFolder());
		addRow(panel, 0, "Task", task, null);
		addRow(panel, 1, "Data", row(sample, own), null);
		addRow(panel, 2, "Folder for results", folder, browse);
		task.addActionListener(event -> showSteps());
		sample.addActionListener(event -> showSteps());
		own.addActionListener(event -> showSteps());
		folder.addActionListener(event -> showSteps());
		return panel;
	}

	private static void addRow(final JPanel panel, final int row, final String label, final java.awt.Component field,
		final JButton button)
	{
		final GridBagConstraints place = new GridBagConstraints();
		place.gridy = row;
		place.insets = new Insets(2, 2, 2, GAP);
		place.anchor = GridBagConstraints.LINE_START;
		panel.add(new JLabel(label), place);
		place.weightx = 1;
		place.fill = GridBagConstraints.HORIZONTAL;
		panel.add(field, place);
		place.weightx = 0;
		if (button != null) panel.add(button, place);
	}

	private static JPanel row(final java.awt.Component... parts) {
		final JPanel row = new JPanel(new FlowLayout(FlowLayout.LEADING, 0, 0));
		for (final java.awt.Component part : parts) row.add(part);
		return row;
	}

	private void showSteps() {
		steps.removeAll();
		int number = 1;
		for (final StartStep step : tasks.getOrDefault(String.valueOf(task.getSelectedItem()), List.of())) {
			final Optional<String> line = step.line(sample.isSelected(), folder.getText().strip());
			if (line.isPresent()) steps.add(card(number++, step, line.get()));
		}
		steps.revalidate();
		steps.repaint();
	}

	private JPanel card(final int number, final StartStep step, final String line) {
		final JPanel card = new JPanel(new BorderLayout(0, 4));
		card.setBorder(BorderFactory.createCompoundBorder(BorderFactory.createMatteBorder(1, 0, 0, 0, UIManager.getColor(
			"Separator.foreground")), BorderFactory.createEmptyBorder(GAP, GAP, GAP, GAP)));
		final JLabel title = new JLabel(number + ". " + step.name());
		title.setFont(title.getFont().deriveFont(Font.BOLD, title.getFont().getSize2D() + 2));
		final JTextArea text = area(step.text(), title.getFont().deriveFont(Font.PLAIN, title.getFont().getSize2D() - 2));
		text.setEditable(false);
		text.setOpaque(false);
		final JPanel head = new JPanel(new BorderLayout(0, 2));
		head.add(title, BorderLayout.NORTH);
		head.add(text, BorderLayout.CENTER);
		final JTextArea code = area(line, new Font(Font.MONOSPACED, Font.PLAIN, 12));
		code.setBorder(BorderFactory.createCompoundBorder(BorderFactory.createLineBorder(UIManager.getColor("Separator.foreground")),
			BorderFactory.createEmptyBorder(4, 4, 4, 4)));
		final JPanel buttons = row(button("Run", "Runs this line as it stands; you may change it.", e -> run(code.getText())), button("Dialog...",
			"Opens the command's own dialog.", e -> IJ.doCommand(step.command())), button("Copy", "Copies the line, for a macro.", e -> copy(code
				.getText())));
		card.add(head, BorderLayout.NORTH);
		card.add(code, BorderLayout.CENTER);
		card.add(buttons, BorderLayout.SOUTH);
		return card;
	}

	private static JTextArea area(final String text, final Font font) {
		final JTextArea area = new JTextArea(text);
		area.setFont(font);
		area.setLineWrap(true);
		area.setWrapStyleWord(true);
		area.setColumns(LINE_COLUMNS);
		final int width = area.getFontMetrics(font).charWidth('m') * LINE_COLUMNS;
		area.setSize(width, Short.MAX_VALUE); // so that the preferred height counts the wrapped lines
		return area;
	}

	private static JButton button(final String label, final String tip, final Consumer<java.awt.event.ActionEvent> action) {
		final JButton button = new JButton(label);
		button.setToolTipText(tip);
		button.addActionListener(action::accept);
		return button;
	}

	private void run(final String line) {
		final Optional<String> gap = StartStep.gap(line);
		if (gap.isPresent()) {
			IJ.error("EncoderJ: Start", "Write a file, a folder or the title of an open image in place of " + gap.get() +
				", or press Dialog... to choose it there.");
			return;
		}
		if (line.contains(folder.getText().strip()) && !Files.isDirectory(Path.of(folder.getText().strip()))) {
			IJ.error("EncoderJ: Start", folder.getText() + " is no folder. Choose one for the results at the top of the window.");
			return;
		}
		new Thread(() -> IJ.runMacro(line), "EncoderJ step").start();
	}

	private static void copy(final String line) {
		Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(line), null);
		IJ.showStatus("Copied");
	}

	private void chooseFolder() {
		final JFileChooser chooser = new JFileChooser(folder.getText());
		chooser.setFileSelectionMode(JFileChooser.DIRECTORIES_ONLY);
		if (chooser.showOpenDialog(this) != JFileChooser.APPROVE_OPTION) return;
		folder.setText(chooser.getSelectedFile().getPath());
		OpenDialog.setDefaultDirectory(folder.getText());
		showSteps();
	}

	/** The folder that was used last in ImageJ, or else the user's own. */
	private static String folderAtFirst() {
		final String last = OpenDialog.getDefaultDirectory();
		return last == null || last.isBlank() ? System.getProperty("user.home", "") : last;
	}
}
