package io.github.encoderj.command.volume;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import javax.imageio.ImageIO;

import ij.ImagePlus;
import io.github.encoderj.base.WholeFile;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;

/** A figure as a file: PNG, or TIFF of three channels. */
final class PictureFile {

	private PictureFile() {}

	/** Writes a picture whole or not at all; the ending of the name says in which form. */
	static void write(final BufferedImage picture, final Path path) {
		if (path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
			WholeFile.write(path, temporary -> {
				try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
					ImageIO.write(picture, "png", out);
				}
			});
		}
		else ImageFiles.write(ImagePlusAdapter.wrap(new ImagePlus(path.getFileName().toString(), picture)), path);
	}
}
