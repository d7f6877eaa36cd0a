package io.github.encoderj.command;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.InstantiableException;
import org.scijava.command.CommandInfo;
import org.scijava.module.ModuleItem;
import org.scijava.util.ClassUtils;

/**
 * What holds for every command: it is declared as Fiji and macros need it, and bad values of each key are refused in a sentence, with
 * nothing written or shown. A new command joins by its line in {@link CommandCase#all}.
 */
class EveryCommandTest {

	/** Units that the label of a number names where its help text does. */
	private static final List<String> UNITS = List.of("pixels", "voxels", "millimetres", "micrometres", "seconds", "minutes", "percent");

	/** Commands that are nothing but a window. */
	private static final Set<String> WINDOWS = Set.of("Start...");

	@TempDir
	private static Path inputs;

	@TempDir
	private Path folder;

	@BeforeAll
	static void writeInputs() throws IOException {
		CommandCase.writeInputs(inputs);
	}

	@Test
	void everyCommandIsListedHere() {
		final TreeSet<String> known = new TreeSet<>(Macro.runner().commands().keySet());
		known.remove("Echo..."); // the tests' own
		assertEquals(known, CommandCase.all().stream().map(CommandCase::label).collect(Collectors.toCollection(TreeSet::new)));
	}

	@TestFactory
	Stream<DynamicTest> isDeclaredAsFijiNeedsIt() {
		return CommandCase.all().stream().map(each -> DynamicTest.dynamicTest(each.label(), () -> {
			final CommandInfo info = Macro.runner().commands().get(each.label());
			assertTrue(info.canRunHeadless(), "headless");
			assertTrue(info.getMenuPath().getMenuString().matches("(Plugins > EncoderJ|File > Open Samples) > .*"), info.getMenuPath()
				.getMenuString());
			assertFalse(info.getDescription() == null || info.getDescription().isBlank(), "the command has no description");
			assertAll(ParameterCheck.keys(info.inputs()).values().stream().map(item -> () -> assertGood(item)));
		}));
	}

	private static void assertGood(final ModuleItem<?> item) {
		assertFalse(item.isPersisted(), item.getName() + " keeps the value of the last run");
		assertTrue(item.getName().matches("[a-z][a-zA-Z]*"), item.getName() + ": ImageJ finds a key also after a digit or underscore");
		assertFalse(item.getDescription() == null || item.getDescription().isBlank(), item.getName() + " has no help text");
		assertFalse(item.getLabel() == null || item.getLabel().isBlank(), item.getName() + " has no label");
		for (final String unit : UNITS) assertTrue(item.getType() == String.class || !item.getDescription().contains("in " + unit) || item.getLabel()
			.toLowerCase(Locale.ROOT).contains(unit), item.getName() + ": its label does not say that it is in " + unit);
		assertTrue(item.getType() == String.class || item.getType().isPrimitive(), item.getName() + ": recorded macros need texts for files");
	}

	/** Good options, as the recorder writes them: all keys, those of which the user left the default, too. */
	@TestFactory
	Stream<DynamicTest> recordedLinesReplayInBatchMode() {
		return CommandCase.all().stream().filter(each -> !WINDOWS.contains(each.label())).map(each -> DynamicTest.dynamicTest(each.label(),
			() -> {
				Macro.run("setBatchMode(true);\n" + recorded(each) + "\nsetBatchMode(false);");
				each.outputs().forEach(name -> assertTrue(Files.exists(folder.resolve(name)), name + " was not written"));
			}));
	}

	private String recorded(final CommandCase each) {
		final CommandInfo info = Macro.runner().commands().get(each.label());
		final Object fresh;
		try {
			fresh = info.loadClass().getDeclaredConstructor().newInstance();
		}
		catch (final ReflectiveOperationException | InstantiableException e) {
			throw new IllegalStateException(e);
		}
		final Map<String, String> options = new LinkedHashMap<>();
		ParameterCheck.keys(info.inputs()).forEach((key, item) -> options.put(key, each.options().getOrDefault(key, String.valueOf(ClassUtils
			.getValue(ClassUtils.getField(info.getClassName(), item.getName()), fresh)))));
		return options.isEmpty() ? "run(\"" + each.label() + "\");" : "run(\"" + each.label() + "\", \"" + text(options) + "\");";
	}

	@Test
	void aWindowIsRefusedWithoutAScreen() {
		for (final String label : WINDOWS) {
			final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run("run(\"" + label + "\");"));
			assertTrue(failure.getMessage().contains("no screen"), failure.getMessage());
		}
	}

	@TestFactory
	Stream<DynamicTest> badOptionsAreRefusedWithoutATrace() {
		return CommandCase.all().stream().flatMap(each -> badOptions(each).stream().map(bad -> DynamicTest.dynamicTest(each.label() + " " +
			bad.key() + "=" + bad.value(), () -> assertRefused(each, bad))));
	}

	private record Bad(String key, String value) {}

	private void assertRefused(final CommandCase each, final Bad bad) throws IOException {
		final Map<String, String> options = new LinkedHashMap<>(each.options());
		options.put(bad.key(), bad.value());
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> run(each, options));
		final String message = failure.getMessage();
		assertFalse(message.contains("defect") || message.contains("Exception") || message.contains("null"), message);
		final String value = bad.value().replace("{folder}", folder.toString()).replace("{inputs}", inputs.toString());
		final String name = value.substring(value.lastIndexOf('/') + 1).replaceFirst("\\.[^.]+$", "");
		assertTrue(message.contains(bad.key()) || !name.isEmpty() && message.contains(name), message);
		assertTrue(message.matches("(?s).*[.?!]"), message);
		try (Stream<Path> written = Files.list(folder)) {
			assertEquals(List.of(), written.map(file -> file.getFileName().toString()).sorted().collect(Collectors.toList()), message);
		}
	}

	private void run(final CommandCase each, final Map<String, String> options) {
		Macro.run("run(\"" + each.label() + "\", getArgument());", text(options));
	}

	private String text(final Map<String, String> options) {
		return options.entrySet().stream().map(option -> option.getKey() + "=[" + option.getValue() + "]").collect(Collectors.joining(" "))
			.replace("{folder}", folder.toString()).replace("{inputs}", inputs.toString());
	}

	/** Values that no command may take, by the type and the meaning of its keys. */
	private static List<Bad> badOptions(final CommandCase each) {
		final List<Bad> bad = new ArrayList<>();
		bad.add(new Bad("nosuchkey", "1"));
		ParameterCheck.keys(Macro.runner().commands().get(each.label()).inputs()).forEach((key, item) -> {
			final Class<?> type = item.getType();
			if (type == boolean.class) bad.add(new Bad(key, "1"));
			if (type == int.class || type == long.class) bad.add(new Bad(key, "4.7"));
			if (type.isPrimitive()) bad.add(new Bad(key, "abc"));
			if (type == double.class) bad.add(new Bad(key, "NaN"));
			if (item.getMinimumValue() instanceof Number minimum) bad.add(new Bad(key, String.valueOf(minimum.longValue() - 1)));
			if (item.getMaximumValue() instanceof Number maximum) bad.add(new Bad(key, String.valueOf(maximum.longValue() + 1)));
			if (item.getChoices() != null && !item.getChoices().isEmpty()) bad.add(new Bad(key, "nonsense"));
		});
		for (final String key : each.files()) {
			for (final String file : CommandCase.BAD_FILES) bad.add(new Bad(key, "{inputs}/" + file));
		}
		each.refused().forEach((key, values) -> values.forEach(value -> bad.add(new Bad(key, value))));
		if (each.options().containsKey("output")) {
			final String name = each.options().get("output").replace("{folder}/", "");
			bad.add(new Bad("output", "{folder}/missing/" + name));
			if (name.contains(".")) bad.add(new Bad("output", "{folder}/result.unknown")); // else a folder, which may have any name
			bad.add(new Bad("output", "/proc/" + name)); // exists, and nobody may create files there
		}
		return bad;
	}
}
