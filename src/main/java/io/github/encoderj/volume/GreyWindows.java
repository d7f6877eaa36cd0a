package io.github.encoderj.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.encoder.preprocess.Planes;
import io.github.encoderj.encoder.preprocess.Window;

/**
 * Which values of a scan an encoder sees as black and white: one window for grey pictures, or three that become red, green and blue.
 *
 * @param windows one or three
 */
public record GreyWindows(List<Window> windows) {

	/** For pictures that are scaled already. */
	public static final Window UNIT = new Window(0, 1);

	private static final String NUMBER = "[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)";
	private static final Pattern RANGE = Pattern.compile("\\s*(" + NUMBER + ")\\s*\\.\\.\\s*(" + NUMBER + ")\\s*");

	public GreyWindows {
		Refusal.unless(windows.size() == 1 || windows.size() == 3, "There are %d grey-value windows; expected one, or three for red, green and " +
			"blue.", windows.size());
		windows = List.copyOf(windows);
	}

	/**
	 * Windows of a text such as {@code -1000..400} or {@code -1350..150,-160..240,-450..1550}.
	 *
	 * @param key macro key, for messages
	 * @throws Refusal if it is not one or three windows
	 */
	public static GreyWindows parse(final String key, final String text) {
		final List<Window> windows = new ArrayList<>();
		for (final String part : text.split(",", -1)) windows.add(window(key, part));
		Refusal.unless(windows.size() == 1 || windows.size() == 3, "%s = %s: expected one window, or three for red, green and blue.", key, text);
		return new GreyWindows(windows);
	}

	/**
	 * A window of a text such as {@code 0..10}.
	 *
	 * @throws Refusal if it is not two numbers, the lower first
	 */
	public static Window window(final String key, final String text) {
		final Matcher range = RANGE.matcher(text);
		Refusal.unless(range.matches(), "%s = %s: expected the lowest and the highest value, such as -1000..400.", key, text);
		final double low = Double.parseDouble(range.group(1));
		final double high = Double.parseDouble(range.group(2));
		Refusal.unless(low < high, "%s = %s: the first value must be less than the second.", key, text);
		return new Window(low, high);
	}

	/** A section of one channel as values 0..1, one channel a window. */
	public Planes apply(final Planes section) {
		final int n = section.data().length;
		final float[] scaled = new float[n * windows.size()];
		for (int w = 0; w < windows.size(); w++) {
			final Window window = windows.get(w);
			for (int i = 0; i < n; i++) scaled[w * n + i] = window.scaled(section.data()[i]);
		}
		return new Planes(scaled, windows.size(), section.height(), section.width());
	}

	/** As {@link #parse} reads it. */
	@Override
	public String toString() {
		return windows.stream().map(Window::toString).collect(Collectors.joining(","));
	}
}
