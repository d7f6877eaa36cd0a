package io.github.encoderj.encoder.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the machine has a driver for GPUs, found out without loading an engine, which takes seconds. */
public final class GpuDriver {

	private GpuDriver() {}

	/** Whether NVIDIA's driver is there; without it no engine can use a GPU, and with it one may or may not. */
	public static boolean isInstalled() {
		if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
			return Files.exists(Path.of(Optional.ofNullable(System.getenv("SystemRoot")).orElse("C:\\Windows"), "System32", "nvcuda.dll"));
		}
		return Stream.of("/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/dxg").map(Path::of).anyMatch(Files::exists); // dxg: Linux in Windows
	}
}
