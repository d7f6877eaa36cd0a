package io.github.encoderj.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.scijava.Context;
import org.scijava.ItemVisibility;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.service.Service;

import io.github.encoderj.base.Refusal;

/**
 * Checks a command's parameters against what their annotations promise: type, minimum, maximum, choices. The dialog keeps to these;
 * a macro or a script does not.
 */
final class ParameterCheck {

	private ParameterCheck() {}

	/** A command's keys, in the order of its dialog: the field names in lower case. */
	static Map<String, ModuleItem<?>> keys(final Iterable<ModuleItem<?>> inputs) {
		final Map<String, ModuleItem<?>> keys = new LinkedHashMap<>();
		for (final ModuleItem<?> item : inputs) {
			if (Service.class.isAssignableFrom(item.getType()) || Context.class.isAssignableFrom(item.getType())) continue;
			if (item.getVisibility() == ItemVisibility.MESSAGE) continue;
			keys.put(item.getName().toLowerCase(Locale.ROOT), item);
		}
		return keys;
	}

	/**
	 * Checks all parameters.
	 *
	 * @param options the macro call's text, where the command runs in one
	 * @throws Refusal naming the first key that is wrong, its value and what was expected
	 */
	static void check(final Module command, final Optional<MacroOptions> options) {
		keys(command.getInfo().inputs()).forEach((key, item) -> {
			options.flatMap(o -> o.text(key)).ifPresent(text -> checkText(key, item, text));
			checkValue(key, item, item.getValue(command));
		});
	}

	private static void checkText(final String key, final ModuleItem<?> item, final String text) {
		final Class<?> type = item.getType();
		final boolean good;
		if (isWhole(type)) good = text.matches("[+-]?\\d+") && fits(type, text);
		else if (isFraction(type)) good = text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
		else if (type == boolean.class || type == Boolean.class) good = text.equals("true") || text.equals("false");
		else good = true;
		Refusal.unless(good, "%s = %s: expected %s.", key, shown(text), expected(item));
	}

	private static void checkValue(final String key, final ModuleItem<?> item, final Object value) {
		if (value instanceof Number number) {
			final double v = number.doubleValue();
			final boolean good = Double.isFinite(v) && (item.getMinimumValue() == null || v >= ((Number) item.getMinimumValue())
				.doubleValue()) && (item.getMaximumValue() == null || v <= ((Number) item.getMaximumValue()).doubleValue());
			Refusal.unless(good, "%s = %s: expected %s.", key, value, expected(item));
		}
		final List<?> choices = item.getChoices();
		if (choices != null && !choices.isEmpty()) {
			Refusal.unless(choices.contains(value), "%s = %s: expected %s.", key, shown(String.valueOf(value)), expected(item));
		}
	}

	private static String expected(final ModuleItem<?> item) {
		final List<?> choices = item.getChoices();
		if (choices != null && !choices.isEmpty()) {
			return "one of " + choices.stream().map(Object::toString).collect(Collectors.joining(", "));
		}
		if (item.getType() == boolean.class || item.getType() == Boolean.class) return "true or false";
		final String kind = isWhole(item.getType()) ? "a whole number" : "a number";
		final Object minimum = item.getMinimumValue();
		final Object maximum = item.getMaximumValue();
		if (minimum != null && maximum != null) return kind + " from " + minimum + " to " + maximum;
		if (minimum != null) return kind + " of at least " + minimum;
		if (maximum != null) return kind + " of at most " + maximum;
		return kind;
	}

	private static String shown(final String text) {
		return text.isBlank() ? "\"" + text + "\"" : text;
	}

	private static boolean isWhole(final Class<?> type) {
		return Set.of(int.class, Integer.class, long.class, Long.class).contains(type);
	}

	private static boolean isFraction(final Class<?> type) {
		return Set.of(double.class, Double.class, float.class, Float.class).contains(type);
	}

	private static boolean fits(final Class<?> type, final String text) {
		try {
			final long value = Long.parseLong(text);
			return type == long.class || type == Long.class || value == (int) value;
		}
		catch (final NumberFormatException e) {
			return false;
		}
	}
}
