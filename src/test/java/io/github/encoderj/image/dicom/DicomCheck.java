package io.github.encoderj.image.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.base.Refusal;

/** Writes the stored values of DICOM files for src/test/python/check_dicom.py, which compares them with pydicom. */
public final class DicomCheck {

	private DicomCheck() {}

	/** Arguments: a folder for the values, and a text file with a path a line. */
	public static void main(final String[] arguments) throws IOException {
		final Path out = Path.of(arguments[0]);
		final List<String> report = new ArrayList<>();
		for (final String file : Files.readAllLines(Path.of(arguments[1]))) {
			final int index = report.size();
			try {
				final DicomImage image = DicomImage.read(Path.of(file));
				if (!image.hasPixels()) {
					report.add("no pixels");
					continue;
				}
				final List<double[]> frames = new ArrayList<>();
				for (int f = 0; f < image.frames(); f++) frames.add(image.stored(f));
				final ByteBuffer bytes = ByteBuffer.allocate(8 * frames.size() * frames.get(0).length);
				for (final double[] frame : frames) for (final double value : frame) bytes.putDouble(value);
				Files.write(out.resolve(index + ".f64"), bytes.array());
				report.add(image.frames() + " " + image.channels() + " " + image.height() + " " + image.width());
			}
			catch (final Refusal e) {
				report.add("refused: " + e.getMessage());
			}
		}
		Files.write(out.resolve("report.txt"), report);
	}
}
