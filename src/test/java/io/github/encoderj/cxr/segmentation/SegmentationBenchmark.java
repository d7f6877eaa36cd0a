package io.github.encoderj.cxr.segmentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.github.encoderj.base.Progress;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.encoder.Encoder;
import io.github.encoderj.encoder.Encoders;
import io.github.encoderj.learn.decoder.PlaneHead;
import io.github.encoderj.learn.decoder.PlaneTraining;
import io.github.encoderj.sample.RadiographSet;
import io.github.encoderj.sample.SyntheticRadiograph;

/**
 * The three segmentation heads on synthetic radiographs, scored on patients that were held out; {@code sh src/build/segmentation.sh} runs
 * it.
 */
public final class SegmentationBenchmark {

	private static final String TINY = "src/test/resources/encoders/golden/models/dinov3-vit-tiny";

	private SegmentationBenchmark() {}

	/** Arguments: number of radiographs, epochs, resolutions of filter bank and transformer, channels, encoder; all may be left out. */
	public static void main(final String[] arguments) throws IOException {
		final int number = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 48;
		final int epochs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
		final int local = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 48;
		final int side = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 256;
		final int channels = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 16;
		final Path folder = Files.createTempDirectory("encoderj-segmentation-").resolve("set");
		try {
			RadiographSet.of(number, 256, 7).write(folder, Progress.NONE);
			final List<SegmentationCase> cases = SegmentationCase.of(folder.resolve("images"), folder.resolve("structures"),
				SyntheticRadiograph.STRUCTURES, Optional.of(folder.resolve("labels.csv")));
			System.out.println("| encoder | resolution | decoder | right lung | left lung | heart | training, s |\n|---|---|---|---|---|---|---|");
			for (final String encoder : arguments.length > 5 ? List.of(arguments[5]) : List.of("filterbank", TINY)) {
				for (final PlaneHead head : PlaneHead.values()) {
					try (Encoder opened = Encoders.open(encoder)) {
						final SegmentationTraining.Settings settings = new SegmentationTraining.Settings(head, encoder.equals("filterbank") ? local : side, channels,
							0.25, new PlaneTraining.Settings(epochs, 2, head == PlaneHead.LINEAR ? 2e-2 : 5e-3, 10, 1), "cpu", 0);
						final SegmentationTraining.Result result = SegmentationTraining.train(opened, cases, settings, "benchmark", Progress.NONE);
						System.out.printf(Locale.ROOT, "| %s | %d | %s | %.4f | %.4f | %.4f | %.1f |%n", opened.name(), settings.resolution(), head
							.key(), SegmentationTraining.mean(result.scores(), "right_lung"), SegmentationTraining.mean(result.scores(), "left_lung"),
							SegmentationTraining.mean(result.scores(), "heart"), result.seconds());
					}
				}
			}
		}
		finally {
			WholeFile.delete(folder.getParent());
		}
	}
}
