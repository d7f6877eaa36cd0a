package io.github.encoderj.cxr.segmentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.encoderj.base.Refusal;

/** Arrays of one length in a temporary file, so that training needs no more memory for many radiographs than for few. */
final class FeatureFile implements AutoCloseable {

	private final Path file;
	private final FileChannel channel;
	private final int length;

	/** @param length of each array */
	FeatureFile(final int length) {
		this.length = length;
		try {
			file = Files.createTempFile("encoderj-features-", ".bin");
			channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
		}
		catch (final IOException e) {
			throw new Refusal("No temporary file could be made for the features: " + e.getMessage() + ". Free space in " + System.getProperty(
				"java.io.tmpdir") + ".", e);
		}
	}

	void put(final int index, final float[] values) {
		final ByteBuffer bytes = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(values);
		try {
			long at = 4L * length * index;
			while (bytes.hasRemaining()) at += channel.write(bytes, at);
		}
		catch (final IOException e) {
			throw new Refusal("The features could not be written to " + file + ": " + e.getMessage() + ". Free space there.", e);
		}
	}

	float[] get(final int index) {
		final ByteBuffer bytes = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
		try {
			long at = 4L * length * index;
			while (bytes.hasRemaining()) {
				final int read = channel.read(bytes, at);
				if (read < 0) throw new IOException("it ends too early");
				at += read;
			}
		}
		catch (final IOException e) {
			throw new UncheckedIOException("The features could not be read from " + file, e);
		}
		final float[] values = new float[length];
		bytes.flip().asFloatBuffer().get(values);
		return values;
	}

	@Override
	public void close() {
		try {
			channel.close();
			Files.deleteIfExists(file);
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}
}
