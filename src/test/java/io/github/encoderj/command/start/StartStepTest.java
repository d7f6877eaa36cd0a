package io.github.encoderj.command.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.command.CommandInfo;

import io.github.encoderj.command.Macro;

class StartStepTest {

	private static final Pattern KEY = Pattern.compile("(?:^|\\s)([a-z]+)=(?:\\[[^\\]]*\\]|\\S+)");

	private final Map<String, CommandInfo> commands = Macro.runner().commands();
	private final Map<String, List<StartStep>> tasks = StartStep.tasks(commands.keySet());

	@Test
	void everyLineNamesKeysOfItsCommand() {
		final List<String> wrong = new ArrayList<>();
		tasks.values().stream().flatMap(List::stream).forEach(step -> {
			final List<String> keys = StreamSupport.stream(commands.get(step.command()).inputs().spliterator(), false).map(item -> item.getName()
				.toLowerCase(Locale.ROOT)).toList();
			for (final Optional<String> options : List.of(step.sample(), step.own())) {
				final Matcher matcher = KEY.matcher(options.orElse(""));
				while (matcher.find()) if (!keys.contains(matcher.group(1))) wrong.add(step.command() + " has no key " + matcher.group(1));
				assertTrue(matcher.replaceAll("").isBlank(), options.orElse(""));
			}
			assertFalse(step.text().isBlank());
			assertTrue(step.sample().isPresent() || step.own().isPresent(), step.command());
		});
		assertEquals(List.of(), wrong);
	}

	@Test
	void everyLineNamesACommandThatIsThere() throws IOException {
		try (InputStream in = StartStep.class.getResourceAsStream("steps.txt")) {
			final List<String> named = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank() && !line
				.startsWith("#")).map(line -> line.split("\\|")[2].strip()).toList();
			assertEquals(List.of(), named.stream().filter(name -> !commands.containsKey(name)).toList());
		}
	}

	/** The lines with the sample, one after the other, with less to learn from; what they hand on to each other fits. */
	@ParameterizedTest
	@CsvSource({ "Whole slides, number=10, number=6", "PET/CT and other scans, number=4, number=2", "Findings on radiographs, number=60, number=24" })
	void theStepsWithTheSampleRunInOrder(final String task, final String many, final String few, @TempDir final Path folder) {
		final List<String> lines = tasks.get(task).stream().map(step -> step.line(true, folder.toString())).flatMap(Optional::stream).filter(
			line -> !line.contains("Manage Encoders")).map(line -> line.replace(many, few).replace("crop=24 minutes=3", "crop=16 minutes=0.02 epochs=1")
				.replace("epochs=60", "epochs=1 folds=2").replace("size=128", "size=64").replace("linear,logistic seeds=2", "logistic seeds=1")).toList();
		assertTrue(lines.size() > 4, lines.toString());
		Macro.run(String.join("\n", lines));
		assertTrue(lines.stream().anyMatch(line -> line.contains("scores.csv")));
		assertTrue(Stream.of(folder.toFile().list()).anyMatch(name -> name.endsWith("-scores.csv")));
	}

	@Test
	void commandsThatAreMissingAreLeftOut() {
		final Map<String, List<StartStep>> some = StartStep.tasks(Set.of("Train Affinities...", "Score Classification..."));
		assertEquals(List.of("Train"), some.get("Neurons in electron microscopy").stream().map(StartStep::name).toList());
		assertEquals(1, some.size(), "a score alone is no task");
		assertTrue(StartStep.tasks(Set.of()).isEmpty());
	}

	@Test
	void theFolderIsWrittenWithSlashes() {
		final StartStep step = new StartStep("Train", "Train...", Optional.of("output=[{folder}a.csv]"), Optional.empty(), "Trains.");
		assertEquals(Optional.of("run(\"Train...\", \"output=[C:/my data/a.csv]\");"), step.line(true, "C:\\my data"));
		assertEquals(Optional.empty(), step.line(false, ""));
	}

	@Test
	void findsWhatIsToBeFilledIn() {
		assertEquals(Optional.of("<image>"), StartStep.gap("run(\"a\", \"input=[<image>] labels=[<labels>]\");"));
		assertEquals(Optional.empty(), StartStep.gap("run(\"a\", \"threads=0\");"));
	}
}
