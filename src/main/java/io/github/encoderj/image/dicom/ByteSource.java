package io.github.encoderj.image.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.encoderj.base.Refusal;

/** The bytes of a file, or of what was inflated from it, at any place; a small part is held at a time. */
final class ByteSource implements AutoCloseable {

	private static final int WINDOW = 1 << 14;

	private final Path path;
	private final FileChannel channel; // null when all bytes are in the window
	private final long size;
	private byte[] window;
	private long start;

	private ByteSource(final Path path, final FileChannel channel, final byte[] window, final long size) {
		this.path = path;
		this.channel = channel;
		this.window = window;
		this.size = size;
	}

	static ByteSource of(final Path path) {
		try {
			final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
			return new ByteSource(path, channel, new byte[0], channel.size());
		}
		catch (final IOException e) {
			throw new Refusal("Could not read " + path + ": " + e.getMessage() + ". Check that you may read it.", e);
		}
	}

	static ByteSource of(final Path path, final byte[] all) {
		return new ByteSource(path, null, all, all.length);
	}

	Path path() {
		return path;
	}

	long size() {
		return size;
	}

	int u8(final long at) {
		if (at < start || at >= start + window.length) fill(at);
		return window[(int) (at - start)] & 0xff;
	}

	int u16(final long at, final boolean big) {
		return big ? u8(at) << 8 | u8(at + 1) : u8(at) | u8(at + 1) << 8;
	}

	long u32(final long at, final boolean big) {
		final long a = u16(at, big);
		final long b = u16(at + 2, big);
		return big ? a << 16 | b : a | b << 16;
	}

	/**
	 * A copy of some bytes.
	 *
	 * @throws Refusal if the file ends before
	 */
	byte[] copy(final long at, final int count) {
		if (at < 0 || count < 0 || at > size - count) throw ended();
		final byte[] bytes = new byte[count];
		if (channel == null) System.arraycopy(window, (int) at, bytes, 0, count);
		else read(at, bytes);
		return bytes;
	}

	private void fill(final long at) {
		if (channel == null || at < 0 || at >= size) throw ended();
		final byte[] bytes = new byte[(int) Math.min(WINDOW, size - at)];
		read(at, bytes);
		window = bytes;
		start = at;
	}

	private void read(final long at, final byte[] to) {
		try {
			final ByteBuffer buffer = ByteBuffer.wrap(to);
			while (buffer.hasRemaining()) {
				if (channel.read(buffer, at + buffer.position()) < 0) throw ended();
			}
		}
		catch (final IOException e) {
			throw new Refusal("Could not read " + path + ": " + e.getMessage() + ". Copy it again.", e);
		}
	}

	private Refusal ended() {
		return new Refusal(path + " is truncated or damaged: it ends after " + size + " bytes, in the middle of an element. Copy or export it " +
			"again.");
	}

	@Override
	public void close() {
		try {
			if (channel != null) channel.close();
		}
		catch (final IOException e) {
			// nothing was written
		}
	}
}
