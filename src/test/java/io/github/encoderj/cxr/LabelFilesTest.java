package io.github.encoderj.cxr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.LabelTable.Columns;

/** Label tables as the collections publish them. */
class LabelFilesTest {

	private static final float NAN = Float.NaN;

	@TempDir
	private Path folder;

	private RadiographTable read(final String name, final String text, final Columns columns) throws IOException {
		return LabelFiles.read(Files.writeString(folder.resolve(name), text), columns);
	}

	@Test
	void nih() throws IOException {
		final String text = "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,OriginalImage[Width,Height]," +
			"OriginalImagePixelSpacing[x,y]\n00000001_001.png,Cardiomegaly|Emphysema,1,0001,058Y,M,PA,2894,2729,0.143,0.143\n" +
			"00000002_000.png,No Finding,0,2,412,F,PA,2500,2048,0.171,0.171\n";
		final RadiographTable table = read("Data_Entry_2017_v2020.csv", text, Columns.FOUND);
		assertEquals(14, table.labels().labels().size());
		assertEquals(List.of("0001", "2"), table.labels().groups());
		final float[] first = table.labels().values()[0];
		assertEquals(2, first[LabelFiles.NIH.indexOf("Cardiomegaly")] + first[LabelFiles.NIH.indexOf("Emphysema")]);
		float sum = 0;
		for (final float v : first) sum += v;
		assertEquals(2, sum);
		assertArrayEquals(new float[14], table.labels().values()[1]);
		assertArrayEquals(new float[] { 58, NAN }, table.age());
		assertArrayEquals(new float[] { 0, 1 }, table.female());
		final RadiographTable one = read("nih.csv", text, Columns.of("", "", "Emphysema"));
		assertArrayEquals(new float[] { 1 }, one.labels().values()[0]);
		assertTrue(assertThrows(Refusal.class, () -> read("nih.csv", text, Columns.of("", "", "Flu"))).getMessage().contains("\"Flu\""));
	}

	@Test
	void googlesLabelsOfNih() throws IOException {
		final RadiographTable table = read("google.csv", "Image Index,Finding Labels,Patient ID,Patient Age,Patient Gender,Fracture,Pneumothorax," +
			"Airspace opacity,Nodule or mass,Set Id\n00000013_008.png,No Finding,13,60,M,NO,NO,YES,,test\n", Columns.FOUND);
		assertEquals(List.of("Fracture", "Pneumothorax", "Airspace opacity", "Nodule or mass"), table.labels().labels());
		assertArrayEquals(new float[] { 0, 0, 1, NAN }, table.labels().values()[0]);
		assertEquals(List.of("test"), table.labels().parts());
	}

	@Test
	void rsnaHasSeveralRowsAnImage() throws IOException {
		final RadiographTable table = read("stage_2_train_labels.csv", "patientId,x,y,width,height,Target\na,,,,,0\nb,1,2,3,4,1\nb,5,6,7,8,1\n",
			Columns.FOUND);
		assertEquals(List.of("a", "b"), table.labels().cases());
		assertArrayEquals(new float[] { 0 }, table.labels().values()[0]);
		assertArrayEquals(new float[] { 1 }, table.labels().values()[1]);
	}

	@Test
	void chexpertKeepsUnknownApart() throws IOException {
		final RadiographTable table = read("train.csv", "Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Edema,Fracture\n" +
			"CheXpert-v1.0/train/patient00001/study1/view1.jpg,Female,68,Frontal,AP,1.0,,-1.0\n" +
			"CheXpert-v1.0/train/patient00001/study2/view1.jpg,Male,87,Frontal,AP,,0.0,\n", Columns.FOUND);
		assertEquals(List.of("No Finding", "Edema", "Fracture"), table.labels().labels());
		assertArrayEquals(new float[] { 1, 0, NAN }, table.labels().values()[0]);
		assertArrayEquals(new float[] { NAN, 0, NAN }, table.labels().values()[1]);
		assertEquals(List.of("patient00001", "patient00001"), table.labels().groups());
	}

	@Test
	void vindrIsMergedOverItsReaders() throws IOException {
		final RadiographTable boxes = read("train.csv", "image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max\n" +
			"a,Nodule,8,R1,1,1,2,2\na,Nodule,8,R1,3,3,4,4\na,Nodule,8,R2,1,1,2,2\na,Edema,3,R2,1,1,2,2\na,No finding,14,R3,,,,\n" +
			"b,No finding,14,R1,,,,\n", Columns.FOUND);
		assertEquals(List.of("Edema", "Nodule"), boxes.labels().labels());
		assertArrayEquals(new float[] { 0, 1 }, boxes.labels().values()[0]);
		assertArrayEquals(new float[] { 0, 0 }, boxes.labels().values()[1]);
		final RadiographTable columns = read("image_labels_train.csv", "image_id,rad_id,Mass,Edema\na,R1,1,0\na,R2,1,1\na,R3,0,0\n", Columns.FOUND);
		assertArrayEquals(new float[] { 1, 0 }, columns.labels().values()[0]);
	}

	@Test
	void masksSayWhetherAFindingIsThere() throws IOException {
		final RadiographTable table = read("Pneumothorax_reports.csv", "SOPInstanceUID, EncodedPixels,Report\n1.2.3,-1,text\n1.2.4,10 5 7 2,text\n" +
			"1.2.5,,\"a, b\"\n", Columns.FOUND);
		assertEquals(List.of("Pneumothorax"), table.labels().labels());
		assertArrayEquals(new float[][] { { 0 }, { 1 }, { 0 } }, table.labels().values());
		assertEquals(List.of("Chest tube"), read("chest_tube.csv", "anon_SOPUID,annotation,mask_rle\na,x,1 2\n", Columns.FOUND).labels().labels());
	}

	@Test
	void aPlainTableNamesTheImageInSomeColumn() throws IOException {
		final RadiographTable table = read("labels.csv", "patientid,sex,age,finding,filename\n7,M,,COVID-19,a.jpg\n7,M,,Normal,b.jpg\n", Columns
			.of("", "", "finding"));
		assertEquals(List.of("a.jpg", "b.jpg"), table.labels().cases());
		assertEquals(List.of("7", "7"), table.labels().groups());
		assertTrue(table.labels().exclusive());
	}

	@Test
	void filesAreFoundByWhatTablesCallThem() throws IOException {
		for (final String name : List.of("train/p1/view1.jpg", "train/p2/view1.jpg", "img/00000001_000.png", "img/abc.dcm", ".hidden/x.png")) {
			Files.createDirectories(folder.resolve(name).getParent());
			Files.writeString(folder.resolve(name), "x");
		}
		final RadiographFolder index = RadiographFolder.of(folder);
		assertEquals(4, index.size());
		assertEquals(folder.resolve("train/p2/view1.jpg"), index.file("CheXpert-v1.0/train/p2/view1.jpg").orElseThrow());
		assertEquals(folder.resolve("img/00000001_000.png"), index.file("00000001_000.png").orElseThrow());
		assertEquals(folder.resolve("img/abc.dcm"), index.file("abc").orElseThrow());
		assertTrue(index.file("x.png").isEmpty());
		assertTrue(assertThrows(Refusal.class, () -> index.file("view1.jpg")).getMessage().contains("several files"));
	}
}
