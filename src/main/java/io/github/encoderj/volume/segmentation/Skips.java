package io.github.encoderj.volume.segmentation;

import java.util.Locale;

/** What enters the decoder at full resolution. */
public enum Skips {

	/** The image itself. */
	RAW,

	/** The filter bank. */
	FILTERBANK,

	/** The image and the filter bank. */
	BOTH;

	boolean raw() {
		return this != FILTERBANK;
	}

	boolean filters() {
		return this != RAW;
	}

	/** As macros and head files write it. */
	public String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** Reads {@link #key}. */
	public static Skips parse(final String text) {
		return valueOf(text.toUpperCase(Locale.ROOT));
	}
}
