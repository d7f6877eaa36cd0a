package io.github.encoderj.em.blockwise;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

import io.github.encoderj.base.Refusal;

/** Segmentations as files of nothing but labels, little-endian uint32, order [z, y, x]; they get their names when they are whole. */
public final class RawLabels implements SectionSink {

	private final List<Path> paths;
	private final long plane;

	/**
	 * @param paths one for each threshold
	 * @param plane pixels of a section
	 */
	public RawLabels(final List<Path> paths, final long plane) {
		this.paths = List.copyOf(paths);
		this.plane = plane;
	}

	private static Path unfinished(final Path path) {
		return path.resolveSibling("." + path.getFileName() + ".unfinished");
	}

	@Override
	public void write(final int threshold, final int from, final int[] labels) {
		final Path path = unfinished(paths.get(threshold));
		try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
			long position = 4 * plane * from;
			for (int at = 0; at < labels.length; at += 1 << 18) {
				final int n = Math.min(1 << 18, labels.length - at);
				buffer.clear().limit(4 * n);
				buffer.asIntBuffer().put(labels, at, n);
				while (buffer.hasRemaining()) position += file.write(buffer, position);
			}
		}
		catch (final IOException e) {
			throw new Refusal("Could not write " + paths.get(threshold) + ": " + e.getMessage() + ". Free space or choose another place; the " +
				"job goes on where it was.", e);
		}
	}

	@Override
	public void finish() {
		for (final Path path : paths) {
			try {
				if (Files.exists(unfinished(path))) Files.move(unfinished(path), path, StandardCopyOption.REPLACE_EXISTING);
			}
			catch (final IOException e) {
				throw new Refusal("Could not give " + path + " its name: " + e.getMessage() + ".", e);
			}
		}
	}
}
