package io.github.encoderj.volume.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Progress;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.PixelType;
import io.github.encoderj.image.Raster;
import io.github.encoderj.image.Volume;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.metrics.MaskScores;
import io.github.encoderj.metrics.SurfaceDistances.Definition;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * Tumours in PET of real patients (STS_001..036: PET_image.nii.gz in SUV, PET_mask.nii.gz), 5 folds by patient, PET alone. The files are
 * cropped around the tumour, so position gives it away; nothing here sees a position: training crops are drawn at random. As a check the
 * same heads segment fields from which up to 40 mm were cut from one side of each axis at random (never a voxel of the tumour), so that the
 * tumour is off-centre; beside it the result of the whole field is scored on the same part. Beside all: an ellipsoid in the middle of the
 * file, which does not look at the image.
 * <p>
 * {@code sh src/build/pet.sh FOLDER VARIANT MINUTES THREADS [FOLDS [ENCODER [SEED]]]}: VARIANT is raw, filterbank or both; MINUTES for the
 * training of all five folds together; FOLDS such as 1,3 runs only these, each with a fifth of the time; ENCODER is a weights folder.
 */
public final class PetExperiment {

	private static final int FOLDS = 5;
	private static final double VOXEL = 4;
	private static final double LARGEST_CUT = 40;
	private static final long CUT_SEED = 7;
	/** Width of the margin around the tumour that the ellipsoid leaves free, in mm. */
	private static final double MARGIN = 50;

	private final PatientSet set;
	private final Map<String, List<double[]>> scores = new TreeMap<>();
	private final Map<String, String> rows = new TreeMap<>();

	private PetExperiment(final PatientSet set) {
		this.set = set;
	}

	public static void main(final String[] arguments) {
		final PatientSet set = PatientSet.of(arguments[0], "", "PET_image.nii.gz", "PET_mask.nii.gz");
		final int threads = Integer.parseInt(arguments[3]);
		final String encoder = arguments.length > 5 && !arguments[5].isEmpty() ? arguments[5] : "filterbank";
		final long seed = arguments.length > 6 ? Long.parseLong(arguments[6]) : 1;
		final int[] folds = arguments.length > 4 && !arguments[4].isEmpty() ? Arrays.stream(arguments[4].split(",")).mapToInt(
			Integer::parseInt).toArray() : new int[] { 1, 2, 3, 4, 5 };
		final SegmentationTraining.Settings settings = new SegmentationTraining.Settings(Skips.parse(arguments[1]), 1, VOXEL, 40, 2, 2000, 1e-3,
			Double.parseDouble(arguments[2]) / FOLDS, seed, "cpu", threads);
		Parallel.withThreads(threads, () -> {
			try (Encoder opened = Encoders.open(encoder)) {
				new PetExperiment(set).run(opened, settings, folds);
			}
			return null;
		});
	}

	private void run(final Encoder encoder, final SegmentationTraining.Settings settings, final int[] folds) {
		System.out.printf("Variant %s, encoder %s, %d patients, voxel %.1f mm, crops of %d, seed %d, %.1f minutes a fold%n", settings.skips()
			.key(), encoder.name(), set.patients().size(), VOXEL, settings.crop(), settings.seed(), settings.minutes());
		final List<String> names = set.patients().stream().map(Patient::name).toList();
		final List<Folds.Split> splits = CrossValidation.folds(names, FOLDS, settings.seed());
		for (int f = 0; f < FOLDS; f++) System.out.println("Fold " + (f + 1) + ": " + String.join(" ", Arrays.stream(splits.get(f).test())
			.mapToObj(names::get).toList()));
		final long begun = System.nanoTime();
		final SegmentationTraining.LabelledScans scans = SegmentationTraining.read(set, VOXEL, Progress.NONE);
		final EncodedFields encoded = SegmentationTraining.encoded(encoder, scans, settings);
		double training = 0;
		for (final int fold : folds) {
			final long start = System.nanoTime();
			final SegmentationTraining.Result trained = SegmentationTraining.train(encoded, scans.some(splits.get(fold - 1).training()), settings,
				Optional.empty(), "check", Progress.NONE);
			final double seconds = (System.nanoTime() - start) / 1e9;
			training += seconds;
			System.out.printf(Locale.ROOT, "Fold %d: %s steps, %.0f s, loss %s%n", fold, trained.head().metadata().get("setting.steps"), seconds,
				trained.head().metadata().get("score.training_loss"));
			for (final int p : splits.get(fold - 1).test()) test(encoder, trained, set.patients().get(p), p, fold, settings);
		}
		System.out.println();
		System.out.println("case     fold   volume_ml   dice  hd95_mm precision  recall | >= half: hd95_mm | largest: hd95_mm | part   moved  | ellipsoid");
		rows.values().forEach(System.out::println);
		System.out.println();
		System.out.println("                                   n   mean dice (sd)    median dice   median hd95   mean hd95");
		scores.forEach((name, values) -> System.out.printf(Locale.ROOT, "%-32s  %3d   %.3f (%.3f)     %.3f         %6.1f       %6.1f%n", name, values
			.size(), mean(values, 0), deviation(values), median(values, 0), median(values, 1), mean(values, 1)));
		System.out.printf(Locale.ROOT, "Training %.0f s, all %.0f s, %d threads. HD95: the larger of the two directed 95 %% percentiles (monai), mm.%n",
			training, (System.nanoTime() - begun) / 1e9, settings.threads());
	}

	private void test(final Encoder encoder, final SegmentationTraining.Result trained, final Patient patient, final int index,
		final int fold, final SegmentationTraining.Settings settings)
	{
		final Volume<?> truth = ImageFiles.readLabels(patient.labels().orElseThrow().toString());
		final Volume<?> image = ImageFiles.read(patient.channels().get(0).file());
		final Volume<?> found = segmented(encoder, trained, image, settings);
		final double[] all = score("1 all components", truth, found);
		final double[] some = score("2 components from half the largest", truth, kept(found, 0.5));
		final double[] largest = score("3 largest component", truth, kept(found, 1));
		final long[][] part = cut(truth, new SplittableRandom(CUT_SEED + 1000 * index));
		final Volume<?> truthPart = crop(truth, part[0], part[1]);
		final Volume<?> foundPart = segmented(encoder, trained, crop(image, part[0], part[1]), settings);
		score("4 part of the field, from 1", truthPart, crop(found, part[0], part[1]));
		final double[] still = score("5 part of the field, from 3", truthPart, kept(crop(found, part[0], part[1]), 1));
		score("6 off-centre field, all components", truthPart, foundPart);
		final double[] moved = score("7 off-centre field, largest component", truthPart, kept(foundPart, 1));
		final double[] ellipsoid = score("8 ellipsoid, no image", truth, ellipsoid(truth));
		rows.put(patient.name(), String.format(Locale.ROOT, "%s  %d   %9.1f   %.3f  %7.1f     %.3f   %.3f  |  %.3f  %7.1f   | %.3f  %7.1f   |  %.3f  %.3f  |  %.3f",
			patient.name(), fold, all[4], all[0], all[1], all[2], all[3], some[0], some[1], largest[0], largest[1], still[0], moved[0], ellipsoid[0]));
		System.out.println(rows.get(patient.name()));
	}

	private Volume<?> segmented(final Encoder encoder, final SegmentationTraining.Result trained, final Volume<?> image,
		final SegmentationTraining.Settings settings)
	{
		return Segmentation.segment(encoder, trained.head(), "head", Scan.of("patient", List.of(image), set.modalities()),
			new Segmentation.Settings(true, 0, 0, "cpu", settings.threads()), Progress.NONE).labels();
	}

	/** A copy without the components that are smaller than a share of the largest. */
	private static Volume<?> kept(final Volume<?> segmentation, final double share) {
		final byte[][] sections = new byte[(int) segmentation.depth()][(int) (segmentation.width() * segmentation.height())];
		for (int z = 0; z < sections.length; z++) Raster.section(segmentation, PixelType.UINT8, z, 0, sections[z], 0);
		new Lesions(sections, (int) segmentation.height(), (int) segmentation.width()).keep(0, share);
		return Raster.volume(PixelType.UINT8.image((Object[]) sections, segmentation.width(), segmentation.height(), segmentation.depth()),
			segmentation.geometry(), segmentation.name());
	}

	private double[] score(final String name, final Volume<?> truth, final Volume<?> segmentation) {
		final MaskScores s = MaskScores.of(truth.pixels(), segmentation.pixels(), new MaskScores.Options(truth.geometry().spacing(), List.of(
			Definition.MONAI)).withLabels(List.of(1L))).get(0);
		final double volume = (s.overlap().truePositive() + s.overlap().falseNegative()) * truth.geometry().x() * truth.geometry().y() * truth
			.geometry().z() / 1000;
		final double[] row = { s.overlap().dice(), s.hd95(), s.overlap().precision(), s.overlap().recall(), volume };
		scores.computeIfAbsent(name, n -> new ArrayList<>()).add(row);
		return row;
	}

	/** First and last voxel of what is left when one side of each axis loses up to 40 mm, but never a voxel of the truth. */
	private static long[][] cut(final Volume<?> truth, final SplittableRandom random) {
		final long[] min = new long[3];
		final long[] max = new long[3];
		final long[][] box = box(truth);
		for (int d = 0; d < 3; d++) {
			final long size = truth.pixels().dimension(d);
			final boolean low = random.nextBoolean();
			final long wanted = Math.round(random.nextDouble() * LARGEST_CUT / truth.geometry().spacing()[d]);
			min[d] = low ? Math.min(wanted, box[0][d]) : 0;
			max[d] = low ? size - 1 : Math.max(size - 1 - wanted, box[1][d]);
		}
		return new long[][] { min, max };
	}

	private static long[][] box(final Volume<?> truth) {
		final long[] min = { Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE };
		final long[] max = new long[3];
		final int width = (int) truth.width();
		final float[] section = new float[width * (int) truth.height()];
		for (long z = 0; z < truth.depth(); z++) {
			Raster.section(truth, PixelType.FLOAT, z, 0, section, 0);
			for (int i = 0; i < section.length; i++) {
				if (section[i] == 0) continue;
				final long[] at = { i % width, i / width, z };
				for (int d = 0; d < 3; d++) {
					min[d] = Math.min(min[d], at[d]);
					max[d] = Math.max(max[d], at[d]);
				}
			}
		}
		return new long[][] { min, max };
	}

	private static <T extends RealType<T>> Volume<T> crop(final Volume<T> volume, final long[] min, final long[] max) {
		final double[] origin = volume.geometry().origin();
		for (int r = 0; r < 3; r++) for (int d = 0; d < 3; d++) origin[r] += volume.geometry().direction()[3 * r + d] * volume.geometry()
			.spacing()[d] * min[d];
		return new Volume<>(Views.zeroMin(Views.interval(volume.pixels(), min, max)), new Geometry(volume.geometry().spacing(), origin, volume
			.geometry().direction(), volume.geometry().unit()), volume.name());
	}

	/** The ellipsoid that fills the file but for 50 mm on each side. */
	private static Volume<?> ellipsoid(final Volume<?> truth) {
		final int[] size = { (int) truth.width(), (int) truth.height(), (int) truth.depth() };
		final double[] half = new double[3];
		for (int d = 0; d < 3; d++) half[d] = Math.max(1, size[d] / 2.0 - MARGIN / truth.geometry().spacing()[d]);
		final byte[] mask = new byte[size[0] * size[1] * size[2]];
		for (int i = 0; i < mask.length; i++) {
			final double x = (i % size[0] - (size[0] - 1) / 2.0) / half[0];
			final double y = (i / size[0] % size[1] - (size[1] - 1) / 2.0) / half[1];
			final double z = (i / size[0] / size[1] - (size[2] - 1) / 2.0) / half[2];
			if (x * x + y * y + z * z <= 1) mask[i] = 1;
		}
		return Volume.of(mask, size[0], size[1], size[2], truth.geometry(), "ellipsoid");
	}

	private static double mean(final List<double[]> values, final int column) {
		return values.stream().mapToDouble(v -> v[column]).filter(Double::isFinite).average().orElse(Double.NaN);
	}

	private static double deviation(final List<double[]> values) {
		final double mean = mean(values, 0);
		return Math.sqrt(values.stream().mapToDouble(v -> (v[0] - mean) * (v[0] - mean)).sum() / (values.size() - 1));
	}

	private static double median(final List<double[]> values, final int column) {
		final double[] sorted = values.stream().mapToDouble(v -> v[column]).filter(Double::isFinite).sorted().toArray();
		if (sorted.length == 0) return Double.NaN;
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}
}
