package io.github.encoderj.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.zarr.zarrjava.ZarrException;
import dev.zarr.zarrjava.core.Array;
import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.base.WholeFile;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.util.ConstantUtils;

/**
 * A label image larger than memory that is written as OME-Zarr 0.4, uint32, some sections at a time and in any order. It gets its name
 * when it is whole; until then it lies in another folder, where a program that was killed goes on with it.
 */
public final class LabelSections {

	private static final int SIDE = 128;
	private static final int DEEPEST = 32;

	private final Path path;
	private final Path unfinished;
	private final Volume<UnsignedIntType> form;
	private final int deep;
	private Array array;

	/**
	 * An image to be written; nothing is written yet.
	 *
	 * @param path final name, which ends with {@code .zarr}
	 * @param unfinished folder on the same disk where it grows
	 * @param slab sections that will be written at a time: each time a multiple of it, or those that are left
	 */
	public LabelSections(final Path path, final Path unfinished, final int width, final int height, final int depth, final Geometry geometry,
		final String name, final int slab)
	{
		this.path = path;
		this.unfinished = unfinished;
		form = new Volume<>(ConstantUtils.constantRandomAccessibleInterval(new UnsignedIntType(), new net.imglib2.FinalInterval(width, height,
			depth)), geometry, name);
		// No chunk belongs to two slabs, so that none is ever read, changed and written
		int divisor = Math.min(slab, DEEPEST);
		while (slab % divisor != 0) divisor--;
		deep = divisor;
	}

	/**
	 * Writes sections; those that are there already are replaced.
	 *
	 * @param from first section, a multiple of the slab
	 * @param labels whole sections, order [z, y, x]
	 * @throws Refusal if the disk is full or fails
	 */
	public void write(final int from, final int[] labels) {
		final int width = (int) form.width();
		final int height = (int) form.height();
		final int columns = (width + SIDE - 1) / SIDE;
		final int rows = (height + SIDE - 1) / SIDE;
		final int sections = labels.length / (width * height);
		final int layers = (sections + deep - 1) / deep;
		try {
			if (array == null) array = ZarrWriting.empty(form, unfinished, deep);
			Parallel.forEach(layers * rows * columns, i -> writeChunk(labels, from, i / (rows * columns), i / columns % rows, i % columns));
		}
		catch (final IOException e) {
			throw refusal(e);
		}
		catch (final UncheckedIOException e) {
			throw refusal(e.getCause());
		}
	}

	private Refusal refusal(final IOException e) {
		return new Refusal("Could not write " + path + ": " + e.getMessage() + ". Free space or choose another place; what was written is " +
			"kept, run again to go on.", e);
	}

	private void writeChunk(final int[] labels, final int from, final int layer, final int row, final int column) {
		final int[] chunk = array.metadata().chunkShape();
		final int width = (int) form.width();
		final int plane = width * (int) form.height();
		final int wide = Math.min(chunk[2], width - column * chunk[2]);
		final int high = Math.min(chunk[1], (int) form.height() - row * chunk[1]);
		final int[] values = new int[chunk[0] * chunk[1] * chunk[2]];
		for (int z = 0; z < Math.min(chunk[0], labels.length / plane - layer * chunk[0]); z++) {
			for (int y = 0; y < high; y++) {
				System.arraycopy(labels, (layer * chunk[0] + z) * plane + (row * chunk[1] + y) * width + column * chunk[2], values, (z * chunk[1] +
					y) * chunk[2], wide);
			}
		}
		try {
			array.writeChunk(new long[] { from / chunk[0] + layer, row, column }, ucar.ma2.Array.factory(array.metadata().dataType()
				.getMA2DataType(), chunk, values));
		}
		catch (final ZarrException e) {
			throw new UncheckedIOException(new IOException(e.getMessage(), e));
		}
	}

	/** Gives the image its name; does nothing if it has it already. */
	public void finish() {
		if (Files.exists(unfinished)) WholeFile.writeFolder(path, temporary -> Files.move(unfinished, temporary));
	}
}
