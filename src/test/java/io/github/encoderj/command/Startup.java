package io.github.encoderj.command;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

import org.scijava.Context;
import org.scijava.app.StatusService;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleException;
import org.scijava.module.ModuleService;
import org.scijava.module.process.ServicePreprocessor;
import org.scijava.task.TaskService;

/**
 * Brings commands to where their dialog opens, and says how long that took since Java started; {@code sh src/build/startup.sh} runs it.
 */
final class Startup {

	private Startup() {}

	/** Argument: the label of a command; without one, all commands. */
	public static void main(final String... arguments) throws ModuleException {
		int ready = 0;
		final Context context = new Context(CommandService.class, ModuleService.class, StatusService.class, TaskService.class);
		final ServicePreprocessor services = new ServicePreprocessor();
		context.inject(services);
		for (final CommandInfo info : context.service(CommandService.class).getCommands()) {
			if (!info.getClassName().startsWith("io.github.encoderj.") || info.getMenuPath().getLeaf() == null) continue;
			if (arguments.length > 0 && !info.getMenuPath().getLeaf().getName().equals(arguments[0])) continue;
			final Module module = context.service(ModuleService.class).createModule(info);
			services.process(module);
			module.initialize();
			ready++;
		}
		final long started = ManagementFactory.getRuntimeMXBean().getStartTime();
		System.out.printf("Java %s: %d commands ready after %.2f s%n", System.getProperty("java.version"), ready, (System.currentTimeMillis() - started) /
			(double) TimeUnit.SECONDS.toMillis(1));
		System.exit(0);
	}
}
