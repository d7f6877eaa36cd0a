package io.github.encoderj.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.encoderj.base.CsvText;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.learn.LabelTable.Columns;

class LabelTableTest {

	private static LabelTable table(final String text, final Columns columns) {
		return LabelTable.of(CsvText.parse(text, "labels.csv"), columns);
	}

	@Test
	void labelsAreFoundByWhatTheyHold() {
		final LabelTable table = table("image,Patient ID,age,Mass,Edema,sex\n007,1,57,1,,M\nb,1,60,0,-1.0,F\nc,,3,nan,1.0,F\n", Columns.FOUND);
		assertEquals(List.of("007", "b", "c"), table.cases());
		assertEquals(List.of("1", "1", "c"), table.groups());
		assertEquals(List.of("Mass", "Edema"), table.labels());
		assertArrayEquals(new float[] { 1, Float.NaN }, table.values()[0]);
		assertArrayEquals(new float[] { 0, Float.NaN }, table.values()[1]);
		assertArrayEquals(new float[] { Float.NaN, 1 }, table.values()[2]);
		assertFalse(table.exclusive());
		assertTrue(table.grouped());
		assertEquals(List.of("c", "007"), table.subset(2, 0).cases());
		assertEquals(1, table.index("b").orElseThrow());
	}

	@Test
	void oneColumnOfTextGivesClasses() {
		final String text = "slide,label,site\ns1,tumour,a\ns2,normal,b\ns3,,a\n";
		final LabelTable table = table(text, Columns.FOUND);
		assertTrue(table.exclusive());
		assertFalse(table.grouped());
		assertEquals(List.of("normal", "tumour"), table.labels());
		assertArrayEquals(new int[] { 1, 0, -1 }, table.classes());
		assertEquals(List.of("a", "b"), table(text, Columns.of("slide", "", "site")).labels());
		assertEquals(List.of("0", "1", "2"), table("case,grade\na,0\nb,2\nc,1\n", Columns.FOUND).labels());
	}

	@Test
	void theTableMayNameItsOwnSplit() {
		final Folds.Split split = table("case,split,x\na,train,1\nb,test,0\nc,Val,1\nd,,0\ne,train,0\n", Columns.FOUND).ownSplit().orElseThrow();
		assertArrayEquals(new int[] { 0, 4 }, split.training());
		assertArrayEquals(new int[] { 2 }, split.validation());
		assertArrayEquals(new int[] { 1 }, split.test());
		assertTrue(table("case,x\na,1\nb,0\n", Columns.FOUND).ownSplit().isEmpty());
		refused("\"later\"", () -> table("case,split,x\na,later,1\n", Columns.FOUND).ownSplit());
	}

	@Test
	void refusesWhatDoesNotFit() {
		refused("no cases", () -> table("case,x\n", Columns.FOUND));
		refused("case a a second time", () -> table("case,x\na,1\na,0\n", Columns.FOUND));
		refused("row 2: the column case", () -> table("case,x\na,1\n,0\n", Columns.FOUND));
		refused("no column \"Patient\"", () -> table("case,x\na,1\n", Columns.of("", "Patient", "")));
		refused("no column \"y\"", () -> table("case,x\na,1\n", Columns.of("", "", "x, y")));
		refused("\"2\" in the column x", () -> table("case,x,y\na,2,1\nb,0,1\n", Columns.of("", "", "x,y")));
		refused("1 different values", () -> table("case,class\na,u\nb,u\n", Columns.FOUND));
		refused("Name the label columns", () -> table("case,u,v\na,p,q\nb,p,r\n", Columns.FOUND));
		refused("There is no file", () -> LabelTable.read(Path.of("missing.csv"), Columns.FOUND));
	}

	private static void refused(final String part, final org.junit.jupiter.api.function.Executable action) {
		final String message = assertThrows(Refusal.class, action).getMessage();
		assertTrue(message.contains(part), message);
	}
}
