package io.github.encoderj.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandProgressTest {

	@ParameterizedTest
	@CsvSource({ "10, 0.5, ', about 10 s left'", "10, 0.05, ', about 3 min left'", "600, 0.05, ', about 3 h left'", "2, 0.5, ''",
		"100, 0.01, ''", "100, 1, ''", "100, 0.9999, ', about 1 s left'" })
	void saysHowLongItTakes(final double seconds, final double done, final String text) {
		assertEquals(text, CommandProgress.remaining(seconds, done));
	}
}
