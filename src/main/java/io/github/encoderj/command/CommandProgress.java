package io.github.encoderj.command;

import java.util.Optional;
import java.util.function.BooleanSupplier;

import org.scijava.app.StatusService;
import org.scijava.task.Task;
import org.scijava.task.TaskService;

import ij.IJ;
import io.github.encoderj.base.Progress;

/**
 * Shows a command's progress where the user looks: ImageJ's status bar and SciJava's task list, with the time that is left. The user
 * cancels with Esc or in the task list.
 */
final class CommandProgress implements Progress, AutoCloseable {

	private static final long INTERVAL = 100_000_000L; // ns between two updates of the same stage
	private static final int STEPS = 1000;

	private final StatusService status;
	private final Optional<Task> task;
	private final BooleanSupplier cancelledElsewhere;
	private final long start = System.nanoTime();
	private String lastStage = "";
	private long lastUpdate = start;

	/**
	 * Starts to report.
	 *
	 * @param title the command's name
	 * @param tasks may be null where the application has none
	 * @param cancelledElsewhere whether the command was told to stop by other means than Esc and the task list
	 */
	CommandProgress(final String title, final StatusService status, final TaskService tasks, final BooleanSupplier cancelledElsewhere) {
		this.status = status;
		this.task = Optional.ofNullable(tasks).map(service -> service.createTask(title));
		this.cancelledElsewhere = cancelledElsewhere;
		task.ifPresent(t -> {
			t.setProgressMaximum(STEPS);
			t.start();
		});
	}

	@Override
	public synchronized void report(final String stage, final double done) {
		final long now = System.nanoTime();
		if (stage.equals(lastStage) && now - lastUpdate < INTERVAL) return;
		lastStage = stage;
		lastUpdate = now;
		final String text = stage + remaining((now - start) / 1e9, done);
		status.showStatus((int) (STEPS * done), STEPS, text);
		IJ.showProgress(done);
		task.ifPresent(t -> {
			t.setStatusMessage(text);
			t.setProgressValue((long) (STEPS * done));
		});
	}

	@Override
	public boolean cancelled() {
		return IJ.escapePressed() || cancelledElsewhere.getAsBoolean() || task.map(Task::isCanceled).orElse(false);
	}

	@Override
	public void close() {
		IJ.showProgress(1.0);
		status.clearStatus();
		task.ifPresent(Task::finish);
	}

	/** ", about 3 min left", or nothing while it is too early to tell. */
	static String remaining(final double seconds, final double done) {
		if (seconds < 3 || done < 0.02 || done >= 1) return "";
		final double left = seconds * (1 - done) / done;
		if (left < 90) return ", about " + Math.max(1, Math.round(left)) + " s left";
		if (left < 5400) return ", about " + Math.round(left / 60) + " min left";
		return ", about " + Math.round(left / 3600) + " h left";
	}
}
