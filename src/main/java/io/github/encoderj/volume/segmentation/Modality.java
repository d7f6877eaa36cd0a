package io.github.encoderj.volume.segmentation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.preprocess.Window;

/**
 * What a channel shows, and how its values become what networks see. First comes a view, on which brightness and contrast can be changed
 * for augmentation, then a few channels that are functions of the view.
 */
public enum Modality {

	/**
	 * SUV. The view is log(SUV + 0.1): uptake is compared by ratios, and a change of brightness is a change of dose. The channels are the
	 * view, SUV up to 20, and SUV relative to what the hottest 20 ml of the scan exceed: of tumours with low uptake only that tells.
	 */
	PET(0, 3, Math.log(2.6), 0.15, new Window(Math.log(0.1), Math.log(20.1))) {

		@Override
		float view(final float value, final Scale scale) {
			return (float) Math.log(Math.max(0, value) + SUV_FLOOR);
		}

		@Override
		float channel(final int channel, final float view, final Scale scale) {
			if (channel == 0) return view;
			final double suv = Math.exp(view) - SUV_FLOOR;
			return (float) (channel == 1 ? Math.min(HIGHEST_SUV, suv) / 5 - 0.5 : 3 * suv / scale.spread() - 1);
		}
	},

	/** Hounsfield units. The view is HU / 250 between -1024 and 1500; the second channel is the soft-tissue window -150..300. */
	CT(-1024, 2, 0, 0.05, new Window(-4, 4)) {

		@Override
		float view(final float value, final Scale scale) {
			return Math.max(-1024, Math.min(1500, value)) / 250;
		}

		@Override
		float channel(final int channel, final float view, final Scale scale) {
			return channel == 0 ? view : Math.max(-1, Math.min(1, (view * 250 - 75) / 225));
		}
	},

	/** Anything without a scale of its own, such as MR: (value - mean) / standard deviation of the volume. */
	OTHER(0, 1, 0, 0.15, new Window(-3, 5)) {

		@Override
		float view(final float value, final Scale scale) {
			return (float) ((value - scale.centre()) / scale.spread());
		}

		@Override
		float channel(final int channel, final float view, final Scale scale) {
			return view;
		}
	};

	private static final double SUV_FLOOR = 0.1;
	private static final double HIGHEST_SUV = 20;

	private final double outside;
	private final int channels;
	private final double pivot;
	private final double variation;
	private final Window window;

	Modality(final double outside, final int channels, final double pivot, final double variation, final Window window) {
		this.outside = outside;
		this.channels = channels;
		this.pivot = pivot;
		this.variation = variation;
		this.window = window;
	}

	/**
	 * What the values of one scan are compared with: mean and standard deviation, or 0 and the SUV of its hottest voxels.
	 *
	 * @param spread above 0
	 */
	record Scale(double centre, double spread) {

		static final Scale NONE = new Scale(0, 1);
	}

	/** Value of what lies outside the volume: air. */
	double outside() {
		return outside;
	}

	/** Number of channels that the view becomes. */
	int channels() {
		return channels;
	}

	/** The value of a view that a change of contrast leaves as it is. */
	double pivot() {
		return pivot;
	}

	/** Standard deviation of the random changes of contrast (its logarithm) and brightness of a view. */
	double variation() {
		return variation;
	}

	/** Values of the view that an encoder of neighbouring slices sees as black and white: SUV 0 to 20, -1000 to 1000 HU. */
	Window window() {
		return window;
	}

	/** Value of the view of a voxel. */
	abstract float view(float value, Scale scale);

	/** Value of a channel where the view has a value. */
	abstract float channel(int channel, float view, Scale scale);

	/** The modality that a data set's name stands for: CT; PET, PT, SUV; anything else is {@link #OTHER}. */
	public static Modality of(final String name) {
		return switch (name.trim().toUpperCase(Locale.ROOT)) {
			case "CT" -> CT;
			case "PET", "PT", "SUV" -> PET;
			default -> OTHER;
		};
	}

	/** As head files list modalities: {@code CT,PET}. */
	static String text(final List<Modality> modalities) {
		return String.join(",", modalities.stream().map(Enum::name).toList());
	}

	/** Reads {@link #text}. */
	static List<Modality> parse(final String text, final String file) {
		try {
			return Arrays.stream(text.split(",")).map(Modality::valueOf).toList();
		}
		catch (final IllegalArgumentException e) {
			throw new Refusal(file + ": its modalities \"" + text + "\" are not known; expected CT, PET or OTHER. Train the head again.", e);
		}
	}
}
