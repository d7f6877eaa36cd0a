package io.github.encoderj.cxr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.weights.Fingerprint;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.LabelTable;

/**
 * Divides radiographs into training, validation and test by patient: as an official list of test images says, as the table itself says,
 * in folds, or in shares. A division is refused if a patient or the content of a file stands on two sides of it.
 *
 * @param testList file with the names of the test images, one a line
 * @param folds number of folds of a cross-validation; 0 for a single division
 * @param shares relative sizes of training, validation and test; the first two also divide what an official list leaves
 * @param seed of the division
 */
public record Divisions(Optional<Path> testList, int folds, double[] shares, long seed) {

	public Divisions {
		Refusal.unless(folds == 0 || folds >= 2, "folds = %d: expected 0 for one division, or 2 and more.", folds);
		Refusal.unless(folds == 0 || testList.isEmpty(), "folds = %d: folds divide all images, but a list of test images is given too. Give " +
			"one of them.", folds);
		shares = shares.clone();
	}

	/**
	 * Shares as a user writes them.
	 *
	 * @param text such as 7:1:2
	 * @throws Refusal if they are not three numbers, the first and the last above 0
	 */
	public static double[] shares(final String text) {
		final String[] parts = text.trim().split(":");
		final boolean numbers = parts.length == 3 && Arrays.stream(parts).allMatch(p -> p.trim().matches("\\d+(\\.\\d+)?"));
		final double[] shares = numbers ? Arrays.stream(parts).mapToDouble(Double::parseDouble).toArray() : new double[3];
		Refusal.unless(shares[0] > 0 && shares[2] > 0, "split = \"%s\": expected the shares of training, validation and test, such as 7:1:2, the " +
			"first and the last above 0.", text);
		return shares;
	}

	/** The divisions of a table's images: one, or one a fold. */
	public List<Folds.Split> of(final LabelTable table) {
		final double validation = shares[1] / (shares[0] + shares[1]);
		final List<Folds.Split> splits;
		if (folds > 0) splits = Folds.cross(table.groups(), table.values(), folds, validation, seed);
		else if (testList.isPresent()) splits = List.of(listed(table, validation));
		else splits = List.of(table.ownSplit().map(own -> withValidation(table, own, validation)).orElseGet(() -> Folds.shares(table.groups(),
			table.values(), shares[0], shares[1], shares[2], seed)));
		for (final Folds.Split split : splits) refuseSharedPatients(table, split);
		return splits;
	}

	private Folds.Split listed(final LabelTable table, final double validation) {
		final Set<String> names = new HashSet<>();
		try {
			Files.readAllLines(testList.get(), StandardCharsets.UTF_8).forEach(line -> names.add(line.trim()));
		}
		catch (final IOException | UncheckedIOException e) {
			throw new Refusal("testlist = " + testList.get() + ": it cannot be read. Name a text file with one image name a line.", e);
		}
		final int[] test = IntStream.range(0, table.size()).filter(i -> names.contains(table.cases().get(i))).toArray();
		final int[] rest = IntStream.range(0, table.size()).filter(i -> !names.contains(table.cases().get(i))).toArray();
		Refusal.unless(test.length > 0 && rest.length > 0, "testlist = %s: it names %d of the %d images; some must be in it and some not.", testList
			.get(), test.length, table.size());
		return withValidation(table, new Folds.Split(rest, new int[0], test), validation);
	}

	/** Takes validation cases from the training part if there are none. */
	private Folds.Split withValidation(final LabelTable table, final Folds.Split split, final double validation) {
		Refusal.unless(split.test().length > 0, "%s: no image is for testing in its split column.", table.file());
		if (split.validation().length > 0 || validation == 0) return split;
		final LabelTable rest = table.subset(split.training());
		final Folds.Split inside = Folds.shares(rest.groups(), rest.values(), 1 - validation, validation, 0, seed);
		return new Folds.Split(pick(split.training(), inside.training()), pick(split.training(), inside.validation()), split.test());
	}

	private static int[] pick(final int[] from, final int[] indices) {
		return Arrays.stream(indices).map(i -> from[i]).toArray();
	}

	private static List<int[]> sides(final Folds.Split split) {
		return List.of(split.training(), split.validation(), split.test());
	}

	private static void refuseSharedPatients(final LabelTable table, final Folds.Split split) {
		final Map<String, Integer> sideOf = new HashMap<>();
		final Map<String, String> imageOf = new HashMap<>();
		for (int side = 0; side < 3; side++) {
			for (final int i : sides(split).get(side)) {
				final String patient = table.groups().get(i);
				final Integer before = sideOf.put(patient, side);
				final String other = imageOf.put(patient, table.cases().get(i));
				Refusal.unless(before == null || before == side, "A patient is on two sides of the division: the images %s and %s belong to the " +
					"same one. Put both on one side.", other, table.cases().get(i));
			}
		}
	}

	/**
	 * Refuses a division in which two files of the same content stand on different sides.
	 *
	 * @param files of the table's images
	 */
	public static void refuseSharedContent(final LabelTable table, final List<Path> files, final Folds.Split split) {
		final int[] side = new int[table.size()];
		Arrays.fill(side, -1);
		for (int s = 0; s < 3; s++) for (final int i : sides(split).get(s)) side[i] = s;
		final Map<Long, List<Integer>> bySize = new HashMap<>();
		for (int i = 0; i < side.length; i++) if (side[i] >= 0) bySize.computeIfAbsent(files.get(i).toFile().length(), k -> new ArrayList<>()).add(i);
		for (final List<Integer> same : bySize.values()) { // only files of one size can have the same content
			if (same.stream().map(i -> side[i]).distinct().count() < 2) continue;
			final Map<String, Integer> byContent = new HashMap<>();
			for (final int i : same) {
				final Integer other = byContent.putIfAbsent(Fingerprint.of(List.of(files.get(i))), i);
				Refusal.unless(other == null || side[other] == side[i], "The files of %s and %s have the same content and stand on two sides of " +
					"the division. Remove one, or give both the same patient.", other == null ? "" : table.cases().get(other), table.cases().get(i));
			}
		}
	}
}
