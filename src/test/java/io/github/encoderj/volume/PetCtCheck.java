package io.github.encoderj.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.encoderj.base.Progress;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Interpolation;
import io.github.encoderj.image.Resampling;
import io.github.encoderj.image.dicom.DicomSeries;

/** What src/test/python/check_petct.py compares with other programs. */
public final class PetCtCheck {

	private PetCtCheck() {}

	/** {@code suv FOLDER OUT}, {@code resample INPUT REFERENCE METHOD OUT} or {@code copies LIST FOLDER}. */
	public static void main(final String[] a) throws IOException {
		switch (a[0]) {
			case "suv" -> ImageFiles.write(SuvConversion.convert(DicomSeries.read(a[1], "PT"), Progress.NONE).suv(), a[2]);
			case "resample" -> ImageFiles.write(Resampling.toReference(ImageFiles.read(a[1]), ImageFiles.read(a[2]), Interpolation.parse(a[3]),
				-1024, Progress.NONE), a[4]);
			case "copies" -> {
				final List<String> files = Files.readAllLines(Path.of(a[1]));
				for (int i = 0; i < files.size(); i++) ImageFiles.write(ImageFiles.read(files.get(i)), Path.of(a[2]).resolve(i + ".nii.gz"));
			}
			default -> throw new IllegalArgumentException(a[0]);
		}
	}
}
