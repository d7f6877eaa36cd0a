package io.github.encoderj.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextField;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;
import org.scijava.module.MutableModule;
import org.scijava.task.TaskService;

import io.github.encoderj.command.radiographs.TrainRadiographClassifier;
import io.github.encoderj.encoder.engine.GpuDriver;

/** Dialogs of all commands, without a screen: what SciJava is given to build them from, and what is done to a panel like SciJava's. */
class CommandDialogTest {

	private static Context context;

	@BeforeAll
	static void start() {
		context = new Context(CommandService.class, ModuleService.class, StatusService.class, TaskService.class,
			RefusedEntries.class);
	}

	@AfterAll
	static void stop() {
		context.dispose();
	}

	private static Stream<CommandInfo> commands() {
		return Macro.runner().commands().values().stream().filter(info -> !info.getTitle().startsWith("Echo")).sorted(Comparator.comparing(CommandInfo::getTitle));
	}

	private static MutableModule command(final CommandInfo info) {
		return (MutableModule) context.service(ModuleService.class).createModule(context.service(CommandService.class).getCommand(info
			.getClassName()));
	}

	private static CommandDialog dialog(final MutableModule command) {
		return CommandDialog.of(command, (title, save, folder) -> Optional.empty());
	}

	private static List<String> names(final Iterable<ModuleItem<?>> items) {
		return new ArrayList<>(ParameterCheck.keys(items).values().stream().filter(item -> !(item instanceof BrowseButton)).map(
			ModuleItem::getName).toList());
	}

	@TestFactory
	Stream<DynamicTest> dataComeFirstResultsAndMachineLast() {
		return commands().map(info -> DynamicTest.dynamicTest(info.getTitle(), () -> {
			final MutableModule command = command(info);
			dialog(command);
			final List<String> shown = names(command.getInfo().inputs());
			final List<String> declared = names(info.inputs());
			assertEquals(declared.stream().sorted().toList(), shown.stream().sorted().toList());
			final Stream<String> settings = declared.stream().filter(name -> !name.equals("input") && !CommandDialog.LAST.contains(name));
			assertEquals(Stream.of(Stream.of("input").filter(declared::contains), settings, CommandDialog.LAST.stream().filter(declared::contains))
				.flatMap(names -> names).toList(), shown);
			assertEquals(shown.size(), ParameterCheck.keys(info.inputs()).values().stream().map(ModuleItem::getLabel).distinct().count(),
				"labels tell the fields apart");
		}));
	}

	@TestFactory
	Stream<DynamicTest> conditionsNameOtherFieldsAndAreInTheHelp() {
		return commands().map(info -> DynamicTest.dynamicTest(info.getTitle(), () -> {
			final MutableModule command = command(info);
			final CommandDialog dialog = dialog(command);
			CommandDialog.conditions(command.getClass()).forEach((field, condition) -> {
				final ModuleItem<?> item = command.getInfo().getInput(field);
				assertTrue(item.getDescription().matches("(?s)<html>.*<br>Counts only if .*\\."), item.getDescription());
				condition.fields().forEach(other -> assertTrue(command.getInfo().getInput(other) != null && !other.equals(field), field +
					" depends on " + other));
				dialog.applies(field); // ends: no circle
			});
		}));
	}

	@TestFactory
	Stream<DynamicTest> textsAreWideAndNumbersShowTheirDecimals() {
		return commands().map(info -> DynamicTest.dynamicTest(info.getTitle(), () -> {
			final MutableModule command = command(info);
			dialog(command);
			ParameterCheck.keys(command.getInfo().inputs()).values().stream().filter(item -> !command.isInputResolved(item.getName())).forEach(
				item -> {
					if (item.getType() == double.class) assertTrue(item.getWidgetStyle().startsWith("format:0."), item.getName());
					if (item.getType() == String.class) assertEquals(30, item.getColumnCount(), item.getName());
				});
		}));
	}

	@Test
	void fieldsCountOrNotAsOthersAreSet() {
		final MutableModule command = command(new CommandInfo(TrainRadiographClassifier.class));
		final CommandDialog dialog = dialog(command);
		assertEquals(List.of(true, false, true, false), applying(dialog));
		command.setInput("finetune", "all");
		assertEquals(List.of(true, false, true, true), applying(dialog));
		command.setInput("method", "knn");
		assertEquals(List.of(false, true, false, false), applying(dialog), "what depends on a field that does not count does not count either");
		assertEquals("<html>Of knn: their number, or several with commas between; grid: 10,20,100,200.<br>Counts only if Method is knn.", command
			.getInfo().getInput("neighbours").getDescription());
	}

	private static List<Boolean> applying(final CommandDialog dialog) {
		return Stream.of("rates", "neighbours", "finetune", "tuningRate").map(dialog::applies).toList();
	}

	@Test
	void aDeviceIsAskedForOnlyWhereThereCanBeMoreThanOne() {
		final MutableModule command = command(new CommandInfo(TrainRadiographClassifier.class));
		dialog(command);
		assertEquals(!GpuDriver.isInstalled(), command.isInputResolved("device"));
		assertEquals("auto", command.getInput("device"));
	}

	@Test
	void whatWasRefusedIsOfferedOnceMore() {
		final RefusedEntries refused = context.service(RefusedEntries.class);
		final CommandInfo info = Macro.runner().commands().get("Train Affinities...");
		final MutableModule command = command(info);
		dialog(command);
		command.setInput("labels", "wrong.tif");
		command.setInput("epochs", 77);
		refused.keep(command);
		final MutableModule scripted = command(info);
		scripted.setInput("labels", "given.tif");
		scripted.resolveInput("labels");
		refused.offer(scripted);
		assertEquals(List.of("given.tif", 77), List.of(scripted.getInput("labels"), scripted.getInput("epochs")));
		final MutableModule later = command(info);
		refused.offer(later);
		assertEquals(List.of("", 60), List.of(later.getInput("labels"), later.getInput("epochs")), "only once");
	}

	@Test
	void theActiveImageIsNamed() {
		final MutableModule command = command(Macro.runner().commands().get("Train Affinities..."));
		dialog(command);
		assertTrue(command.getInfo().getInput("input").getDescription().contains("Empty: the active image (none is open)."), command.getInfo()
			.getInput("input").getDescription());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		a given                | x                | true
		a given                | ''               | false
		a empty                | ' '              | true
		a = one,two            | two              | true
		a = one,two            | three,one        | true
		a = one,two            | three            | false
		a = recall             | recall 0.9       | true
		a != one,two           | two              | false
		a != one,two           | one,/data/three  | true
		a != raw               | raw:mala         | false
		a given and a != no    | no               | false
		a given and a != no    | yes              | true
		a = false              | false            | true
		""")
	void conditionsHold(final String condition, final String value, final boolean holds) {
		assertEquals(holds, Condition.parse(condition).holds(Map.of("a", value)::get));
	}

	@Test
	void conditionsAreSaidInWords() {
		assertEquals("A is given and A is not one or two and A is off", Condition.parse("a given and a != one,two and a = false").sentence(
			name -> "A"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "a is b", "a = ", "a given or b given" })
	void whatIsNoConditionIsADefect(final String text) {
		assertThrows(IllegalArgumentException.class, () -> Condition.parse(text));
	}

	@Test
	void rowsAreGreyedOutAndButtonsStandBesideTheirField() {
		final JPanel window = new JPanel();
		final JPanel panel = new JPanel();
		window.add(new JLabel("about"));
		window.add(panel);
		final JPanel first = row(panel, "First");
		panel.add(pane(new JButton("Browse...")));
		final JPanel second = row(panel, "Second");
		assertTrue(DialogRows.in(window, List.of("First", "Third")).isEmpty(), "another window");
		assertTrue(DialogRows.in(window, List.of()).isEmpty());
		final DialogRows rows = DialogRows.in(window, List.of("First", "Second")).orElseThrow();
		assertTrue(rows.placeButtons("Browse..."));
		assertFalse(rows.placeButtons("Browse..."), "all are in place");
		assertEquals(List.of(4, 2, 1), List.of(panel.getComponentCount(), first.getComponentCount(), second.getComponentCount()));
		rows.enable("First", false);
		assertEquals(List.of(false, false, true), List.of(panel.getComponent(0).isEnabled(), first.getComponent(1).isEnabled(), second
			.getComponent(0).isEnabled()));
		rows.enable("First", true);
		assertTrue(first.getComponent(0).isEnabled());
	}

	private static JPanel row(final JPanel panel, final String label) {
		panel.add(new JLabel(label));
		final JPanel pane = pane(new JTextField());
		panel.add(pane);
		return pane;
	}

	private static JPanel pane(final JComponent field) {
		final JPanel pane = new JPanel();
		pane.add(field);
		return pane;
	}
}
