package io.github.encoderj.volume.segmentation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of one patient.
 *
 * @param name as tables show it
 * @param channels one for each modality, in their order
 * @param labels whole numbers, 0 is background; empty if there are none
 */
public record Patient(String name, List<Source> channels, Optional<Path> labels) {

	public Patient {
		channels = List.copyOf(channels);
	}

	/**
	 * A channel of a file.
	 *
	 * @param file volume, or folder of a DICOM series
	 * @param channel index of the channel in the file
	 */
	public record Source(Path file, int channel) {}
}
