package io.github.encoderj.command;

import org.scijava.plugin.Parameter;

/** A command that works on several threads; its results do not depend on their number. */
public abstract class ParallelCommand extends EncoderJCommand {

	/** As {@link io.github.encoderj.base.Parallel#withThreads} takes it. */
	@Parameter(label = "Threads", persist = false, min = "0", description = "How many threads work; 0 means all cores.")
	protected int threads = 0;
}
