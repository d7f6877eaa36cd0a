package io.github.encoderj.wsi.tissue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import com.google.gson.Gson;

import io.github.encoderj.base.Parallel;

/** Each step equals what OpenCV makes of the same picture; src/test/python/make_tissue_goldens.py wrote the file. */
class TissueGoldenTest {

	private record Golden(int width, int height, int threshold, int median, int closing, boolean otsu, double level, String image,
		String saturation, String blurred, String binary, String closed, List<Border> contours, double[][] points)
	{}

	private record Border(int parent, double area, double[][] points, double[] inside) {}

	@TestFactory
	Stream<DynamicTest> everyStepEqualsOpenCv() throws IOException {
		final Golden[] all = new Gson().fromJson(Files.readString(Path.of("src/test/resources/wsi/tissue.json")), Golden[].class);
		return IntStream.range(0, all.length).mapToObj(i -> DynamicTest.dynamicTest("picture " + i, () -> Parallel.withThreads(1 + i % 3,
			() -> {
				assertEqual(all[i]);
				return null;
			})));
	}

	private static void assertEqual(final Golden golden) {
		final int width = golden.width;
		final int height = golden.height;
		final byte[] saturation = TissueMask.saturation(bytes(golden.image));
		assertArrayEquals(bytes(golden.saturation), saturation, "saturation");
		final byte[] blurred = TissueMask.median(saturation, width, height, golden.median);
		assertArrayEquals(bytes(golden.blurred), blurred, "median");
		final int threshold = golden.otsu ? TissueMask.otsu(blurred) : golden.threshold;
		assertEquals(golden.level, threshold, "threshold");
		final byte[] binary = TissueMask.above(blurred, threshold);
		assertEquals(golden.binary, digits(binary), "threshold applied");
		final byte[] closed = TissueMask.close(binary, width, height, golden.closing);
		assertEquals(golden.closed, digits(closed), "closing");
		assertContours(golden, Contours.of(closed, width, height));
	}

	/** OpenCV lists contours in another order: they are found by their corners. */
	private static void assertContours(final Golden golden, final List<Contours.Contour> found) {
		assertEquals(golden.contours.size(), found.size(), "number of contours");
		final List<List<String>> corners = found.stream().map(c -> corners(c.outline())).toList();
		for (final Border border : golden.contours) {
			final int at = corners.indexOf(corners(border));
			assertEquals(corners(border), at < 0 ? List.of() : corners.get(at));
			final Contours.Contour contour = found.get(at);
			assertEquals(border.area, contour.outline().area(), 1e-9, "area");
			assertEquals(border.parent < 0 ? List.of() : corners(golden.contours.get(border.parent)), contour.parent() < 0 ? List.of() : corners
				.get(contour.parent()), "component of the hole");
			for (int p = 0; p < border.inside.length; p++) {
				assertEquals(border.inside[p], contour.outline().side(golden.points[p][0], golden.points[p][1]), "point " + golden.points[p][0] +
					", " + golden.points[p][1]);
			}
		}
	}

	private static List<String> corners(final Border border) {
		return Stream.of(border.points).map(p -> (int) p[0] + "," + (int) p[1]).sorted().toList();
	}

	private static List<String> corners(final Outline outline) {
		final List<String> all = new ArrayList<>();
		for (int i = 0; i < outline.corners(); i++) all.add((int) outline.x(i) + "," + (int) outline.y(i));
		return all.stream().sorted().toList();
	}

	private static byte[] bytes(final String hex) {
		return HexFormat.of().parseHex(hex);
	}

	private static String digits(final byte[] mask) {
		final StringBuilder text = new StringBuilder();
		for (final byte m : mask) text.append(m);
		return text.toString();
	}
}
