package io.github.encoderj.em.blockwise;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Geometry;

/** Affinities in a file of nothing but values, order [z y x channels, z, y, x]: little-endian float32 0..1, or bytes 0..255. */
public final class RawSections implements SectionSource {

	private static final int CHUNK = 1 << 18;

	private final Path path;
	private final int width;
	private final int height;
	private final int depth;
	private final Geometry geometry;
	private final int bytes;

	/**
	 * Looks at a file.
	 *
	 * @throws Refusal unless it has 3 x depth x height x width values of 4 bytes or 1 byte
	 */
	public RawSections(final Path path, final int width, final int height, final int depth, final Geometry geometry) {
		this.path = path;
		this.width = width;
		this.height = height;
		this.depth = depth;
		this.geometry = geometry;
		Refusal.unless(Files.isReadable(path), "%s does not exist or may not be read. Check the name.", path);
		final long values = 3L * width * height * depth;
		final long size = path.toFile().length();
		Refusal.unless(size == values || size == 4 * values, "%s has %d bytes; 3 channels of %d x %d x %d need %d (float32) or %d (bytes). " +
			"Check the size.", path, size, width, height, depth, 4 * values, values);
		bytes = size == values ? 1 : 4;
	}

	@Override
	public int width() {
		return width;
	}

	@Override
	public int height() {
		return height;
	}

	@Override
	public int depth() {
		return depth;
	}

	@Override
	public Geometry geometry() {
		return geometry;
	}

	@Override
	public String name() {
		return path.getFileName().toString();
	}

	@Override
	public void read(final int from, final int to, final float[] out, final int at, final int stride) {
		for (int c = 0; c < 3; c++) read(c, from, to, out, at + c * stride);
	}

	private void read(final int channel, final int from, final int to, final float[] out, final int at) {
		final long start = ((long) channel * depth + from) * width * height;
		final int count = (to - from) * width * height;
		final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK * bytes).order(ByteOrder.LITTLE_ENDIAN);
		try (FileChannel file = FileChannel.open(path)) {
			for (int done = 0; done < count; done += CHUNK) {
				final int n = Math.min(CHUNK, count - done);
				buffer.clear().limit(n * bytes);
				while (buffer.hasRemaining()) {
					if (file.read(buffer, (start + done) * bytes + buffer.position()) < 0) throw new IOException("it is too short");
				}
				buffer.flip();
				if (bytes == 4) buffer.asFloatBuffer().get(out, at + done, n);
				else for (int i = 0; i < n; i++) out[at + done + i] = (buffer.get(i) & 0xff) / 255f;
			}
		}
		catch (final IOException e) {
			throw new Refusal("Could not read " + path + ": " + e.getMessage() + ". Copy it again.", e);
		}
		for (int i = at; i < at + count; i++) {
			if (!(out[i] >= 0 && out[i] <= 1)) {
				throw new Refusal(path + " holds the value " + out[i] + "; affinities lie in 0..1. Scale them first.");
			}
		}
	}
}
