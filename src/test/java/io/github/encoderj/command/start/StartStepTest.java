package io.github.encoderj.command.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
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
	void commandsThatAreMissingAreLeftOut() {
		final Map<String, List<StartStep>> some = StartStep.tasks(Set.of("Train Affinities...", "Score Classification..."));
		assertEquals(List.of("Train"), some.get("Neurons in electron microscopy").stream().map(StartStep::name).toList());
		assertFalse(some.containsKey("PET/CT and other scans"));
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
