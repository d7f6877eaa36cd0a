package io.github.encoderj.cxr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.CsvText;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.LabelTable;

class DivisionsTest {

	@TempDir
	private Path folder;

	private static LabelTable table(final String text) {
		return LabelTable.of(CsvText.parse(text, "labels.csv"), LabelTable.Columns.FOUND);
	}

	private static final LabelTable PLAIN = table("image,patient,x\na,1,1\nb,1,0\nc,2,1\nd,3,0\ne,4,1\nf,5,0\n");

	private Divisions listed(final String names) throws IOException {
		return new Divisions(Optional.of(Files.writeString(folder.resolve("test_list.txt"), names)), 0, new double[] { 3, 1, 1 }, 1);
	}

	@Test
	void anOfficialListIsKeptToAndValidationTakenFromTheRest() throws IOException {
		final Folds.Split split = listed("d\r\ne\nelsewhere\n").of(PLAIN).get(0);
		assertArrayEquals(new int[] { 3, 4 }, split.test());
		assertEquals(4, split.training().length + split.validation().length);
		assertTrue(split.validation().length > 0);
	}

	@Test
	void aPatientOnTwoSidesIsRefused() throws IOException {
		final String message = assertThrows(Refusal.class, () -> listed("b\n").of(PLAIN)).getMessage();
		assertTrue(message.contains("a and b") || message.contains("b and a"), message);
		final LabelTable own = table("image,patient,split,x\na,1,train,1\nb,1,test,0\n");
		assertThrows(Refusal.class, () -> new Divisions(Optional.empty(), 0, new double[] { 1, 0, 1 }, 1).of(own));
	}

	@Test
	void theSameContentOnTwoSidesIsRefused() throws IOException {
		final List<Path> files = new ArrayList<>();
		for (final String name : PLAIN.cases()) files.add(Files.writeString(folder.resolve(name), "content " + (name.equals("f") ? "d" : name)));
		final Folds.Split apart = new Folds.Split(new int[] { 0, 1, 2, 3 }, new int[] { 4 }, new int[] { 5 });
		final String message = assertThrows(Refusal.class, () -> Divisions.refuseSharedContent(PLAIN, files, apart)).getMessage();
		assertTrue(message.contains("d and f"), message);
		Divisions.refuseSharedContent(PLAIN, files, new Folds.Split(new int[] { 0, 1, 2 }, new int[] { 4 }, new int[] { 3, 5 }));
	}

	@Test
	void theTablesOwnPartsAndFoldsAndShares() {
		final double[] shares = { 3, 1, 1 };
		final LabelTable own = table("image,patient,split,x\na,1,train,1\nb,2,train,0\nc,3,test,1\nd,4,train,1\ne,5,train,0\n");
		final Folds.Split split = new Divisions(Optional.empty(), 0, shares, 1).of(own).get(0);
		assertArrayEquals(new int[] { 2 }, split.test());
		assertEquals(1, split.validation().length);
		assertEquals(3, new Divisions(Optional.empty(), 3, shares, 1).of(own).size());
		assertArrayEquals(new double[] { 7, 1, 2 }, Divisions.shares("7:1:2"));
		for (final String bad : List.of("", "7:3", "0:1:2", "7:1:0", "a:b:c", "-1:1:1")) assertThrows(Refusal.class, () -> Divisions.shares(bad));
		assertThrows(Refusal.class, () -> new Divisions(Optional.of(folder), 5, shares, 1));
	}
}
