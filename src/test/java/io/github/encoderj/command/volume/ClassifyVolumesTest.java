package io.github.encoderj.command.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.command.Macro;
import io.github.encoderj.encoder.FeatureStore;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.metrics.CsvTable;
import io.github.encoderj.metrics.Table;
import io.github.encoderj.sample.SyntheticCohort;
import io.github.encoderj.sample.SyntheticPatient.Finding;

/** From a folder of scans and a table of findings to scores and figures, by macros. */
class ClassifyVolumesTest {

	private static final String TINY = Path.of("src/test/resources/encoders/golden/models/dinov3-vit-tiny").toAbsolutePath().toString();
	private static final String PATIENT = "test-images/petct";

	@TempDir
	private Path folder;

	@Test
	void findingsOfAFolderOfScansAreClassified() throws IOException {
		final Set<Finding> findings = EnumSet.of(Finding.PLEURAL_EFFUSION);
		final List<SyntheticCohort.Scan> cohort = SyntheticCohort.of(15, findings, 3);
		final Path scans = Files.createDirectory(folder.resolve("scans"));
		for (final SyntheticCohort.Scan s : cohort) ImageFiles.write(s.scan().ct(16, 16, 25), scans.resolve(s.name()));
		Files.writeString(folder.resolve("labels.csv"), SyntheticCohort.labels(cohort, findings));
		final String encode = "run('Encode Volumes...', 'input=[" + scans + "] window=-1000..400 output=[" + folder + "/features.h5]');";
		final String notes = Macro.run(encode + "return getResultString('note', 0) + ' ' + getResult('slices', 0);");
		assertEquals("encoded 34", notes);
		assertEquals("kept 0", Macro.run(encode + "return getResultString('note', 19) + ' ' + getResult('slices', 19);"));
		assertEquals(20, FeatureStore.read(folder.resolve("features.h5")).names().size());
		for (final String method : List.of("knn setting=5", "linear setting=0.05", "logistic setting=0.1,1")) {
			Macro.run("run('Classify Volumes...', getArgument());", "input=[" + folder + "/features.h5] labels=[" + folder +
				"/labels.csv] folds=3 bootstrap=20 method=" + method.replaceFirst("setting=(.*)", "setting=[$1]") + " output=[" + folder +
				"/scores.csv]");
			final Table scores = CsvTable.read(folder.resolve("scores.csv"));
			assertEquals("all", scores.get(0, "fold"));
			assertEquals("Pleural effusion", scores.get(0, "label"));
			assertEquals(20.0, scores.number(0, "n"));
			assertTrue(scores.number(0, "auroc") > 0.7, method + " " + scores.number(0, "auroc"));
			assertEquals("filterbank", scores.get(0, "encoder"));
			assertTrue(scores.get(0, "definition").toString().contains("patients of the names"));
			assertEquals(20, CsvTable.read(folder.resolve("scores_probabilities.csv")).size());
		}
	}

	/** What was written is what Score Classification takes. */
	@Test
	void slicesThroughAPictureEncoderMakeOneVectorAScan() {
		Macro.run("run('Encode Volumes...', getArgument());", "input=[" + PATIENT + "] pattern=ct* encoder=[" + TINY +
			"] resolution=32 step=7 slices=attention device=cpu threads=1 output=[" + folder + "/features.h5]");
		final FeatureStore store = FeatureStore.read(folder.resolve("features.h5"));
		assertEquals(Set.of("ct", "ct.nii.gz"), store.names());
		assertEquals(64, store.vector("ct").length);
		for (int f = 0; f < 64; f++) assertEquals(store.vector("ct.nii.gz")[f], store.vector("ct")[f], 1e-4);
		assertTrue(store.key().pooling().startsWith("attention of slices"), store.key().pooling());
		assertTrue(store.key().preprocessing().contains("one of 7"), store.key().preprocessing());
	}

	@Test
	void projectionsAreShownAndWritten() throws IOException {
		final String size = Macro.run("run('Volume Projections...', getArgument()); return '' + getWidth() + 'x' + getHeight() + ' ' + bitDepth();",
			"input=[" + PATIENT + "/pet] labels=[" + PATIENT + "/lesions.nii.gz] height=420 output=[" + folder + "/mip.png]");
		assertEquals((208 + 144 + 208 + 40) + "x454 24", size);
		final var picture = ImageIO.read(folder.resolve("mip.png").toFile());
		int coloured = 0;
		for (int i = 0; i < picture.getWidth() * picture.getHeight(); i++) {
			final int p = picture.getRGB(i % picture.getWidth(), i / picture.getWidth());
			if ((p & 0xff) != (p >> 16 & 0xff)) coloured++;
		}
		assertTrue(coloured > 100, coloured + " pixels of outlines");
		Macro.run("run('Volume Projections...', getArgument());", "input=[" + PATIENT + "/ct] views=axial inverted=false height=32 output=[" +
			folder + "/mip.tif]");
		assertEquals("66 x 66 x 1", ImageFiles.read(folder.resolve("mip.tif")).size());
	}

	@Test
	void componentsOfAScanAreShownAndWritten() throws IOException {
		final String sizes = Macro.run("run('Volume PCA...', getArgument()); s = getTitle() + ' ' + getWidth() + 'x' + getHeight() + 'x' + nSlices;" +
			"selectImage('Figure of suv.nii.gz'); return s + ' ' + getHeight();", "input=[" + PATIENT + "/suv.nii.gz] encoder=[" + TINY +
				"] window=0..8 orientation=coronal resolution=32 columns=3 device=cpu threads=1 output=[" + folder + "/pca.png]");
		assertEquals("PCA of suv.nii.gz 52x84x36 728", sizes);
		assertEquals(728, ImageIO.read(folder.resolve("pca.png").toFile()).getHeight());
	}
}
