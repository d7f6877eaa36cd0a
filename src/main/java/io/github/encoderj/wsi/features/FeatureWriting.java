package io.github.encoderj.wsi.features;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

import io.github.encoderj.base.Refusal;

/**
 * A file of features being filled: under its final name with {@code .part} behind it, row after row, so that what is there after a kill is
 * there for the next run. It gets its final name with the last row.
 */
final class FeatureWriting implements AutoCloseable {

	private final Path file;
	private final FileChannel channel;
	private final int rows;
	private final int width;
	private final long head;
	private int done;

	private FeatureWriting(final Path file, final FileChannel channel, final int rows, final int width, final long head) {
		this.file = file;
		this.channel = channel;
		this.rows = rows;
		this.width = width;
		this.head = head;
	}

	/** Name of the file as long as it is not whole. */
	static Path part(final Path file) {
		return file.resolveSibling(file.getFileName() + ".part");
	}

	/**
	 * Begins a file, or goes on with it where the one that was begun has the same head: the same tiles, encoder and settings.
	 *
	 * @param rows of features
	 * @param batch rows are done in groups of so many; a group that is not whole is begun again
	 * @throws Refusal if it cannot be written, or another program is writing it
	 */
	static FeatureWriting open(final Path file, final byte[] head, final int rows, final int width, final int batch) {
		final Path part = part(file);
		FileChannel channel = null;
		try {
			channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
			if (channel.tryLock() == null) throw new OverlappingFileLockException();
			final FeatureWriting writing = new FeatureWriting(file, channel, rows, width, head.length);
			writing.begin(head, batch);
			return writing;
		}
		catch (final IOException | OverlappingFileLockException e) {
			close(channel);
			if (e instanceof OverlappingFileLockException) throw new Refusal(part + " is being written by another run. Wait for it, or stop it.", e);
			throw failure(part, (IOException) e);
		}
	}

	private static Refusal failure(final Path part, final IOException e) {
		return new Refusal("Could not write " + part + ": " + e.getMessage() + ". Free space or choose another folder, and run again: what is " +
			"done is kept.", e);
	}

	private static void close(final FileChannel channel) {
		try {
			if (channel != null) channel.close();
		}
		catch (final IOException e) {
			throw new Refusal("Could not close a file of features: " + e.getMessage() + ".", e);
		}
	}

	private void begin(final byte[] wanted, final int batch) throws IOException {
		final ByteBuffer found = ByteBuffer.allocate(wanted.length);
		while (found.hasRemaining() && channel.read(found, found.position()) >= 0);
		if (Arrays.equals(wanted, found.array()) && !found.hasRemaining()) {
			final long there = Math.min(rows, (channel.size() - head) / (4L * width));
			done = (int) (there == rows ? there : there / batch * batch);
		}
		else put(ByteBuffer.wrap(wanted), 0);
		channel.truncate(head + 4L * width * done);
	}

	private void put(final ByteBuffer bytes, final long at) throws IOException {
		final long offset = at - bytes.position();
		while (bytes.hasRemaining()) channel.write(bytes, offset + bytes.position());
	}

	/** Rows that are there. */
	int done() {
		return done;
	}

	/**
	 * Adds rows.
	 *
	 * @throws Refusal if they are of another length than the others, or the disk is full
	 */
	void add(final float[][] more) {
		final ByteBuffer bytes = ByteBuffer.allocate(4 * width * more.length).order(ByteOrder.LITTLE_ENDIAN);
		for (final float[] row : more) {
			Refusal.unless(row.length == width, "%s: a tile has %d features, expected %d. Check the encoder.", file, row.length, width);
			bytes.asFloatBuffer().put(row);
			bytes.position(bytes.position() + 4 * width);
		}
		try {
			put(bytes.flip(), head + 4L * width * done);
			done += more.length;
		}
		catch (final IOException e) {
			throw failure(part(file), e);
		}
	}

	/** Gives the file, which must have all rows, its final name. */
	void finish() {
		if (done != rows) throw new IllegalStateException(done + " rows of " + rows);
		try {
			channel.force(true);
			channel.close();
			Files.move(part(file), file, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (final IOException e) {
			throw failure(file, e);
		}
	}

	@Override
	public void close() {
		close(channel);
	}
}
