package io.github.encoderj.volume.figure;

import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.encoderj.base.Progress;
import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Volume;
import io.github.encoderj.volume.View;
import net.imglib2.img.planar.PlanarImgs;
import net.imglib2.type.numeric.integer.ShortType;

/** Times the figure of a whole-body scan of 512 x 512 x 600 with labels. */
public final class ProjectionBenchmark {

	private static final Logger LOG = LoggerFactory.getLogger(ProjectionBenchmark.class);

	private ProjectionBenchmark() {}

	/** No arguments. */
	public static void main(final String[] arguments) {
		final Geometry geometry = Geometry.spacing(1, 1, 2, "mm");
		final Volume<ShortType> scan = new Volume<>(PlanarImgs.shorts(512, 512, 600), geometry, "scan");
		final Volume<ShortType> labels = new Volume<>(PlanarImgs.shorts(512, 512, 600), geometry, "labels");
		int i = 0;
		for (final ShortType v : scan.pixels()) v.set((short) (i++ * 31 % 2000 - 1000));
		i = 0;
		for (final ShortType v : labels.pixels()) v.set((short) (i++ % 977 == 0 ? i / 977 % 20 : 0));
		for (int round = 0; round < 3; round++) {
			final long start = System.nanoTime();
			ProjectionFigure.draw(scan, Optional.of(labels), new ProjectionFigure.Style(List.of(View.values()), Optional.empty(), true, 600),
				Progress.NONE);
			LOG.info("{} ms", (System.nanoTime() - start) / 1_000_000);
		}
	}
}
