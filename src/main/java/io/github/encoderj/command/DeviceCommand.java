package io.github.encoderj.command;

import org.scijava.plugin.Parameter;

/** A command that runs networks, on the processor or a GPU. */
public abstract class DeviceCommand extends ParallelCommand {

	/** As {@link io.github.encoderj.encoder.engine.ComputeDevice#of} takes it. */
	@Parameter(label = "Device", persist = false, description = "auto, cpu, gpu0, gpu1...; auto takes a GPU if there is one.")
	protected String device = "auto";
}
