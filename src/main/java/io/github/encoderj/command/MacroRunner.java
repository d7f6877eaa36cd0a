package io.github.encoderj.command;

import java.awt.HeadlessException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.convert.ConvertService;
import org.scijava.event.EventService;
import org.scijava.module.ModuleService;
import org.scijava.task.TaskService;

import ij.Executer;
import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.Menus;
import ij.WindowManager;
import ij.macro.Interpreter;

/**
 * Runs ImageJ macros with EncoderJ's commands on a machine without Fiji and without a screen, such as a server: ImageJ 1's own
 * interpreter, and SciJava for the commands. Start Java with {@code -Djava.awt.headless=true}. One macro runs at a time.
 */
public final class MacroRunner implements AutoCloseable {

	private final Context context;
	private final MacroBridge bridge;

	/** Makes all commands known to ImageJ. */
	public MacroRunner() {
		context = new Context(CommandService.class, ModuleService.class, ConvertService.class, StatusService.class, TaskService.class);
		bridge = new MacroBridge(context);
		buildCommandTable();
		Executer.addCommandListener(bridge);
	}

	/** EncoderJ's commands by their labels. */
	public Map<String, CommandInfo> commands() {
		return bridge.commands();
	}

	/**
	 * Runs a macro and closes the images that it leaves open. A macro that ends by {@code exit()}, with a message or without, has not
	 * failed.
	 *
	 * @param code the macro
	 * @param argument what its {@code getArgument()} gives
	 * @return what it returns; the empty text if that is nothing
	 * @throws MacroFailure if it ends with an error: its own, a command's, an unknown command, an exception
	 */
	public String run(final String code, final String argument) {
		final MacroRun run = new MacroRun(code, argument);
		// ImageJ keeps options and the current image by thread: a new thread has none left over. ImageJ goes by the name: options count in
		// threads that begin like this, and errors end macros in threads that end like this.
		final Thread thread = new Thread(run, "Run$_EncoderJ_Macro$");
		thread.start();
		try {
			thread.join();
		}
		catch (final InterruptedException e) {
			Interpreter.abort();
			Thread.currentThread().interrupt();
		}
		run.failure.ifPresent(failure -> {
			throw failure;
		});
		return run.returned;
	}

	@Override
	public void close() {
		Executer.removeCommandListener(bridge);
		context.dispose();
	}

	/** One macro in its own thread. */
	private final class MacroRun implements Runnable {

		private final String code;
		private final String argument;
		private String returned = "";
		private Optional<MacroFailure> failure = Optional.empty();

		private MacroRun(final String code, final String argument) {
			this.code = code;
			this.argument = argument;
		}

		@Override
		public void run() {
			final Interpreter interpreter = new Interpreter();
			IJ.getErrorMessage(); // forgets the one of an earlier macro
			// A macro that this one calls by runMacro ends without telling this one; ImageJ tells the handler.
			IJ.setExceptionHandler(e -> failure = failure.or(() -> Optional.of(new MacroFailure(0, "A macro called by this one failed: " +
				bridge.failure().orElse(describe(e)), e))));
			try {
				final String value = interpreter.run(code, argument);
				returned = value == null ? "" : value;
				messageOf(interpreter).ifPresent(message -> fail(interpreter, message, null));
			}
			catch (final Throwable e) { // ImageJ ends macros by throwing, errors included
				messageOf(interpreter).or(() -> Macro.MACRO_CANCELED.equals(e.getMessage()) ? Optional.empty() : Optional.of(describe(e)))
					.ifPresent(message -> fail(interpreter, message, e));
			}
			finally {
				IJ.setExceptionHandler(null);
				IJ.run(MacroBridge.NOTHING); // ends ImageJ's belief that the macro still runs
				Macro.setOptions(null);
				closeImages();
			}
		}

		private void fail(final Interpreter interpreter, final String message, final Throwable cause) {
			failure = Optional.of(new MacroFailure(line(interpreter), message, cause));
		}
	}

	private static Optional<String> messageOf(final Interpreter interpreter) {
		return Optional.ofNullable(interpreter.getErrorMessage()).or(() -> Optional.ofNullable(IJ.getErrorMessage()));
	}

	private static String describe(final Throwable e) {
		return e instanceof HeadlessException ? "ImageJ wanted to open a window, which it cannot without a screen; run this macro in Fiji." : e
			.toString();
	}

	/** The line of the error. ImageJ's public getter is past it once ImageJ has looked the line's text up for its message. */
	private static int line(final Interpreter interpreter) {
		try {
			final Field field = Interpreter.class.getDeclaredField("lineNumber");
			field.setAccessible(true);
			final int line = field.getInt(interpreter);
			return line > 0 ? line : interpreter.getLineNumber();
		}
		catch (final ReflectiveOperationException | RuntimeException e) {
			return 0; // the macro's text could not even be split into words
		}
	}

	private static void closeImages() {
		final int[] open = WindowManager.getIDList(); // null when there is none
		if (open != null) {
			for (final int id : open) {
				final ImagePlus image = WindowManager.getImage(id);
				image.changes = false;
				image.close();
			}
		}
		WindowManager.setTempCurrentImage(null);
	}

	/** ImageJ tries to build its menu bar at the first command, fails without a screen, and leaves an empty table of commands. */
	private static void buildCommandTable() {
		if (Menus.getCommands() != null) return;
		try {
			IJ.run("");
		}
		catch (final HeadlessException e) {
			// expected: the table exists now
		}
	}

	/**
	 * Runs a macro file.
	 *
	 * @param arguments the file and, if wanted, the macro's argument; the exit code is 0 if the macro succeeded, 1 if it failed, 2 for
	 *          wrong arguments
	 */
	public static void main(final String... arguments) throws IOException {
		if (arguments.length < 1 || arguments.length > 2 || !Files.isRegularFile(Path.of(arguments[0]))) {
			System.err.println(arguments.length == 0 ? "Usage: FILE.ijm [ARGUMENT]" : "There is no macro file " + arguments[0]);
			System.exit(2);
		}
		System.exit(run(Path.of(arguments[0]), arguments.length == 2 ? arguments[1] : ""));
	}

	private static int run(final Path file, final String argument) throws IOException {
		final String code = Files.readString(file);
		try (MacroRunner runner = new MacroRunner()) {
			final ProgressLines lines = new ProgressLines();
			runner.context.service(EventService.class).subscribe(lines); // held weakly, so the variable stays in use below
			runner.run(code, argument);
			Reference.reachabilityFence(lines);
			return 0;
		}
		catch (final MacroFailure e) {
			System.err.println(file + (e.line() > 0 ? ", line " + e.line() : "") + ": " + e.getMessage());
			return 1;
		}
	}
}
