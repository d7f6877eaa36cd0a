package io.github.encoderj.command.metrics;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import ij.WindowManager;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.command.ImageInput;
import io.github.encoderj.image.FilePair;
import io.github.encoderj.image.Volume;
import io.github.encoderj.metrics.Table;

/**
 * What the keys truth and segmentation stand for: two images, or two folders whose images are matched by name, one case each.
 *
 * @param truth title, file or folder
 * @param segmentation title, file or folder; empty means the active image
 * @param folders whether both are folders of cases
 */
record LabelPairs(String truth, String segmentation, boolean folders) {

	/** Compares a segmentation with its truth. */
	@FunctionalInterface
	interface Comparison {

		/**
		 * Adds the rows of a case, all of them or none.
		 *
		 * @throws Refusal if the two cannot be compared
		 */
		void addTo(Table table, String name, Volume<?> truth, Volume<?> segmentation);
	}

	/**
	 * Takes the texts of the keys.
	 *
	 * @param sections whether a folder is one stack of sections in any case; a folder beside an image always is
	 * @throws Refusal if the truth is not given
	 */
	static LabelPairs of(final String truth, final String segmentation, final boolean sections) {
		ImageInput.required("truth", truth, "the true labels");
		return new LabelPairs(truth, segmentation, !sections && isFolder(truth) && isFolder(segmentation));
	}

	private static boolean isFolder(final String text) {
		try {
			return !text.isBlank() && WindowManager.getImage(text.trim()) == null && FilePair.isFolder(Path.of(text.trim()));
		}
		catch (final InvalidPathException e) {
			return false; // said when it is read
		}
	}

	/**
	 * Compares all cases. Of folders, a case without partner, or that cannot be read or compared, becomes a row with the reason in the
	 * column "note", and the rest goes on.
	 *
	 * @param table has the columns case and, for folders, note
	 * @return number of cases compared
	 * @throws Refusal if two images cannot be compared, or none of the cases of two folders
	 */
	int compare(final Table table, final Comparison comparison, final Progress progress) {
		if (!folders) {
			progress.report("Reading labels", 0);
			final Volume<?> labels = ImageInput.labels("truth", truth);
			final Volume<?> segments = ImageInput.labels("segmentation", segmentation);
			progress.report("Comparing", 0.5);
			compare(table, segments.name(), labels, segments, comparison);
			return 1;
		}
		final List<FilePair> pairs = pairs();
		int compared = 0;
		Optional<String> firstReason = Optional.empty();
		for (int i = 0; i < pairs.size(); i++) {
			final FilePair pair = pairs.get(i);
			progress.check();
			progress.report("Comparing " + pair.name(), (double) i / pairs.size());
			try {
				compare(table, pair, comparison);
				compared++;
			}
			catch (final RuntimeException e) {
				final String reason = refusal(e);
				firstReason = firstReason.or(() -> Optional.of(pair.name() + ": " + reason));
				table.add().set("case", pair.name()).set("note", reason);
			}
		}
		Refusal.unless(compared > 0, "truth, segmentation: none of the %d cases could be compared. The first is %s", pairs.size(), firstReason
			.orElse(""));
		return compared;
	}

	private List<FilePair> pairs() {
		try {
			return FilePair.of(Path.of(truth.trim()), Path.of(segmentation.trim()));
		}
		catch (final Refusal e) {
			throw new Refusal("truth, segmentation: " + e.getMessage(), e);
		}
	}

	private void compare(final Table table, final FilePair pair, final Comparison comparison) {
		final Path first = pair.first().orElseThrow(() -> new Refusal("no partner in the folder of the truth"));
		final Path second = pair.second().orElseThrow(() -> new Refusal("no partner in the folder of the segmentation"));
		compare(table, pair.name(), ImageInput.labels("truth", first.toString()), ImageInput.labels("segmentation", second.toString()),
			comparison);
	}

	private static void compare(final Table table, final String name, final Volume<?> truth, final Volume<?> segmentation,
		final Comparison comparison)
	{
		Refusal.unless(truth.sameSize(segmentation), "segmentation: %s has %s voxels, but the truth %s has %s. Crop one of them.", segmentation
			.name(), segmentation.size(), truth.name(), truth.size());
		comparison.addTo(table, name, truth, segmentation);
	}

	/** The user's part of what went wrong; loops on several threads wrap it. */
	private static String refusal(final RuntimeException thrown) {
		for (Throwable e = thrown; e != null; e = e.getCause()) if (e instanceof Refusal) return e.getMessage();
		throw thrown;
	}
}
