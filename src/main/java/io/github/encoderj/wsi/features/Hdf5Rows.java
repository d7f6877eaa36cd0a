package io.github.encoderj.wsi.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Half;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;

/**
 * Rows of numbers of an HDF5 data set [row, column], [1, row, column] or [column] (one row), read when they are asked for: of those in
 * one piece only the bytes of the rows, of those in chunks a chunk at a time. Safe to use from several threads.
 */
final class Hdf5Rows {

	private final Path path;
	private final String shown;
	private final Dataset dataset;
	private final FileChannel channel;
	private final long address;
	private final int[] chunk;
	private final int rows;
	private final int columns;
	private final DataType type;
	private final ByteOrder order;
	private int keptBlock = -1;
	private float[] kept = {};

	/**
	 * Opens a data set.
	 *
	 * @param channel of the same file, which the caller closes
	 * @throws Refusal if its shape is another, or it holds no real or whole numbers
	 */
	Hdf5Rows(final Path path, final HdfFile file, final FileChannel channel, final Dataset dataset) {
		this.path = path;
		this.dataset = dataset;
		this.channel = channel;
		shown = path + ":/" + dataset.getName();
		final int[] shape = dataset.getDimensions();
		final int rank = shape.length;
		Refusal.unless(rank >= 1 && rank <= 2 || rank == 3 && shape[0] == 1, "%s has the shape %s; expected one row of numbers a tile. Choose " +
			"a file of features of tiles.", shown, Arrays.toString(shape));
		final boolean empty = rank == 1 && shape[0] == 0;
		rows = empty ? 0 : rank == 1 ? 1 : shape[rank - 2];
		columns = shape[rank - 1];
		type = dataset.getDataType();
		final boolean real = type instanceof FloatingPoint && (type.getSize() == 2 || type.getSize() == 4 || type.getSize() == 8);
		final boolean whole = type instanceof FixedPoint f && f.getBitPrecision() == 8 * f.getSize() && f.getSize() <= 8;
		Refusal.unless(real || whole, "%s holds values of the kind %s; expected numbers of 8 to 64 bits. Write it again as float32.", shown, type
			.getClass().getSimpleName());
		order = ((OrderedDataType) type).getByteOrder();
		if (dataset instanceof ContiguousDataset contiguous && size() > 0) {
			address = contiguous.getDataAddress() + file.getUserBlockSize();
			chunk = null;
		}
		else {
			Refusal.unless(size() == 0 || dataset instanceof ChunkedDataset, "%s is stored in the compact layout, which is not read. Write it " +
				"again in chunks.", shown);
			address = -1;
			chunk = dataset instanceof ChunkedDataset chunked ? chunked.getChunkDimensions() : null;
		}
	}

	private long size() {
		return (long) rows * columns;
	}

	int rows() {
		return rows;
	}

	int columns() {
		return columns;
	}

	/** Whether there is one row because the data set is a plain list. */
	boolean single() {
		return dataset.getDimensions().length == 1 && rows == 1;
	}

	/**
	 * Reads rows into the values of {@code out} from {@code at} on.
	 *
	 * @throws Refusal if the file is damaged or truncated
	 */
	void read(final int from, final int count, final float[] out, final int at) {
		try {
			if (count == 0 || columns == 0) return;
			if (address >= 0) contiguous(from, count, out, at);
			else chunks(from, count, out, at);
		}
		catch (final IOException | HdfException | IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
			throw new Refusal(shown + " is damaged or truncated (" + e.getMessage() + "). Encode the slide again.", e);
		}
	}

	private void contiguous(final int from, final int count, final float[] out, final int at) throws IOException {
		final long stride = (long) columns * type.getSize();
		final int most = (int) Math.max(1, Math.min(count, (8L << 20) / stride));
		final ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(most * stride)).order(order);
		for (int done = 0; done < count; done += most) {
			final int some = Math.min(most, count - done);
			bytes.clear().limit((int) (some * stride));
			while (bytes.hasRemaining()) {
				final int n = channel.read(bytes, address + (from + done) * stride + bytes.position());
				Refusal.unless(n >= 0, "%s is truncated: row %d is missing. Encode the slide again.", shown, from + done);
			}
			decode(bytes.flip(), 0, some * columns, out, at + done * columns);
		}
	}

	/** Whole chunks are decoded, and the rows of the last one are kept for the next call. */
	private synchronized void chunks(final int from, final int count, final float[] out, final int at) {
		final int height = chunk[chunk.length == 1 ? 0 : chunk.length - 2];
		final int block = chunk.length == 1 ? 1 : height;
		for (int row = from; row < from + count; row++) {
			final int wanted = row / block;
			if (wanted != keptBlock) {
				kept = block(wanted * block, block);
				keptBlock = wanted;
			}
			System.arraycopy(kept, (row - wanted * block) * columns, out, at + (row - from) * columns, columns);
		}
	}

	private float[] block(final int firstRow, final int height) {
		final int rank = chunk.length;
		final int width = chunk[rank - 1];
		final float[] block = new float[height * columns];
		final float[] line = new float[width];
		for (int column = 0; column < columns; column += width) {
			final int[] offset = new int[rank];
			offset[rank - 1] = column;
			if (rank > 1) offset[rank - 2] = firstRow;
			final byte[] bytes = ((ChunkedDataset) dataset).getDecompressedChunk(offset);
			final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
			for (int y = 0; y < height; y++) {
				decode(buffer, y * width, width, line, 0);
				System.arraycopy(line, 0, block, y * columns + column, Math.min(width, columns - column));
			}
		}
		return block;
	}

	private void decode(final ByteBuffer bytes, final int first, final int count, final float[] out, final int at) {
		final int size = type.getSize();
		if (type instanceof FloatingPoint && size == 4) {
			bytes.slice(4 * first, 4 * count).order(order).asFloatBuffer().get(out, at, count);
			return;
		}
		for (int i = 0; i < count; i++) {
			final int position = (first + i) * size;
			out[at + i] = type instanceof FloatingPoint ? size == 2 ? Half.toFloat(bytes.getShort(position)) : (float) bytes.getDouble(position)
				: switch (size) {
					case 1 -> bytes.get(position);
					case 2 -> bytes.getShort(position);
					case 4 -> bytes.getInt(position);
					default -> bytes.getLong(position);
				};
		}
	}

	@Override
	public String toString() {
		return path + ": " + rows + " x " + columns;
	}
}
