package io.github.encoderj.volume.segmentation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Raster;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Head;
import io.github.encoderj.learn.VolumeDecoder;

/**
 * Segments scans with a trained head: sliding windows of the trained size on the working grid, classes on the scan's own grid, lesions
 * that are too small left out. Memory is needed for the scan, one byte a voxel for the labels, and a slab of features.
 */
public final class Segmentation {

	private static final double MM3_PER_ML = 1000;

	private Segmentation() {}

	/**
	 * How to segment.
	 *
	 * @param flips whether the mean over all flips is taken: a little better and several times slower
	 * @param share connected components that are smaller than this share of the largest one of their label are left out: 0 keeps all, 1
	 *          the largest only
	 * @param minimum smallest volume of a connected component in ml; 0 keeps all
	 * @param device auto, cpu, gpu0...
	 * @param threads 0 means all cores
	 */
	public record Settings(boolean flips, double share, double minimum, String device, int threads) {

		public Settings {
			Refusal.unless(share >= 0 && share <= 1, "largest = %s: expected a share from 0 to 1.", share);
			Refusal.unless(minimum >= 0 && Double.isFinite(minimum), "minvolume = %s: expected millilitres, 0 or more.", minimum);
		}
	}

	/**
	 * What came out.
	 *
	 * @param labels on the grid of the scan's reference
	 * @param components number of connected components (18 neighbours) that are left
	 * @param encodingSeconds resampling to the working grid and features
	 * @param decodingSeconds decoder, and the sums over windows
	 * @param resamplingSeconds from probabilities to labels on the scan's grid, and connected components
	 */
	public record Result(Volume<?> labels, int components, double encodingSeconds, double decodingSeconds, double resamplingSeconds) {}

	/** What the modalities of a head are, in order. */
	public static List<Modality> modalities(final Head head, final String headName) {
		return Modality.parse(head.metadata().getOrDefault(SegmentationTraining.MODALITIES, ""), headName);
	}

	/** The preprocessing with which the encoder of a head is to be opened. */
	public static String preprocessing(final Head head) {
		return SliceColours.ofNetwork(head.metadata().getOrDefault("preprocessing", ""));
	}

	/** How many slices the encoder of a head sees at once; heads that do not say it were trained on single slices. */
	private static int slices(final Head head, final String headName) {
		final String slices = head.metadata().getOrDefault(SegmentationTraining.SLICES, "1");
		Refusal.unless(slices.matches("1|3"), "%s: its encoder sees %s slices at once; expected 1 or 3. Train the head again.", headName, slices);
		return Integer.parseInt(slices);
	}

	/**
	 * Segments a scan.
	 *
	 * @param headName as messages show it
	 * @throws Refusal if the head does not suit the encoder or the scan
	 */
	public static Result segment(final Encoder encoder, final Head head, final String headName, final Scan scan, final Settings settings,
		final Progress progress)
	{
		try (VolumeDecoder decoder = VolumeDecoder.open(head.tensors(), settings.device(), settings.threads())) {
			return segment(encoder, decoder, head, headName, scan, settings, progress);
		}
	}

	/** The same with a decoder that is open. */
	static Result segment(final Encoder encoder, final VolumeDecoder decoder, final Head head, final String headName, final Scan scan,
		final Settings settings, final Progress progress)
	{
		final List<Modality> modalities = modalities(head, headName);
		final VolumeInputs inputs = new VolumeInputs(modalities, Skips.parse(head.metadata().getOrDefault(SegmentationTraining.SKIPS, "both")),
			VolumeInputs.coarse(encoder, slices(head, headName)));
		head.check(inputs.encoder(), headName);
		Refusal.unless(scan.channels().stream().map(Scan.Channel::modality).toList().equals(modalities), "%s was trained on %s. Give exactly these.",
			headName, Modality.text(modalities));
		final String unit = head.metadata().getOrDefault(SegmentationTraining.UNIT, "mm");
		final Volume<?> reference = scan.reference();
		Refusal.unless(unit.equals(reference.geometry().unit()), "%s was trained on voxels measured in %s, but those of %s are in %s. Set the " +
			"voxel size.", headName, unit, reference.name(), reference.geometry().unit());
		Refusal.unless(settings.minimum() == 0 || unit.equals("mm"), "minvolume = %s: millilitres need a voxel size in mm, that of %s is in %s.",
			settings.minimum(), reference.name(), unit);
		final WorkingGrid grid = new WorkingGrid(reference, Double.parseDouble(head.metadata().get(SegmentationTraining.VOXEL)));
		final Labels labels = new Labels(grid, reference);
		final SlidingWindow window = new SlidingWindow(scan, grid, inputs, decoder, head.statistics(), Integer.parseInt(head.metadata().get(
			SegmentationTraining.CROP)), settings.flips());
		window.run(labels::accept, progress);
		labels.clock.start();
		final int components = clean(labels.sections, reference, settings);
		labels.clock.stop();
		final Volume<?> result = Raster.volume(PixelType.UINT8.image((Object[]) labels.sections, reference.width(), reference.height(), reference
			.depth()), reference.geometry(), scan.name() + " segmentation");
		return new Result(result, components, window.encodingSeconds(), window.decodingSeconds(), labels.clock.seconds());
	}

	private static int clean(final byte[][] sections, final Volume<?> reference, final Settings settings) {
		final double voxel = reference.geometry().x() * reference.geometry().y() * reference.geometry().z() / MM3_PER_ML;
		final Lesions lesions = new Lesions(sections, (int) reference.height(), (int) reference.width());
		if (settings.share() == 0 && settings.minimum() == 0) return lesions.count();
		lesions.keep((long) Math.ceil(settings.minimum() / voxel - 1e-9), settings.share());
		return new Lesions(sections, (int) reference.height(), (int) reference.width()).count();
	}

	/** Labels on the scan's grid, filled as sections of the working grid come in; only those are held that are still needed. */
	private static final class Labels {

		private final WorkingGrid grid;
		private final byte[][] sections;
		private final Stopwatch clock = new Stopwatch();
		private final Deque<float[][]> held = new ArrayDeque<>();
		private int first;
		private int next;

		Labels(final WorkingGrid grid, final Volume<?> reference) {
			this.grid = grid;
			sections = new byte[(int) reference.depth()][(int) (reference.width() * reference.height())];
		}

		void accept(final int section, final float[][] probabilities) {
			clock.start();
			held.add(probabilities);
			int end = next;
			while (end < sections.length && grid.sectionsOut().last(end) <= section) end++;
			if (end > next) {
				final float[][][] all = held.toArray(float[][][]::new);
				final int from = next;
				Parallel.forEach(end - from, i -> {
					final int z = from + i;
					final int start = grid.sectionsOut().first(z) - first;
					final float[][][] planes = IntStream.rangeClosed(grid.sectionsOut().first(z), grid.sectionsOut().last(z)).mapToObj(s -> all[start + s -
						grid.sectionsOut().first(z)]).toArray(float[][][]::new);
					grid.classes(z, planes, sections[z], 0);
				});
				next = end;
			}
			while (next < sections.length && !held.isEmpty() && first < grid.sectionsOut().first(next)) {
				held.remove();
				first++;
			}
			clock.stop();
		}
	}
}
