package io.github.encoderj.command;

import ij.measure.ResultsTable;
import ij.plugin.filter.Analyzer;

/** Runs macros in tests, by the same code as {@code src/build/macro.sh}. */
public final class Macro {

	private static final MacroRunner RUNNER = new MacroRunner();

	private Macro() {}

	/** Runs a macro with an empty Results table and returns what it returns. */
	public static String run(final String code) {
		return run(code, "");
	}

	/** Runs a macro with an argument. */
	public static synchronized String run(final String code, final String argument) {
		Analyzer.setResultsTable(new ResultsTable());
		return RUNNER.run(code, argument);
	}

	/** The runner, for what it knows about the commands. */
	public static MacroRunner runner() {
		return RUNNER;
	}
}
