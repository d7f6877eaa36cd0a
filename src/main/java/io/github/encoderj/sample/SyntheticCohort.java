package io.github.encoderj.sample;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.sample.SyntheticPatient.Finding;

/** Synthetic patients with and without findings, some scanned twice: what classification and its folds by patient are tried on. */
public final class SyntheticCohort {

	private SyntheticCohort() {}

	/**
	 * One scan of a patient.
	 *
	 * @param name as CT-RATE names volumes: {@code train_3_a_1.nii.gz} is the first scan of patient {@code train_3}
	 * @param patient who was scanned
	 * @param scan what is to be drawn
	 */
	public record Scan(String name, String patient, SyntheticPatient scan) {}

	/**
	 * Makes a cohort. Every third patient is scanned a second time, with the same findings.
	 *
	 * @param patients number of patients
	 * @param findings each patient has each of them with probability a half; the first two patients have none and all
	 * @param seed same seed, same cohort
	 * @throws Refusal if there are fewer than two patients
	 */
	public static List<Scan> of(final int patients, final Set<Finding> findings, final long seed) {
		Refusal.unless(patients >= 2, "patients = %d: expected 2 or more.", patients);
		final Random random = new Random(seed);
		final List<Scan> scans = new ArrayList<>();
		for (int p = 0; p < patients; p++) {
			final Set<Finding> has = EnumSet.noneOf(Finding.class);
			for (final Finding f : findings) if (p == 1 || random.nextBoolean() && p != 0) has.add(f);
			final String patient = "train_" + (p + 1);
			for (int s = 0; s < (p % 3 == 2 ? 2 : 1); s++) {
				scans.add(new Scan(patient + "_" + (char) ('a' + s) + "_1.nii.gz", patient, SyntheticPatient.of(has, random.nextLong())));
			}
		}
		return scans;
	}

	/** The table of findings, one line a scan: VolumeName, and 0 or 1 for each finding. */
	public static String labels(final List<Scan> scans, final Set<Finding> findings) {
		final StringBuilder text = new StringBuilder("VolumeName");
		for (final Finding f : findings) text.append(',').append(f.label());
		for (final Scan s : scans) {
			text.append('\n').append(s.name());
			for (final Finding f : findings) text.append(s.scan().findings().contains(f) ? ",1" : ",0");
		}
		return text.append('\n').toString();
	}
}
