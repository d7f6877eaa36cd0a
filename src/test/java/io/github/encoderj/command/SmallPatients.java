package io.github.encoderj.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;

/** Small patients whose tumour is a bright cube. */
public final class SmallPatients {

	/** Of all of them. */
	public static final Geometry GEOMETRY = Geometry.spacing(4, 4, 4, "mm");

	private static final int SIDE = 20;

	private SmallPatients() {}

	/** Writes {@code p0}, {@code p1}... with {@code suv.nii.gz} and {@code mask.nii.gz}. */
	public static void write(final Path folder, final int number) throws IOException {
		for (int p = 0; p < number; p++) {
			final float[] suv = new float[SIDE * SIDE * SIDE];
			final byte[] mask = new byte[suv.length];
			for (int i = 0; i < suv.length; i++) {
				final boolean inside = Math.abs(i % SIDE - 7 - p) < 4 && Math.abs(i / SIDE % SIDE - 9) < 4 && Math.abs(i / SIDE / SIDE - 10) < 4;
				suv[i] = (inside ? 6 : 0.5f) + i * 31 % 17 * 0.02f;
				mask[i] = (byte) (inside ? 1 : 0);
			}
			final Path patient = Files.createDirectories(folder.resolve("p" + p));
			ImageFiles.write(Volume.of(suv, SIDE, SIDE, SIDE, GEOMETRY, "suv"), patient.resolve("suv.nii.gz"));
			ImageFiles.write(Volume.of(mask, SIDE, SIDE, SIDE, GEOMETRY, "mask"), patient.resolve("mask.nii.gz"));
		}
	}
}
