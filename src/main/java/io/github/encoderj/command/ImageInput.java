package io.github.encoderj.command;

import java.util.function.Function;

import ij.ImagePlus;
import ij.WindowManager;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.ImageFiles;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.image.Volume;

/**
 * The image that the text of a key stands for: nothing means the active image, else the title of an open image, else a file, a folder
 * of sections or a data set in a file.
 */
public final class ImageInput {

	private ImageInput() {}

	/**
	 * An image of grey values; of a file with several data sets {@code volumes/raw}.
	 *
	 * @param key the macro key, for messages
	 * @param text what it was given
	 * @throws Refusal if there is no such image, or it cannot be read
	 */
	public static Volume<?> image(final String key, final String text) {
		return resolve(key, text, ImageFiles::read);
	}

	/** An image of labels, as {@link #image}; of a file with several data sets {@code volumes/labels/neuron_ids}. */
	public static Volume<?> labels(final String key, final String text) {
		final Volume<?> labels = resolve(key, text, ImageFiles::readLabels);
		Refusal.unless(labels.channels() == 1, "%s: %s has %d channels; an image of labels has one. Is it a colour image?", key, labels
			.name(), labels.channels());
		return labels;
	}

	/** Affinities in three channels, as {@link #image}; of a file with several data sets {@code volumes/affinities}. */
	public static Volume<?> affinities(final String key, final String text) {
		final Volume<?> affinities = resolve(key, text, ImageFiles::readAffinities);
		Refusal.unless(affinities.channels() == 3, "%s: %s has %d channel(s); affinities have three, in the order z, y, x. Predict " +
			"Affinities makes them.", key, affinities.name(), affinities.channels());
		return affinities;
	}

	/**
	 * The text of a key that must be given, because the active image stands for another one.
	 *
	 * @throws Refusal if it is empty
	 */
	public static String required(final String key, final String text, final String what) {
		Refusal.unless(!text.isBlank(), "%s is empty: give %s, as the title of an open image or as a file.", key, what);
		return text;
	}

	private static Volume<?> resolve(final String key, final String text, final Function<String, Volume<?>> reader) {
		try {
			if (text.isBlank()) {
				final ImagePlus active = WindowManager.getCurrentImage();
				Refusal.unless(active != null, "no image is open. Open one, or give the title of an image or a file.");
				return ImagePlusAdapter.wrap(active);
			}
			final ImagePlus open = WindowManager.getImage(text.trim());
			return open != null ? ImagePlusAdapter.wrap(open) : reader.apply(text.trim());
		}
		catch (final Refusal e) {
			throw new Refusal(key + ": " + e.getMessage(), e);
		}
	}
}
