package io.github.encoderj.wsi.features;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.encoderj.base.Progress;

/** A program that encodes a slide, writes after each batch how many tiles it has encoded, and hangs in the middle, to be killed. */
final class EncodingThatHangs {

	private EncodingThatHangs() {}

	/** @param arguments slide, folder of features, file of the count, number of tiles after which it hangs */
	public static void main(final String[] arguments) {
		final Path count = Path.of(arguments[2]);
		final TileEncoder encoder = new CountingEncoder(tiles -> {
			try {
				Files.writeString(count, "" + tiles);
				while (tiles >= Integer.parseInt(arguments[3])) Thread.sleep(1000);
			}
			catch (final IOException e) {
				throw new UncheckedIOException(e);
			}
			catch (final InterruptedException e) {
				throw new IllegalStateException(e);
			}
		});
		SlideEncoding.encode(List.of(Path.of(arguments[0])), Path.of(arguments[1]), encoder, SlideEncodingTest.settings(false), Progress.NONE);
	}
}
