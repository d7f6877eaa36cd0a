package io.github.encoderj.command;

import java.awt.GraphicsEnvironment;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.scijava.app.StatusService;
import org.scijava.command.DynamicCommand;
import org.scijava.module.MethodCallException;
import org.scijava.plugin.Parameter;
import org.scijava.task.TaskService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import ij.IJ;
import ij.Macro;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;

/**
 * What all commands share: parameters are checked, the work is done, and what goes wrong is told by {@link IJ#error} in one sentence,
 * which also stops a running macro. (An exception or a SciJava cancel would let the macro go on.)
 * <p>
 * A command is thin: fields annotated as parameters, whose names in lower case are the macro keys, all with {@code persist = false};
 * and {@link #work}, which reads inputs, calls one facade, writes files and shows.
 */
public abstract class EncoderJCommand extends DynamicCommand {

	private static final Logger LOG = LoggerFactory.getLogger(EncoderJCommand.class);

	@Parameter
	private StatusService statusService;

	@Parameter(required = false)
	private TaskService taskService;

	@Parameter(required = false)
	private RefusedEntries refused;

	private String failure;
	private Optional<CommandDialog> dialog = Optional.empty();

	/**
	 * Does the work. Minimum, maximum and choices of the parameters hold already.
	 *
	 * @param progress to be told how far the work is, and asked whether to stop
	 * @throws Refusal for what the user can do something about; nothing may have been written or shown then
	 * @throws Exception for anything else, which is reported as a defect
	 */
	protected abstract void work(Progress progress) throws Exception;

	/**
	 * In a macro that gives options, the parameters that it does not name get their defaults; else Fiji would open the dialog for them.
	 * Otherwise the dialog is made ready. Fiji calls this after it has set what the macro names and before it opens a dialog.
	 */
	@Override
	public void initialize() throws MethodCallException {
		super.initialize();
		if (Macro.getOptions() != null) getInfo().inputs().forEach(item -> resolveInput(item.getName()));
		else if (!GraphicsEnvironment.isHeadless()) {
			if (refused != null) refused.offer(this);
			dialog = Optional.of(CommandDialog.of(this, BrowseButton::ask));
			dialog.get().watch();
		}
	}

	/** SciJava calls this when the dialog has been built and after each change in it. */
	@Override
	public void preview() {
		dialog.ifPresent(CommandDialog::refresh);
	}

	@Override
	public final void run() {
		dialog.ifPresent(CommandDialog::close);
		IJ.resetEscape(); // Esc was meant for what ran before
		failure = attempt();
		if (failure == null) return;
		if (refused != null && dialog.isPresent()) refused.keep(this);
		cancel(""); // so that SciJava shows no outputs; without a reason, lest it show the reason in a second window
		IJ.error(title(), failure); // last: in a macro it does not return
	}

	/** Why the last run failed, in the words that the user was shown; empty if it did not. */
	public final Optional<String> failure() {
		return Optional.ofNullable(failure);
	}

	/** The command's label without its dots. */
	protected final String title() {
		return getInfo().getMenuPath().getLeaf().getName().replaceAll("\\.\\.\\.$", "");
	}

	private String attempt() {
		try (CommandProgress progress = new CommandProgress(title(), statusService, taskService, this::isCanceled)) {
			ParameterCheck.check(this, MacroOptions.ofThisThread());
			work(progress);
			return null;
		}
		catch (final Exception | OutOfMemoryError e) {
			return message(e);
		}
	}

	/** One sentence for the user. Loops on several threads wrap what is thrown in them, so the causes are looked through. */
	private String message(final Throwable thrown) {
		for (Throwable e = thrown; e != null; e = e.getCause()) {
			if (e instanceof Refusal) return e.getMessage();
			if (e instanceof InvalidPathException invalid) return invalid.getInput() + ": this is no name of a file here.";
			if (e instanceof CancellationException || e instanceof InterruptedException) return title() + " was cancelled.";
			if (e instanceof OutOfMemoryError) {
				return title() + " ran out of memory (" + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB are allowed). Raise the limit in " +
					"Edit > Options > Memory & Threads, or work on a smaller image.";
			}
		}
		LOG.error("{} failed", title(), thrown);
		return title() + " failed because of a defect in EncoderJ, not a mistake of yours: " + thrown + ". The log holds the details; " +
			"please report them.";
	}
}
