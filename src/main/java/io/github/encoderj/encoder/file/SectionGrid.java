package io.github.encoderj.encoder.file;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.FeatureGrid;
import io.github.encoderj.encoder.ImageFeatures;
import io.github.encoderj.encoder.Pictures;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.image.Volume;

/** Sections cut into squares of the one size that a model takes, side by side, mirrored beyond the border. */
record SectionGrid(Volume<?> volume, int side, int stride, long from, long to) {

	SectionGrid {
		Refusal.unless(from >= 0 && from < to && to <= volume.depth(), "%s has the sections 0..%d; %d..%d were asked for.", volume.name(), volume
			.depth() - 1, from, to - 1);
		Refusal.unless(volume.channels() == 1, "%s has %d channels; features of sections are taken from one. Choose a channel.", volume.name(),
			volume.channels());
	}

	/** Features of all squares, put together. */
	FeatureGrid encode(final int features, final Function<List<Planes>, List<ImageFeatures>> body) {
		final int rows = Math.toIntExact((volume.height() + stride - 1) / stride);
		final int columns = Math.toIntExact((volume.width() + stride - 1) / stride);
		final int sections = Math.toIntExact(to - from);
		final float[] grid = new float[Math.toIntExact((long) features * sections * rows * columns)];
		final int perSide = side / stride;
		for (int s = 0; s < sections; s++) {
			final Planes section = Pictures.planes(volume, from + s);
			for (int top = 0; top < rows; top += perSide) {
				final List<Planes> squares = new ArrayList<>();
				for (int left = 0; left < columns; left += perSide) squares.add(square(section, top * stride, left * stride));
				final List<ImageFeatures> done = body.apply(squares);
				for (int i = 0; i < done.size(); i++) put(done.get(i), grid, s, sections, rows, columns, top, i * perSide);
			}
		}
		return new FeatureGrid(grid, features, sections, rows, columns, stride);
	}

	private static void put(final ImageFeatures square, final float[] grid, final int s, final int sections, final int rows,
		final int columns, final int top, final int left)
	{
		for (int i = 0; i < square.rows() * square.columns(); i++) {
			final int r = top + i / square.columns();
			final int c = left + i % square.columns();
			if (r >= rows || c >= columns) continue;
			for (int f = 0; f < square.width(); f++) grid[((f * sections + s) * rows + r) * columns + c] = square.patches()[i * square.width() + f];
		}
	}

	private Planes square(final Planes section, final int top, final int left) {
		final float[] data = new float[side * side];
		for (int i = 0; i < data.length; i++) {
			final int y = mirrored(top + i / side, section.height());
			final int x = mirrored(left + i % side, section.width());
			data[i] = section.data()[y * section.width() + x];
		}
		return new Planes(data, 1, side, side);
	}

	private static int mirrored(final int position, final int size) {
		final int p = position % (2 * size);
		return p < size ? p : 2 * size - 1 - p;
	}
}
