package io.github.encoderj.volume.segmentation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.learn.Folds;
import io.github.encoderj.learn.Head;
import io.github.encoderj.metrics.Table;

/**
 * Trains and tests by folds of patients: each patient is segmented by a head that never saw it. The head of a fold is kept in a file, so
 * that a run that was cut off trains only the folds that are missing.
 */
public final class CrossValidation {

	private CrossValidation() {}

	/**
	 * What came out.
	 *
	 * @param table of {@link PatientScores}
	 * @param folds names of the patients of each fold
	 */
	public record Result(Table table, List<List<String>> folds) {}

	/**
	 * The folds of patients.
	 *
	 * @param folds number of folds, 2 or more
	 * @return what is learned from and what is tested on in each
	 * @throws Refusal if there are fewer patients than folds
	 */
	public static List<Folds.Split> folds(final List<String> patients, final int folds, final long seed) {
		return Folds.cross(patients, new float[patients.size()][0], folds, 0, seed);
	}

	/**
	 * Trains and tests all folds.
	 *
	 * @param encoder of slices; the filter bank stands for none
	 * @param folds number of folds, 2 or more
	 * @param settings of each fold's training
	 * @param segmentation how the patients of a fold are segmented
	 * @param file of the head of a fold, from 1; its state while it is trained is kept beside it, as NAME.state.safetensors
	 * @param version of the suite, for the heads
	 * @throws Refusal if there are too few patients, or a file does not suit
	 */
	public static Result run(final Encoder encoder, final PatientSet set, final int folds, final SegmentationTraining.Settings settings,
		final Segmentation.Settings segmentation, final IntFunction<Path> file, final String version, final Progress progress)
	{
		final List<String> names = set.patients().stream().map(Patient::name).toList();
		final List<Folds.Split> splits = folds(names, folds, settings.seed());
		final SegmentationTraining.LabelledScans scans = SegmentationTraining.read(set, settings.voxel(), progress.part(0, 0.02));
		final SegmentationTraining.Settings used = settings.withVoxel(scans.voxel());
		final EncodedFields encoded = SegmentationTraining.encoded(encoder, scans, used);
		final PatientScores scores = new PatientScores();
		final List<List<String>> members = new ArrayList<>();
		for (int f = 0; f < folds; f++) {
			final Folds.Split split = splits.get(f);
			final Progress part = progress.part(0.02 + 0.98 * f / folds, 0.02 + 0.98 * (f + 1) / folds);
			final Head head = head(encoded, scans.some(split.training()), used, file.apply(f + 1), version, part.part(0, 0.9));
			for (int i = 0; i < split.test().length; i++) {
				final Patient patient = set.patients().get(split.test()[i]);
				part.report("Testing fold " + (f + 1), 0.9 + 0.1 * i / split.test().length);
				final Segmentation.Result result = Segmentation.segment(encoder, head, "head of fold " + (f + 1), Scan.read(patient, set
					.modalities()), segmentation, Progress.NONE);
				part.check();
				scores.add(patient.name(), f + 1, ImageFiles.readLabels(patient.labels().orElseThrow().toString()), result.labels());
			}
			members.add(Arrays.stream(split.test()).mapToObj(names::get).toList());
		}
		return new Result(scores.summary(), members);
	}

	/** The head of a fold: from its file if that is of the same training, else trained. */
	private static Head head(final EncodedFields encoded, final SegmentationTraining.LabelledScans scans,
		final SegmentationTraining.Settings settings, final Path file, final String version, final Progress progress)
	{
		final String purpose = SegmentationTraining.purpose(encoded.inputs(), scans, settings);
		if (Files.exists(file)) {
			final Head kept = Head.read(file, SegmentationTraining.TYPE);
			if (purpose.equals(kept.metadata().get(SegmentationTraining.PURPOSE))) return kept;
		}
		final Head trained = SegmentationTraining.train(encoded, scans, settings, Optional.of(state(file)), version, progress).head();
		trained.write(file);
		return trained;
	}

	/** Where a training that is cut off is kept. */
	public static Path state(final Path head) {
		return head.resolveSibling(head.getFileName().toString().replaceFirst("(?i)\\.safetensors$", "") + ".state.safetensors");
	}
}
