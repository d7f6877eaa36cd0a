package io.github.encoderj.base;

/**
 * A user's mistake or a limit that the user can do something about. The message is one or two sentences that name the file or
 * parameter, the value found, what was expected and what to do; commands show it as it is, without a stack trace.
 */
public final class Refusal extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public Refusal(final String message) {
		super(message);
	}

	public Refusal(final String message, final Throwable cause) {
		super(message, cause);
	}

	/**
	 * Refuses unless a condition holds.
	 *
	 * @param condition what must be true
	 * @param format message as for {@link String#format}
	 * @param arguments values of the message
	 * @throws Refusal if the condition is false
	 */
	public static void unless(final boolean condition, final String format, final Object... arguments) {
		if (!condition) throw new Refusal(String.format(java.util.Locale.ROOT, format, arguments));
	}
}
