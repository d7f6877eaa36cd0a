package io.github.encoderj.wsi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import io.github.encoderj.wsi.tile.TileGrid;
import io.github.encoderj.wsi.tile.TileSettings;
import io.github.encoderj.wsi.tissue.Tissue;
import io.github.encoderj.wsi.tissue.TissueFinding;
import io.github.encoderj.wsi.tissue.TissueSettings;

/** Tissue and CLAM's tiles of a slide, timed: {@code TissueBenchmark FILE LEVEL [COORDINATES.csv]}, the file with CLAM's own tiles. */
public final class TissueBenchmark {

	private TissueBenchmark() {}

	public static void main(final String[] arguments) throws IOException {
		final int level = Integer.parseInt(arguments[1]);
		for (int round = 0; round < 6; round++) {
			try (Slide slide = Slide.open(Path.of(arguments[0]))) {
				final TissueSettings settings = TissueSettings.preset("TCGA").atLevel(level);
				final long start = System.nanoTime();
				final Picture picture = TissueFinding.picture(slide, settings);
				final long read = System.nanoTime();
				final Tissue tissue = TissueFinding.find(picture, settings);
				final long found = System.nanoTime();
				final TileGrid grid = TileGrid.of(slide, tissue, TileSettings.clam(256));
				System.out.printf("level %d, %d x %d: read %.0f ms, tissue %.0f ms, %d regions, %d tiles in %.0f ms%n", level, picture.width(), picture
					.height(), (read - start) / 1e6, (found - read) / 1e6, tissue.regions().size(), grid.kept().size(), (System.nanoTime() - found) /
						1e6);
				if (arguments.length > 2) compare(grid, Path.of(arguments[2]));
			}
		}
	}

	private static void compare(final TileGrid grid, final Path csv) throws IOException {
		final Set<String> clam = new HashSet<>(Files.readAllLines(csv));
		final long same = grid.kept().stream().filter(p -> clam.contains(p.x() + "," + p.y())).count();
		System.out.printf("CLAM: %d tiles, %d of them the same%n", clam.size(), same);
	}
}
