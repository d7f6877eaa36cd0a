package io.github.encoderj.sample;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/** Several synthetic patients or slides as files, laid out as studies keep them: what the commands that learn are tried on. */
public final class SyntheticSets {

	private static final double VOXEL = 8; // mm
	private static final int SIDE = 1024;
	private static final double TUMOUR = 0.3;

	private SyntheticSets() {}

	/**
	 * Writes patients with tumours as folders {@code p1}, {@code p2}..., each with {@code pet.nii.gz} (SUV), {@code ct.nii.gz} and
	 * {@code lesions.nii.gz} (1 is tumour) on one grid of 8 mm; the first one is the patient of the samples.
	 *
	 * @param folder must not exist, or be empty; written whole or not at all
	 * @param number patients
	 * @throws Refusal if the folder holds something, or cannot be written
	 */
	public static void writePatients(final Path folder, final int number, final Progress progress) {
		checkNew(folder);
		WholeFile.writeFolder(folder, temporary -> {
			for (int p = 0; p < number; p++) {
				progress.check();
				progress.report("Drawing patients", (double) p / number);
				final SyntheticPatient patient = SampleFiles.patient(p);
				final Path files = Files.createDirectories(temporary.resolve("p" + (p + 1)));
				ImageFiles.write(patient.suv(VOXEL, VOXEL, VOXEL), files.resolve("pet.nii.gz"));
				ImageFiles.write(patient.ct(VOXEL, VOXEL, VOXEL), files.resolve("ct.nii.gz"));
				ImageFiles.write(tumour(patient.lesions(VOXEL, VOXEL, VOXEL)), files.resolve("lesions.nii.gz"));
			}
		});
	}

	/**
	 * Writes slides, every second one with tumour, as {@code images/s1.ome.tif}, {@code images/s2.ome.tif}..., 1024 x 1024 pixels, and
	 * {@code labels.csv} (slide, tumour: 0 or 1).
	 *
	 * @param folder must not exist, or be empty; written whole or not at all
	 * @param number slides
	 * @throws Refusal if the folder holds something, or cannot be written
	 */
	public static void writeSlides(final Path folder, final int number, final Progress progress) {
		checkNew(folder);
		WholeFile.writeFolder(folder, temporary -> {
			final Path images = Files.createDirectories(temporary.resolve("images"));
			final StringBuilder table = new StringBuilder("slide,tumour\n");
			for (int s = 0; s < number; s++) {
				new SyntheticSlide(SIDE, SIDE, s % 2 * TUMOUR, s).write(images.resolve("s" + (s + 1) + ".ome.tif"), progress.part((double) s / number,
					(s + 1.0) / number));
				table.append('s').append(s + 1).append(',').append(s % 2).append('\n');
			}
			Files.writeString(temporary.resolve("labels.csv"), table, StandardCharsets.UTF_8);
		});
	}

	private static Volume<?> tumour(final Volume<?> numbered) {
		final int[] labels = Pixels.labels(numbered);
		final byte[] mask = new byte[labels.length];
		for (int i = 0; i < mask.length; i++) mask[i] = (byte) (labels[i] > 0 ? 1 : 0);
		return Volume.of(mask, numbered.width(), numbered.height(), numbered.depth(), numbered.geometry(), "lesions");
	}

	/**
	 * Makes sure that a folder may be written.
	 *
	 * @throws Refusal if it exists and is not an empty folder
	 */
	public static void checkNew(final Path folder) {
		final String[] held = folder.toFile().list();
		Refusal.unless(!Files.exists(folder) || held != null && held.length == 0, "%s exists already and is not an empty folder. Give the name " +
			"of a new folder.", folder);
	}
}
