package io.github.encoderj.em.blockwise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.encoderj.base.WholeFile;
import io.github.encoderj.em.watershed.SlabWatershed;

/**
 * The labels of a slab in the work folder: number of labels (int), one byte for each pixel that is joined with the section above, then
 * the labels (ints), little endian. The file is there when it is whole.
 */
final class SlabFile {

	private static final int CHUNK = 1 << 20;

	private final Path path;
	private final int plane;

	SlabFile(final Path path, final int plane) {
		this.path = path;
		this.plane = plane;
	}

	boolean exists() {
		return path.toFile().exists();
	}

	void write(final SlabWatershed slab) {
		WholeFile.write(path, temporary -> {
			try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
				final ByteBuffer head = ByteBuffer.allocate(4 + plane).order(ByteOrder.LITTLE_ENDIAN).putInt(slab.count());
				for (final boolean joined : slab.joinedAbove()) head.put((byte) (joined ? 1 : 0));
				writeAll(file, head.flip());
				final ByteBuffer buffer = ByteBuffer.allocateDirect(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
				for (int at = 0; at < slab.labels().length; at += CHUNK) {
					final int n = Math.min(CHUNK, slab.labels().length - at);
					buffer.clear().limit(4 * n);
					buffer.asIntBuffer().put(slab.labels(), at, n);
					writeAll(file, buffer);
				}
			}
		});
	}

	private static void writeAll(final FileChannel file, final ByteBuffer buffer) throws IOException {
		while (buffer.hasRemaining()) file.write(buffer);
	}

	int count() {
		return read(0, 4).getInt();
	}

	/** Pixels of the first section that are joined with the section above. */
	byte[] joinedAbove() {
		return read(4, plane).array();
	}

	/** Labels of some sections, counted from the slab's first. */
	int[] labels(final int from, final int to) {
		final int[] labels = new int[(to - from) * plane];
		for (int at = 0; at < labels.length; at += CHUNK) {
			final int n = Math.min(CHUNK, labels.length - at);
			read(4L + plane + 4L * ((long) from * plane + at), 4 * n).asIntBuffer().get(labels, at, n);
		}
		return labels;
	}

	private ByteBuffer read(final long position, final int length) {
		final ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
		try (FileChannel file = FileChannel.open(path)) {
			while (buffer.hasRemaining()) {
				if (file.read(buffer, position + buffer.position()) < 0) throw new IOException(path + " is too short");
			}
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
		return buffer.flip();
	}
}
