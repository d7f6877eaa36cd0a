package io.github.encoderj.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Window;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.Natural;
import io.github.encoderj.image.Volume;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.RealType;

/** The pictures that an input stands for: the sections of a volume, a file, or the files of a folder or a list. */
public final class Pictures {

	private Pictures() {}

	/**
	 * A file or an open image, read when its turn comes.
	 *
	 * @param name as stores and tables show it
	 * @param volume one or more sections of one or three channels
	 */
	public record Source(String name, Supplier<Volume<?>> volume) {}

	/**
	 * A picture.
	 *
	 * @param name of the source, with the section's number behind it where there are several
	 */
	public record Picture(String name, Planes planes, Window window) {}

	/**
	 * The files of a folder in natural order of names, of a text file ({@code .txt}, a path a line), or one file.
	 *
	 * @throws Refusal if there is no such file or folder, or no file in it
	 */
	public static List<Source> sources(final Path input) {
		Refusal.unless(Files.exists(input), "%s does not exist. Check the name and the folder.", input);
		final List<Path> files;
		if (Files.isDirectory(input)) files = Natural.files(input, f -> true);
		else if (input.toString().endsWith(".txt")) files = list(input);
		else files = List.of(input);
		Refusal.unless(!files.isEmpty(), "%s holds no file.", input);
		return files.stream().map(f -> new Source(f.getFileName().toString(), () -> ImageFiles.read(f))).toList();
	}

	private static List<Path> list(final Path file) {
		try {
			return Files.readAllLines(file).stream().filter(l -> !l.isBlank()).map(l -> file.toAbsolutePath().resolveSibling(l.trim())).toList();
		}
		catch (final IOException | InvalidPathException e) {
			throw new Refusal("Could not read the list " + file + ": " + e.getMessage() + ".", e);
		}
	}

	/** The sections of a source, each a picture, scaled by the same window. */
	public static List<Picture> of(final Source source) {
		final Volume<?> volume = source.volume().get();
		final Window window = Window.of(volume);
		final List<Picture> pictures = new ArrayList<>();
		for (long z = 0; z < volume.depth(); z++) {
			final String name = volume.depth() == 1 ? source.name() : source.name() + "#" + (z + 1);
			pictures.add(new Picture(name, planes(volume, z), window));
		}
		return pictures;
	}

	/**
	 * A section of a volume.
	 *
	 * @throws Refusal if it has channels that an encoder does not take
	 */
	public static Planes planes(final Volume<?> volume, final long section) {
		final int channels = (int) volume.channels();
		Refusal.unless(channels == 1 || channels == 3, "%s has %d channels; an encoder takes grey values or red, green and blue. Choose channels.",
			volume.name(), channels);
		final int width = Math.toIntExact(volume.width());
		final int height = Math.toIntExact(volume.height());
		final float[] data = new float[Math.toIntExact((long) channels * width * height)];
		final RandomAccess<? extends RealType<?>> access = volume.pixels().randomAccess();
		access.setPosition(section, 2);
		for (int i = 0; i < data.length; i++) {
			access.setPosition(i % width, 0);
			access.setPosition(i / width % height, 1);
			if (channels > 1) access.setPosition(i / (width * height), 3);
			data[i] = access.get().getRealFloat();
		}
		return new Planes(data, channels, height, width);
	}
}
