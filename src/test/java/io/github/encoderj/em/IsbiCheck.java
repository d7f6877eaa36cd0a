package io.github.encoderj.em;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;

import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/**
 * {@link EmCheck} on sections of the ISBI 2012 challenge (sections-00-19-volume.tif, sections-00-19-labels.tif; 20 sections of 512 x 512,
 * 4 x 4 x 50 nm). Its labels tell cells from membranes; the profiles are their 4-connected components, section by section, and scores are
 * means over sections. {@code sh src/build/isbi.sh FOLDER [key=value ...]} runs it.
 */
public final class IsbiCheck {

	private static final Geometry GEOMETRY = Geometry.spacing(4, 4, 50, "nm");

	private IsbiCheck() {}

	/** Arguments: folder, options of {@link EmCheck}. */
	public static void main(final String[] arguments) throws IOException {
		final Path folder = Path.of(arguments[0]);
		final EmCheck check = new EmCheck("isbi", image(folder), profiles(folder), true, "train=0-14", "test=15-19");
		check.set(Arrays.copyOfRange(arguments, 1, arguments.length));
		check.run();
	}

	static Volume<?> image(final Path folder) {
		return new Volume<>(ImageFiles.read(folder.resolve("sections-00-19-volume.tif")).pixels(), GEOMETRY, "isbi");
	}

	static Volume<?> profiles(final Path folder) {
		return profiles(ImageFiles.readLabels(folder.resolve("sections-00-19-labels.tif").toString()));
	}

	/** Half the rows and columns: means of 2 x 2 intensities, or every other label. */
	static Volume<?> halved(final Volume<?> volume, final boolean labels) {
		final float[] values = Pixels.floats(volume);
		final int width = (int) volume.width();
		final int columns = width / 2;
		final int rows = (int) volume.height() / 2;
		final float[] half = new float[rows * columns * (int) volume.depth()];
		for (int i = 0; i < half.length; i++) {
			final int at = (i / columns / rows * 2 * rows + 2 * (i / columns % rows)) * width + 2 * (i % columns);
			half[i] = labels ? values[at] : (values[at] + values[at + 1] + values[at + width] + values[at + width + 1]) / 4;
		}
		return Volume.of(half, columns, rows, volume.depth(), Geometry.spacing(8, 8, 50, "nm"), volume.name());
	}

	/** The 4-connected components of what is not 0, numbered over all sections. */
	static Volume<?> profiles(final Volume<?> cells) {
		final int[] mask = Pixels.labels(cells);
		final int width = (int) cells.width();
		final int plane = width * (int) cells.height();
		final int[] labels = new int[mask.length];
		final ArrayDeque<Integer> queue = new ArrayDeque<>();
		int n = 0;
		for (int start = 0; start < mask.length; start++) {
			if (mask[start] == 0 || labels[start] != 0) continue;
			labels[start] = ++n;
			queue.add(start);
			while (!queue.isEmpty()) {
				final int i = queue.remove();
				final int x = i % width;
				final int y = i % plane / width;
				final int[] near = { x > 0 ? i - 1 : i, x < width - 1 ? i + 1 : i, y > 0 ? i - width : i, y < plane / width - 1 ? i + width : i };
				for (final int j : near) {
					if (mask[j] == 0 || labels[j] != 0) continue;
					labels[j] = n;
					queue.add(j);
				}
			}
		}
		return Volume.ofLabels(labels, width, plane / width, cells.depth(), GEOMETRY, "isbi profiles");
	}
}
