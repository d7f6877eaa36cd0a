package io.github.encoderj.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.image.dicom.DicomImage;
import io.github.encoderj.image.dicom.DicomSeries;
import io.github.encoderj.sample.SyntheticPatient.Finding;
import io.github.encoderj.volume.SuvConversion;

class SyntheticPatientTest {

	private static final Path FOLDER = Path.of("test-images/petct");

	@TempDir
	private Path folder;

	@TestFactory
	Stream<DynamicTest> filesEqualTheGenerator() {
		return SampleFiles.patientFiles().entrySet().stream().map(file -> DynamicTest.dynamicTest(file.getKey(), () -> {
			final Volume<?> read = ImageFiles.read(FOLDER.resolve(file.getKey()));
			assertEquals(file.getValue().size(), read.size());
			assertArrayEquals(Pixels.floats(file.getValue()), Pixels.floats(read));
			assertArrayEquals(file.getValue().geometry().spacing(), read.geometry().spacing(), 1e-5);
			assertArrayEquals(file.getValue().geometry().origin(), read.geometry().origin(), 1e-3);
			assertArrayEquals(file.getValue().geometry().direction(), read.geometry().direction(), 1e-6);
		}));
	}

	@Test
	void allFilesOfThePatientAreSmall() throws IOException {
		try (Stream<Path> files = Files.walk(FOLDER)) {
			final long total = files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
			assertTrue(total < 1_000_000, total + " bytes");
		}
	}

	/** The DICOM series say what the NIfTI files say: CT exactly, PET by units, dose, decay and each slice's own slope. */
	@Test
	void seriesEqualTheVolumes() {
		final DicomSeries ct = DicomSeries.read(FOLDER.resolve("ct").toString(), "CT");
		final Volume<?> hounsfield = ImageFiles.read(FOLDER.resolve("ct.nii.gz"));
		assertArrayEquals(Pixels.floats(hounsfield), Pixels.floats(ct.volume(Progress.NONE)));
		assertArrayEquals(hounsfield.geometry().origin(), ct.geometry().origin(), 1e-3);
		final Volume<?> truth = ImageFiles.read(FOLDER.resolve("suv.nii.gz"));
		final SuvConversion.Result pet = SuvConversion.convert(DicomSeries.read(FOLDER.resolve("pet").toString(), "PT"), Progress.NONE);
		final float[] expected = Pixels.floats(truth);
		final float[] found = Pixels.floats(pet.suv());
		final int plane = (int) (truth.width() * truth.height());
		for (int z = 0; z < truth.depth(); z++) {
			float largest = 0;
			for (int i = z * plane; i < (z + 1) * plane; i++) largest = Math.max(largest, expected[i]);
			for (int i = z * plane; i < (z + 1) * plane; i++) assertEquals(expected[i], found[i], 0.51 * largest / 32767 + 1e-6, "voxel " + i);
		}
		assertEquals("BQML", pet.report().get(0, "units"));
		assertEquals(3600, pet.report().number(0, "decay_s"));
		final List<DicomImage> images = DicomSeries.read(FOLDER.resolve("pet").toString(), "PT").images();
		assertTrue(images.stream().map(i -> i.elements().number(0x00281053).orElseThrow()).distinct().count() > 20, "slopes are alike");
	}

	@Test
	void seriesAreWrittenTheSameAgain() throws IOException {
		final Volume<?> ct = SampleFiles.patientFiles().get("ct.nii.gz");
		SyntheticSeries.ct(ct, 1, folder);
		for (int z = 1; z <= ct.depth(); z++) {
			final String name = String.format("ct-%03d.dcm", z);
			assertEquals(-1, Files.mismatch(FOLDER.resolve("ct").resolve(name), folder.resolve(name)), name);
		}
		final String bytes = new String(Files.readAllBytes(folder.resolve("ct-001.dcm")), StandardCharsets.ISO_8859_1);
		assertTrue(bytes.contains("SYNTHETIC^PATIENT 1"));
	}

	@Test
	void aWriterOfSyntheticFilesRefusesRealNames() {
		assertThrows(IllegalArgumentException.class, () -> new DicomFile().text(0x00100010, "PN", "DOE^JANE"));
		assertThrows(IllegalArgumentException.class, () -> new DicomFile().text(0x00080016, "UI", "one.two"));
		assertThrows(IllegalArgumentException.class, () -> new DicomFile().unsigned(0x00280010, 65536));
		assertThrows(IllegalStateException.class, () -> new DicomFile().unsigned(0x00280010, 1).write(folder.resolve("a.dcm")));
		assertEquals("0.33333333333333", DicomFile.decimal(1 / 3.0));
		assertEquals("-1024", DicomFile.decimal(-1024));
		assertTrue(DicomFile.decimal(-1.23456789012345678e-17).length() <= 16);
	}

	@Test
	void samePatientOnAnyNumberOfThreads() {
		final SyntheticPatient patient = SyntheticPatient.of(Set.of(Finding.LUNG_NODULE), 3);
		final float[] one = Parallel.withThreads(1, () -> Pixels.floats(patient.suv(16, 16, 20)));
		assertArrayEquals(one, Parallel.withThreads(3, () -> Pixels.floats(SyntheticPatient.of(Set.of(Finding.LUNG_NODULE), 3).suv(16, 16, 20))));
		assertFalse(Arrays.equals(one, Pixels.floats(SyntheticPatient.of(Set.of(Finding.LUNG_NODULE), 4).suv(16, 16, 20))));
		assertThrows(Refusal.class, () -> patient.ct(0.1, 5, 5));
	}

	/** Tumours take up more than what surrounds them, but less than brain and bladder; density tells lung from tumour. */
	@Test
	void tumoursAreHotButNotTheHottest() {
		final SyntheticPatient patient = SampleFiles.patient();
		final int[] lesions = Pixels.labels(patient.lesions(6, 6, 6));
		final float[] suv = Pixels.floats(patient.suv(6, 6, 6));
		final float[] ct = Pixels.floats(patient.ct(6, 6, 6));
		assertEquals(patient.lesionCount(), Arrays.stream(lesions).max().getAsInt());
		double inside = 0;
		int count = 0;
		float hottest = 0;
		float hottestOutside = 0;
		for (int i = 0; i < suv.length; i++) {
			if (lesions[i] > 0) {
				inside += suv[i];
				count++;
				hottest = Math.max(hottest, suv[i]);
				assertTrue(ct[i] > -700, "HU " + ct[i] + " in a tumour");
			}
			else hottestOutside = Math.max(hottestOutside, suv[i]);
		}
		assertTrue(inside / count > 3, inside / count + " mean SUV of " + count + " voxels");
		assertTrue(hottest < hottestOutside);
	}

	@Test
	void aCohortHasPatientsWithAndWithoutFindings() {
		final Set<Finding> findings = EnumSet.of(Finding.LUNG_NODULE, Finding.PLEURAL_EFFUSION);
		final List<SyntheticCohort.Scan> scans = SyntheticCohort.of(9, findings, 1);
		assertEquals(12, scans.size());
		assertEquals(9, scans.stream().map(SyntheticCohort.Scan::patient).distinct().count());
		assertEquals(12, scans.stream().map(SyntheticCohort.Scan::name).distinct().count());
		assertTrue(scans.get(0).scan().findings().isEmpty());
		assertEquals(findings, scans.get(1).scan().findings());
		for (final SyntheticCohort.Scan scan : scans) {
			assertTrue(scan.name().startsWith(scan.patient() + "_"));
			assertEquals(scan.scan().findings().contains(Finding.LUNG_NODULE), scan.scan().lesionCount() > 0);
		}
		final String[] lines = SyntheticCohort.labels(scans, findings).split("\n");
		assertEquals("VolumeName,Lung nodule,Pleural effusion", lines[0]);
		assertEquals("train_1_a_1.nii.gz,0,0", lines[1]);
		assertEquals("train_2_a_1.nii.gz,1,1", lines[2]);
		assertEquals(13, lines.length);
		assertThrows(Refusal.class, () -> SyntheticCohort.of(1, findings, 1));
	}

	/** Fluid makes the back of the lung dense, as only an effusion does here. */
	@Test
	void anEffusionFillsTheBackOfALung() {
		final float[] healthy = Pixels.floats(SyntheticPatient.of(Set.of(), 5).ct(8, 8, 8));
		final float[] ill = Pixels.floats(SyntheticPatient.of(Set.of(Finding.PLEURAL_EFFUSION), 5).ct(8, 8, 8));
		int changed = 0;
		for (int i = 0; i < ill.length; i++) if (healthy[i] < -700 && healthy[i] > -900 && ill[i] > -50) changed++;
		assertTrue(changed > 200, changed + " voxels of lung became fluid");
	}
}
