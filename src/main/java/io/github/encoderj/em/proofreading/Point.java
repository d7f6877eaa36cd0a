package io.github.encoderj.em.proofreading;

import java.util.ArrayList;
import java.util.List;

import io.github.encoderj.base.Refusal;

/**
 * A voxel that a person pointed at.
 *
 * @param x from 0
 * @param y from 0
 * @param z section, from 0
 */
public record Point(int x, int y, int z) {

	/**
	 * Reads points from a text as macros give it: {@code x,y,z;x,y,z}.
	 *
	 * @param key for messages
	 * @throws Refusal if it is none
	 */
	public static List<Point> parse(final String key, final String text) {
		final List<Point> points = new ArrayList<>();
		for (final String one : text.split(";")) {
			final String[] numbers = one.trim().split("\\s*,\\s*");
			Refusal.unless(numbers.length == 3 && one.trim().matches("\\d{1,9}\\s*,\\s*\\d{1,9}\\s*,\\s*\\d{1,9}"), "%s = %s: expected points " +
				"x,y,z;x,y,z in pixels and sections from 0, such as 120,40,3;131,52,3.", key, text);
			points.add(new Point(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2])));
		}
		return points;
	}

	@Override
	public String toString() {
		return x + "," + y + "," + z;
	}
}
