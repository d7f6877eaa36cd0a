package io.github.encoderj.image;

import java.nio.file.Path;
import java.util.List;

import io.github.encoderj.base.Parallel;
import io.github.encoderj.base.Refusal;

/** A folder of pictures, one section each; a picture is read when its section is asked for. */
final class FolderSections implements SectionFile {

	private final Path folder;
	private final List<Path> files;
	private final int width;
	private final int height;
	private final int channels;
	private final PixelType type;
	private final Geometry geometry;

	/** @throws Refusal if there is no picture, or the first one is of another type than 8 bits and 32-bit real numbers */
	FolderSections(final Path folder) {
		this.folder = folder;
		files = ImageFolder.files(folder);
		final Volume<?> first = ImageFiles.read(files.get(0));
		width = (int) first.width();
		height = (int) first.height();
		channels = (int) first.channels();
		type = PixelType.of(first.pixels().getType()).bySection(files.get(0).toString());
		geometry = first.geometry();
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
		return files.size();
	}

	@Override
	public int channels() {
		return channels;
	}

	@Override
	public Geometry geometry() {
		return geometry;
	}

	@Override
	public String name() {
		return folder.toString();
	}

	@Override
	public boolean bytes() {
		return type == PixelType.UINT8;
	}

	@Override
	public void read(final int wanted, final int from, final int to, final float[] out, final int at, final int stride) {
		final int plane = width * height;
		Parallel.forEach(to - from, i -> {
			final Path file = files.get(from + i);
			final Volume<?> section = ImageFiles.read(file);
			final PixelType found = PixelType.of(section.pixels().getType());
			Refusal.unless(section.width() == width && section.height() == height && section.depth() == 1 && section.channels() == channels &&
				found == type, "%s is %s with %d channels of %s, but the first picture of the folder is %d x %d with %d of %s: all must be " +
					"alike, and of one section.", file, section.size(), section.channels(), found, width, height, channels, type);
			final float[] values = Pixels.floats(section);
			for (int c = 0; c < wanted; c++) System.arraycopy(values, c * plane, out, at + c * stride + i * plane, plane);
		});
	}
}
