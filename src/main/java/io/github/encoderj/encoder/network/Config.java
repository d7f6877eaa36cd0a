package io.github.encoderj.encoder.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import io.github.encoderj.base.Refusal;

/** A JSON settings file, or an object inside of one, read key by key with messages that name file and key. */
public final class Config {

	private final JsonObject object;
	private final String where;

	private Config(final JsonObject object, final String where) {
		this.object = object;
		this.where = where;
	}

	/**
	 * Reads a file.
	 *
	 * @throws Refusal if it is missing or not one JSON object
	 */
	public static Config read(final Path path) {
		try {
			return new Config(JsonParser.parseString(Files.readString(path)).getAsJsonObject(), path.toString());
		}
		catch (final IOException | JsonParseException | IllegalStateException e) {
			throw new Refusal("Could not read " + path + " as a JSON object (" + e.getMessage() + "). Fetch the file again.", e);
		}
	}

	/** Settings without any key. */
	public static Config empty(final String where) {
		return new Config(new JsonObject(), where);
	}

	public boolean has(final String key) {
		return object.has(key) && !object.get(key).isJsonNull();
	}

	/** An object inside; empty if there is none. */
	public Config inside(final String key) {
		return has(key) && object.get(key).isJsonObject() ? new Config(object.getAsJsonObject(key), where + ", " + key) : empty(where +
			", " + key);
	}

	public Optional<String> text(final String key) {
		return has(key) && object.get(key).isJsonPrimitive() ? Optional.of(object.get(key).getAsString()) : Optional.empty();
	}

	/** A whole number, which must be there. */
	public int integer(final String key) {
		Refusal.unless(has(key), "%s lacks the key %s. Fetch the file again.", where, key);
		return integer(key, 0);
	}

	/** A whole number, or a default. */
	public int integer(final String key, final int otherwise) {
		final double value = number(key, otherwise);
		Refusal.unless(value == Math.rint(value) && Math.abs(value) < 1e9, "%s: %s is %s, expected a whole number.", where, key, value);
		return (int) value;
	}

	/** A number, or a default. */
	public double number(final String key, final double otherwise) {
		if (!has(key)) return otherwise;
		try {
			return object.get(key).getAsDouble();
		}
		catch (final NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
			throw new Refusal(where + ": " + key + " is " + object.get(key) + ", expected a number.", e);
		}
	}

	/** True or false, or a default. */
	public boolean flag(final String key, final boolean otherwise) {
		if (!has(key)) return otherwise;
		final JsonElement value = object.get(key);
		Refusal.unless(value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean(), "%s: %s is %s, expected true or false.", where,
			key, value);
		return value.getAsBoolean();
	}

	/** Numbers in brackets, or a default. */
	public double[] numbers(final String key, final double... otherwise) {
		if (!has(key)) return otherwise;
		Refusal.unless(object.get(key).isJsonArray(), "%s: %s is %s, expected numbers in brackets.", where, key, object.get(key));
		try {
			final double[] values = new double[object.getAsJsonArray(key).size()];
			for (int i = 0; i < values.length; i++) values[i] = object.getAsJsonArray(key).get(i).getAsDouble();
			return values;
		}
		catch (final NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
			throw new Refusal(where + ": " + key + " is " + object.get(key) + ", expected numbers in brackets.", e);
		}
	}

	/** Texts in brackets; empty if there are none. */
	public List<String> texts(final String key) {
		if (!has(key) || !object.get(key).isJsonArray()) return List.of();
		return object.getAsJsonArray(key).asList().stream().map(JsonElement::getAsString).toList();
	}

	/** Whether a key's value stands in brackets. */
	public boolean isList(final String key) {
		return has(key) && object.get(key).isJsonArray();
	}

	/** What messages call it. */
	public String where() {
		return where;
	}
}
