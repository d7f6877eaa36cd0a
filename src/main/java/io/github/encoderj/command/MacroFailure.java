package io.github.encoderj.command;

/** A macro ended with an error. */
public final class MacroFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int line;

	MacroFailure(final int line, final String message, final Throwable cause) {
		super(message, cause);
		this.line = line;
	}

	/** The macro's line at which it ended, from 1; 0 if that is not known. */
	public int line() {
		return line;
	}
}
