package io.github.encoderj.em.agglomerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.em.graph.RegionGraph;
import io.github.encoderj.em.graph.RegionGraphs;
import io.github.encoderj.em.watershed.AffinityField;
import io.github.encoderj.em.watershed.Fragments;
import io.github.encoderj.em.watershed.Grid;

class ScoringFunctionTest {

	/** Two fragments of 4 and 8 voxels that touch over four pairs with the affinities 0.3, 0.9, 0.1, 0.6. */
	private static final Grid GRID = new Grid(3, 4, 1);
	private static final AffinityField AFFINITIES = affinities(0.3f, 0.9f, 0.1f, 0.6f);
	private static final Fragments FRAGMENTS = Fragments.of(GRID, new int[] { 1, 2, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2 });

	private static AffinityField affinities(final float... contacts) {
		final float[] values = new float[36];
		for (int y = 0; y < 4; y++) values[24 + 3 * y + 1] = contacts[y];
		return AffinityField.of(values, GRID);
	}

	private static float score(final String text) {
		final RegionGraph graph = RegionGraphs.of(AFFINITIES, FRAGMENTS, Progress.NONE);
		return EdgeScores.of(ScoringFunction.parse(text), graph, AFFINITIES, FRAGMENTS, Progress.NONE).initial()[0];
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { //
		"mean | 0.475", "min | 0.1", "max | 0.9", "contact | 4", "minsize | 4", "maxsize | 8", "constant(7) | 7", "2.5e-1 | 0.25", //
		"meanmax(1) | 0.9", "meanmax(2) | 0.75", "meanmax(10) | 0.475", //
		"quantile(0) | 0.1", "quantile(25) | 0.3", "quantile(50) | 0.6", "quantile(74) | 0.6", "quantile(75) | 0.9", "quantile(100) | 0.9", //
		"quantile(50, initmax) | 0.9", "quantile(50, all) | 0.6", //
		"histogramquantile(0, 10) | 0.15", "histogramquantile(50, 10) | 0.65", "histogramquantile(0, 10, initmax) | 0.95", //
		"1 - mean | 0.525", "1 - MAX | 0.1", "invert(contact) | 0.25", "square(max) | 0.81", "maxsize - minsize * 3 | -4", //
		"(maxsize - minsize) * 3 | 12", "max - min - min | 0.7", "maxsize / minsize / 2 | 1", "step(min, max) | 0", "step(max, min) | 1", //
		"minsize / constant(0) | 3.4028235E38", "(min - max) / 0 | -3.4028235E38", "1 + 1 | 2", "mean * minsize + contact | 5.9", //
		"square(1 - step(minsize, 100)) * (max + min) / 2 | 0.5" })
	void isWhatTheFormulaSays(final String text, final float expected) {
		// The highest double becomes the infinite float
		assertEquals(text.equals("minsize / constant(0)") ? Float.POSITIVE_INFINITY : expected, score(text), 1e-6f, text);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { //
		"1 - men | at character 5 \"men\" is not known. Known are mean, min", //
		"1 - | at character 4 expected a number, a name or (; found the end", //
		"1 - quantile | at character 13 expected (", //
		"1 - quantile(120) | at character 14 percent must be a whole number from 0 to 100; found \"120)\"", //
		"1 - quantile(50, most) | at character 18 expected initmax", //
		"1 - quantile(50 | at character 16 expected , or )", //
		"1 - histogramquantile(75, 1) | at character 27 bins must be a whole number from 2 to 65536", //
		"1 - meanmax(0) | at character 13 k must be a whole number", //
		"1 - meanmax(2.5) | at character 13 k must be a whole number", //
		"(1 - mean | at character 10 expected )", //
		"1 - mean) | at character 9 expected an operator (+ - * /) or the end; found \")\"", //
		"mean max | at character 6 expected an operator", //
		"step(mean) | at character 10 expected ,", //
		"1..5 * mean | at character 1 expected a number", //
		"1 - OneMinus<Mean> | at character 5 \"oneminus\" is not known" })
	void saysWhereATextIsWrong(final String text, final String expected) {
		final String message = assertThrows(Refusal.class, () -> ScoringFunction.parse(text)).getMessage();
		assertTrue(message.contains(expected), message);
		assertTrue(message.contains("\"" + text + "\""), message);
	}

	@Test
	void emptyTextIsRefused() {
		assertTrue(assertThrows(Refusal.class, () -> ScoringFunction.parse(" ")).getMessage().contains("found the end"));
	}

	@Test
	void aGraphAloneServesMeanAndContactOnly() {
		final RegionGraph graph = RegionGraph.of(3, new int[] { 2 }, new int[] { 1 }, new int[] { 5 }, new float[] { 0.25f }, new int[0]);
		assertEquals(0.75f * 5, EdgeScores.of(ScoringFunction.parse("(1 - mean) * contact"), graph).initial()[0]);
		assertTrue(assertThrows(Refusal.class, () -> EdgeScores.of(ScoringFunction.parse("1 - max"), graph)).getMessage().contains(
			"needs the affinities"));
		assertTrue(assertThrows(Refusal.class, () -> EdgeScores.of(ScoringFunction.parse("minsize"), graph)).getMessage().contains(
			"needs the sizes"));
	}
}
