package io.github.encoderj.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scijava.command.CommandInfo;

/** The user's pages: every command and every key of it is explained, and what they show can be run and found. */
class PagesTest {

	private static final Path PAGES = Path.of("src/site/markdown");
	private static final Pattern LINE = Pattern.compile("run\\(\"([^\"]+)\"(?:,\\s*\"((?:[^\"]|\"\\s*\\+\\s*\")*)\")?\\)");
	private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

	/** Sections that hold for all commands of their page, or of all pages if they are on the first one. */
	private static final String SHARED = "## Keys that ";

	/** A section of a page: its heading and what stands below. */
	private record Section(String page, String text) {

		private boolean isAbout(final String command) {
			return text.lines().findFirst().orElse("").contains(command);
		}
	}

	private static List<Section> sections() throws IOException {
		final List<Section> sections = new ArrayList<>();
		for (final Path page : pages()) Arrays.stream(Files.readString(page).split("(?m)^(?=#{1,3} )")).forEach(text -> sections.add(
			new Section(page.getFileName().toString(), text)));
		return sections;
	}

	private static List<Path> pages() throws IOException {
		try (Stream<Path> files = Files.list(PAGES)) {
			return files.filter(file -> !file.endsWith("benchmarks.md")).sorted().toList();
		}
	}

	@TestFactory
	Stream<DynamicTest> everyKeyIsExplained() throws IOException {
		final List<Section> sections = sections();
		return CommandCase.all().stream().map(each -> DynamicTest.dynamicTest(each.label(), () -> {
			final String title = each.label().replace("...", "");
			final CommandInfo info = Macro.runner().commands().get(each.label());
			final boolean sample = info.getMenuPath().getMenuString().startsWith("File");
			final List<Section> about = sections.stream().filter(section -> section.isAbout(sample ? "## Samples" : title)).toList();
			if (title.equals("Start")) return;
			assertFalse(about.isEmpty(), "no page has a heading for it");
			final Set<String> pages = about.stream().map(Section::page).collect(Collectors.toSet());
			final String text = Stream.concat(about.stream(), sections.stream().filter(section -> section.isAbout(SHARED) && (section.page().equals(
				"index.md") || pages.contains(section.page())))).map(Section::text).collect(Collectors.joining());
			assertTrue(text.contains(title));
			assertEquals(List.of(), ParameterCheck.keys(info.inputs()).keySet().stream().filter(key -> !Pattern.compile("\\b" + key + "\\b").matcher(
				text).find()).toList(), "keys that " + pages + " do not explain");
		}));
	}

	@TestFactory
	Stream<DynamicTest> linesHaveKeysThatTheirCommandsKnow() throws IOException {
		return pages().stream().map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> {
			final Matcher line = LINE.matcher(Files.readString(page));
			while (line.find()) {
				if (line.group(1).equals("Command...")) continue; // stands for any
				final CommandInfo info = Macro.runner().commands().get(line.group(1));
				assertTrue(info != null, line.group());
				if (line.group(2) != null) new MacroOptions(line.group(2).replaceAll("\"\\s*\\+\\s*\"", "")).check(new TreeSet<>(ParameterCheck.keys(
					info.inputs()).keySet()));
			}
		}));
	}

	@TestFactory
	Stream<DynamicTest> linksLeadSomewhere() throws IOException {
		return pages().stream().map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> {
			final Matcher link = LINK.matcher(Files.readString(page));
			while (link.find()) assertTrue(Files.exists(PAGES.resolve(link.group(1))), link.group(1));
		}));
	}
}
