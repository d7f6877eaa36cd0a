package io.github.encoderj.em.protocol;

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
import io.github.encoderj.em.protocol.DataSet.Sections;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;

class DataSetsTest {

	@TempDir
	private Path folder;

	@Test
	void thePublishedDataSetsAreKnownByTheirNames() throws IOException {
		touch("sample_A_20160501.hdf", "sampleB.h5", "sample_C_padded_20160501.hdf", "AC3_inputs.h5", "AC3_labels.h5", "AC4-image.tif",
			"AC4-gt.tif");
		final List<DataSet> found = DataSets.of(folder);
		assertEquals(List.of("CREMI-A", "CREMI-B", "AC3/4"), found.stream().map(DataSet::name).toList());
		assertEquals(new Sections(0, 99), found.get(0).training().sections());
		assertEquals(new Sections(-25, -1), found.get(0).test().sections());
		assertTrue(found.get(2).training().image().endsWith("AC4-image.tif") && found.get(2).training().labels().endsWith("AC4-gt.tif"));
		assertTrue(found.get(2).test().image().endsWith("AC3_inputs.h5") && found.get(2).test().labels().endsWith("AC3_labels.h5"));
		assertEquals(new Sections(0, 79), found.get(2).training().sections());
		assertEquals(new Sections(0, 99), found.get(2).test().sections());
	}

	@Test
	void sectionsCountFromEitherEnd() {
		final Volume<?> stack = Volume.of(new float[] { 0, 1, 2, 3, 4, 5, 6 }, 1, 1, 7, Geometry.PIXELS, "stack");
		assertEquals("5 6", values(Sections.parse("row", "last 2").of(stack)));
		assertEquals("0 1 2", values(Sections.parse("row", "first 3").of(stack)));
		assertEquals("2 3", values(Sections.parse("row", "2-3").of(stack)));
		assertEquals("0 1 2 3 4 5 6", values(Sections.parse("row", "all").of(stack)));
		assertMessage("not all there", () -> Sections.parse("row", "last 8").of(stack));
		assertMessage("not all there", () -> Sections.parse("row", "0-7").of(stack));
		assertMessage("sections = \"some\"", () -> Sections.parse("row", "some"));
	}

	@Test
	void pairsAndTables() throws IOException {
		touch("em-train.tif", "em-train-labels.tif", "em-test.tif");
		assertMessage("em-test-labels.tif is missing", () -> DataSets.of(folder));
		touch("em-test-labels.tif");
		assertEquals("em", DataSets.of(folder).get(0).name());
		final Path table = folder.resolve("sets.csv");
		Files.writeString(table, "name,train_image,train_labels,train_sections,test_image,test_labels,test_sections\nmine,a.tif,b.tif,0-9,c.tif,d.tif,\n");
		final DataSet mine = DataSets.of(table).get(0);
		assertEquals(folder.resolve("a.tif").toAbsolutePath().toString(), mine.training().image());
		assertEquals(Sections.ALL, mine.test().sections());
		Files.writeString(table, "name,train_image\nmine,a.tif\n");
		assertMessage("lacks the column train_labels", () -> DataSets.of(table));
	}

	@Test
	void aFolderWithoutDataSetsIsRefused() throws IOException {
		touch("AC3_inputs.h5");
		assertMessage("only [AC3_inputs.h5] are there", () -> DataSets.of(folder));
		Files.delete(folder.resolve("AC3_inputs.h5"));
		assertMessage("holds no data set", () -> DataSets.of(folder));
	}

	private void touch(final String... names) throws IOException {
		for (final String name : names) Files.createFile(folder.resolve(name));
	}

	private static String values(final Volume<?> volume) {
		final StringBuilder text = new StringBuilder();
		for (final float value : io.github.encoderj.image.Pixels.floats(volume)) text.append(text.length() == 0 ? "" : " ").append((int) value);
		return text.toString();
	}

	private static void assertMessage(final String part, final org.junit.jupiter.api.function.Executable action) {
		final String message = assertThrows(Refusal.class, action).getMessage();
		assertTrue(message.contains(part), message);
	}
}
