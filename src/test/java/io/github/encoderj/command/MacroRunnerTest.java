package io.github.encoderj.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What macros see of the runner: arguments, images, tables, and how they fail. */
class MacroRunnerTest {

	@TempDir
	private Path folder;

	@Test
	void givesArgumentsInAndTheReturnedTextOut() {
		assertEquals("got 7", Macro.run("return \"got \" + getArgument();", "7"));
		assertEquals("", Macro.run("a = 1;"));
	}

	@Test
	void passesEveryKindOfParameter() {
		final String columns = "getResultString('text') + '|' + getResult('number') + '|' + getResult('fraction') + '|' + " +
			"getResultString('overwrite') + '|' + getResultString('score')";
		assertEquals("a b|7|0.25|true|max", Macro.run(
			"run('Echo...', 'text=[a b] number=7 fraction=2.5e-1 overwrite=true minscore=max'); return " + columns + ";"));
		assertEquals("|3|0.5|false|mean", Macro.run("run('Echo...'); return " + columns + ";"));
		assertEquals("|3|0.5|false|mean", Macro.run("run('Echo...', 'text=[] output=[]'); return " + columns + ";"),
			"values of the last run must not come back");
	}

	@Test
	void showsImagesInTheOrderOfTheirCommands() {
		assertEquals("2 second 5 first", Macro.run("""
			run("Echo...", "text=first");
			run("Echo...", "text=second number=5");
			s = "" + nImages + " " + getTitle() + " " + getWidth();
			selectImage("first");
			return s + " " + getTitle();
			"""));
	}

	@Test
	void imagesDoNotOutliveAMacro() {
		Macro.run("newImage('a', '8-bit black', 4, 4, 3); newImage('b', '8-bit black', 4, 4, 1);");
		assertEquals("0", Macro.run("return '' + nImages;"));
		assertThrows(MacroFailure.class, () -> Macro.run("newImage('a', '8-bit black', 4, 4, 3); run('Echo...', 'number=99');"));
		assertEquals("0", Macro.run("return '' + nImages;"));
	}

	@Test
	void savesResultsAsCsv() throws Exception {
		final Path file = folder.resolve("results.csv");
		Macro.run("run('Echo...', 'text=x'); saveAs('Results', getArgument());", file.toString());
		assertTrue(Files.readString(file).contains("x,3,0.5"), Files.readString(file));
	}

	@Test
	void runsImageJsOwnCommands() {
		assertEquals("255 8 16 1", Macro.run("""
			newImage("a", "8-bit black", 9, 9, 1);
			run("Select All");
			run("Invert");
			v = getPixel(4, 4);
			makeRectangle(0, 0, 8, 8);
			run("Crop");
			run("16-bit");
			run("Fire");
			return "" + v + " " + getWidth() + " " + bitDepth() + " " + nImages;
			"""));
	}

	@Test
	void exitIsSuccess() {
		assertEquals("", Macro.run("run('Echo...'); exit(); run('No such command');"));
		assertEquals("", Macro.run("exit('that was all');"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		run('Echo...', 'text=refuse');                      | text = refuse: expected something else.
		run('Echo...', 'text=[refuse in a loop]');          | section 3: expected another one.
		run('Echo...', 'number=11');                        | number = 11: expected a whole number from 1 to 10.
		run('Echo...', 'number=4.7');                       | number = 4.7: expected a whole number from 1 to 10.
		run('Echo...', 'number=99999999999');               | number = 99999999999: expected a whole number from 1 to 10.
		run('Echo...', 'fraction=abc');                     | fraction = abc: expected a number from 0.0 to 1.0.
		run('Echo...', 'fraction=NaN');                     | fraction = NaN: expected a number from 0.0 to 1.0.
		run('Echo...', 'fraction=');                        | fraction = "": expected a number from 0.0 to 1.0.
		run('Echo...', 'overwrite=1');                      | overwrite = 1: expected true or false.
		run('Echo...', 'overwrite');                        | overwrite: the key has no value. Write overwrite=VALUE; for a switch overwrite=true or overwrite=false.
		run('Echo...', 'minscore=median');                  | minscore = median: expected one of mean, max.
		run('Echo...', 'score=max');                        | score: the command has no such key. It knows text, number, fraction, overwrite, minscore, output.
		run('Echo...', 'minScore=max');                     | minScore: the command has no such key. It knows text, number, fraction, overwrite, minscore, output; keys are written in lower case.
		run('Echo...', 'text=a b');                         | b: the command has no such key. It knows text, number, fraction, overwrite, minscore, output; put a value with spaces in brackets, key=[a b].
		run('Echo...', 'text=[a');                          | text: the bracket [ is not closed. Write key=[value].
		run('Echo...', 'number=2 number=3');                | number: the key is given twice. Name it once.
		run('Echo...', 'text=escape');                      | Echo was cancelled.
		run('Echo');                                        | run("Echo"): no such command. Did you mean run("Echo...")?
		""")
	void refusalsEndAMacroWithTheirSentence(final String code, final String message) {
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run("newImage('a', '8-bit black', 4, 4, 1);\n" + code +
			"\nFile.saveString('went on', getArgument());", folder.resolve("after").toString()));
		assertEquals(message, failure.getMessage());
		assertEquals(2, failure.line());
		assertFalse(Files.exists(folder.resolve("after")), "the macro went on");
	}

	@Test
	void aDefectIsToldAsOne() {
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run("run('Echo...', 'text=defect');"));
		assertTrue(failure.getMessage().contains("defect in EncoderJ") && failure.getMessage().contains("a bug"), failure.getMessage());
	}

	@Test
	void memoryThatRunsOutIsToldWithAdvice() {
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run("run('Echo...', 'text=memory');"));
		assertTrue(failure.getMessage().startsWith("Echo ran out of memory"), failure.getMessage());
		assertTrue(failure.getMessage().contains("Memory & Threads"), failure.getMessage());
	}

	@ParameterizedTest
	@ValueSource(strings = { "run('No such command');", "a = ;", "if (true {", "undefined_function();", "open('/no/such/file.tif');",
		"selectImage('no such image');", "getDimensions(w, h, c, s, f);", "run('Gaussian Blur...', 'sigma=2');", "makeRectangle(1,2);",
		"newImage('a', '8-bit black', 4, 4, 1); run('Stack to RGB');" })
	void otherErrorsEndItToo(final String code) {
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run(code + "\nFile.saveString('went on', getArgument());",
			folder.resolve("after").toString()));
		assertFalse(failure.getMessage().isBlank());
		assertFalse(Files.exists(folder.resolve("after")), "the macro went on");
	}

	@ParameterizedTest
	@ValueSource(strings = { "run('Add...', 'value=300');", "run('Gaussian Blur...', 'sigma=0.1');" })
	void refusesWhatImageJWouldRunWithOtherValues(final String code) {
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run("newImage('a', '8-bit black', 4, 4, 1);\n" + code));
		assertTrue(failure.getMessage().contains("would ignore the values"), failure.getMessage());
	}

	@Test
	void aWindowThatCannotOpenIsNamed() {
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run("newImage('a', '8-bit black', 4, 4, 1);\n" +
			"run('Scale...', 'x=2 y=2');"));
		assertTrue(failure.getMessage().contains("without a screen"), failure.getMessage());
		assertEquals(2, failure.line());
	}

	@Test
	void anErrorInACalledMacroIsAnError() throws Exception {
		final Path called = folder.resolve("called.ijm");
		Files.writeString(called, "run('Echo...', 'number=0');");
		final MacroFailure failure = assertThrows(MacroFailure.class, () -> Macro.run("runMacro(getArgument());", called.toString()));
		assertTrue(failure.getMessage().contains("number = 0: expected"), failure.getMessage());
		assertEquals("fine", Macro.run("return 'fine';"));
	}

	@Test
	void aRefusalWritesAndShowsNothing() {
		final Path output = folder.resolve("out.csv");
		assertThrows(MacroFailure.class, () -> Macro.run("run('Echo...', 'fraction=2 output=' + getArgument());", output.toString()));
		assertFalse(Files.exists(output));
		assertEquals("0", Macro.run("return '' + nImages + nResults;").substring(0, 1));
	}
}
