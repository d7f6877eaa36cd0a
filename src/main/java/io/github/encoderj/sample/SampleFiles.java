package io.github.encoderj.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Volume;
import io.github.encoderj.sample.SyntheticPatient.Finding;

/** The images of the folder test-images, and the program that writes them. */
public final class SampleFiles {

	private static final Logger LOG = LoggerFactory.getLogger(SampleFiles.class);

	/** File name of the slide. */
	static final String SLIDE = "slide.ome.tif";

	/** File name of its truth. */
	static final String SLIDE_TRUTH = "slide-truth.tif";

	/** Folder of the radiographs. */
	static final String RADIOGRAPHS = "radiographs";
	/** Folder of the patient's images; the DICOM series are in its folders ct and pet. */
	static final String PATIENT = "petct";

	private SampleFiles() {}

	/** Neurites to train on, 144 x 144 x 20. */
	public static NeuriteVolume train() {
		return NeuriteVolume.of(144, 144, 20, 1);
	}

	/** Other neurites to test on, 128 x 128 x 12. */
	public static NeuriteVolume test() {
		return NeuriteVolume.of(128, 128, 12, 2);
	}

	/** A slide with several areas of tumour, 1536 x 1536. */
	public static SyntheticSlide slide() {
		return new SyntheticSlide(1536, 1536, 0.15, 4);
	}

	/** Sixteen radiographs of twelve patients, 256 x 256. */
	public static RadiographSet radiographs() {
		return RadiographSet.of(16, 256, 1);
	}

	/** A patient with tumours in lung, lymph nodes, liver and spine. */
	public static SyntheticPatient patient() {
		return SyntheticPatient.of(EnumSet.of(Finding.LUNG_NODULE, Finding.LYMPHADENOPATHY, Finding.LIVER_METASTASIS, Finding.BONE_METASTASIS), 7);
	}

	/** The patient's images as NIfTI, by file name in the folder {@value #PATIENT}: CT on a grid of its own, the truth on that of PET. */
	static Map<String, Volume<?>> patientFiles() {
		final SyntheticPatient patient = patient();
		final Map<String, Volume<?>> files = new LinkedHashMap<>();
		files.put("suv.nii.gz", patient.suv(8, 8, 10));
		files.put("ct.nii.gz", patient.ct(9, 9, 12));
		files.put("lesions.nii.gz", patient.lesions(8, 8, 10));
		return files;
	}

	/** All sample images that are plain stacks, by file name; the slide is a pyramid of its own, {@value #SLIDE}. */
	public static Map<String, Volume<?>> all() {
		final NeuriteVolume train = train();
		final NeuriteVolume test = test();
		final Map<String, Volume<?>> files = new LinkedHashMap<>();
		files.put("em-train.tif", train.image());
		files.put("em-train-labels.tif", train.labels());
		files.put("em-test.tif", test.image());
		files.put("em-test-labels.tif", test.labels());
		return files;
	}

	/**
	 * Writes all sample images.
	 *
	 * @param arguments the folder to write to, which must exist
	 */
	public static void main(final String[] arguments) {
		final Path folder = Path.of(arguments.length == 0 ? "test-images" : arguments[0]);
		Refusal.unless(Files.isDirectory(folder), "%s: there is no such folder. Create it first.", folder);
		all().forEach((name, volume) -> {
			ImageFiles.write(volume, folder.resolve(name));
			LOG.info("{}: {} voxels of {}", folder.resolve(name), volume.size(), volume.geometry());
		});
		final SyntheticSlide slide = slide();
		slide.write(folder.resolve(SLIDE), Progress.NONE);
		ImageFiles.write(slide.truth(), folder.resolve(SLIDE_TRUTH));
		LOG.info("{}: {} x {} pixels", folder.resolve(SLIDE), slide.width(), slide.height());
		WholeFile.delete(folder.resolve(RADIOGRAPHS));
		radiographs().write(folder.resolve(RADIOGRAPHS), Progress.NONE);
		LOG.info("{}: {} radiographs", folder.resolve(RADIOGRAPHS), radiographs().entries().size());
		writePatient(folder.resolve(PATIENT));
	}

	private static void writePatient(final Path folder) {
		try {
			Files.createDirectories(folder.resolve("ct"));
			Files.createDirectories(folder.resolve("pet"));
		}
		catch (final IOException e) {
			throw new Refusal("Could not create the folder " + folder + ": " + e.getMessage() + ". Check that you may write there.", e);
		}
		final Map<String, Volume<?>> files = patientFiles();
		files.forEach((name, volume) -> ImageFiles.write(volume, folder.resolve(name)));
		SyntheticSeries.ct(files.get("ct.nii.gz"), 1, folder.resolve("ct"));
		SyntheticSeries.pet(files.get("suv.nii.gz"), 1, folder.resolve("pet"));
		LOG.info("{}: CT, PET and {} tumours", folder, patient().lesionCount());
	}
}
