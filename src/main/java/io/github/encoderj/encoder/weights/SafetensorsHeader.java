package io.github.encoderj.encoder.weights;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import io.github.encoderj.base.Refusal;

/**
 * What the JSON header of a safetensors file says, checked: every tensor fits its type and shape, and together they tile the data
 * without hole, overlap or rest.
 *
 * @param metadata the file's own texts
 * @param entries tensors in the order of their data
 */
record SafetensorsHeader(Map<String, String> metadata, List<Entry> entries) {

	/** Longest header that is accepted, as in the reference library. */
	static final long LONGEST = 100_000_000;

	/** A tensor and where its data lie, relative to the end of the header. */
	record Entry(String name, TensorType type, long[] shape, long begin, long end) {}

	/**
	 * Reads and checks a header.
	 *
	 * @param json header bytes
	 * @param dataSize bytes after the header
	 * @param file named in messages
	 * @throws Refusal if anything is not as the format demands
	 */
	static SafetensorsHeader parse(final byte[] json, final long dataSize, final String file) {
		int first = 0;
		while (first < json.length && json[first] == ' ') first++;
		Refusal.unless(first < json.length && json[first] == '{', "%s is not a safetensors file: its header does not begin with a brace. " +
			"Fetch the file again.", file);
		final SafetensorsHeader header;
		try (JsonReader reader = new JsonReader(new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder()
			.onMalformedInput(CodingErrorAction.REPORT))))
		{
			header = read(reader, file);
		}
		catch (final IOException | IllegalStateException | NumberFormatException e) {
			throw new Refusal(file + ": the header is not valid JSON (" + firstLine(e) + "). Fetch the file again.", e);
		}
		header.checkTiling(dataSize, file);
		return header;
	}

	private static SafetensorsHeader read(final JsonReader reader, final String file) throws IOException {
		final Map<String, String> metadata = new LinkedHashMap<>();
		final List<Entry> entries = new ArrayList<>();
		final Set<String> names = new HashSet<>();
		reader.beginObject();
		while (reader.hasNext()) {
			final String name = reader.nextName();
			Refusal.unless(names.add(name), "%s: the header lists %s twice. Fetch the file again.", file, name);
			if (name.equals("__metadata__")) readMetadata(reader, metadata, file);
			else entries.add(readEntry(reader, name, file));
		}
		reader.endObject();
		if (reader.peek() != JsonToken.END_DOCUMENT) throw new IOException("text after the closing brace");
		entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
		return new SafetensorsHeader(metadata, entries);
	}

	private static void readMetadata(final JsonReader reader, final Map<String, String> metadata, final String file) throws IOException {
		reader.beginObject();
		while (reader.hasNext()) {
			final String key = reader.nextName();
			Refusal.unless(reader.peek() == JsonToken.STRING, "%s: the metadata entry %s is not a text. Only texts are allowed there.", file,
				key);
			Refusal.unless(metadata.put(key, reader.nextString()) == null, "%s: the metadata lists %s twice.", file, key);
		}
		reader.endObject();
	}

	private static Entry readEntry(final JsonReader reader, final String name, final String file) throws IOException {
		String typeName = null;
		long[] shape = null;
		long[] offsets = null;
		reader.beginObject();
		while (reader.hasNext()) {
			switch (reader.nextName()) {
				case "dtype" -> {
					Refusal.unless(typeName == null && reader.peek() == JsonToken.STRING, "%s: the dtype of the tensor %s is not one text.", file,
						name);
					typeName = reader.nextString();
				}
				case "shape" -> {
					Refusal.unless(shape == null, "%s: the tensor %s has two shapes.", file, name);
					shape = readNumbers(reader, name, file);
				}
				case "data_offsets" -> {
					Refusal.unless(offsets == null, "%s: the tensor %s has two data_offsets.", file, name);
					offsets = readNumbers(reader, name, file);
				}
				default -> reader.skipValue();
			}
		}
		reader.endObject();
		Refusal.unless(typeName != null && shape != null && offsets != null,
			"%s: the tensor %s lacks dtype, shape or data_offsets. Fetch the file again.", file, name);
		return entry(name, typeName, shape, offsets, file);
	}

	private static Entry entry(final String name, final String typeName, final long[] shape, final long[] offsets, final String file) {
		final TensorType type = TensorType.named(typeName).orElseThrow(() -> new Refusal(file + ": the tensor " + name +
			" has the unknown type " + shortened(typeName) + "; known are " + List.of(TensorType.values()) + "."));
		Refusal.unless(offsets.length == 2 && offsets[0] <= offsets[1], "%s: the tensor %s has the data_offsets %s; expected begin and end.",
			file, name, Arrays.toString(offsets));
		final long size = byteCount(type, shape);
		Refusal.unless(size == offsets[1] - offsets[0], "%s: the tensor %s of type %s and shape %s does not fill the %d bytes it is given.",
			file, name, type, Arrays.toString(shape), offsets[1] - offsets[0]);
		return new Entry(name, type, shape, offsets[0], offsets[1]);
	}

	/** Bytes of a tensor; -1 if that is no whole number of bytes or exceeds a long. */
	static long byteCount(final TensorType type, final long... shape) {
		long bits = type.bits();
		for (final long n : shape) if (n == 0) return 0;
		for (final long n : shape) {
			if (n < 0 || Math.multiplyHigh(bits, n) != 0 || bits * n < 0) return -1;
			bits *= n;
		}
		return bits % 8 == 0 ? bits / 8 : -1;
	}

	private static long[] readNumbers(final JsonReader reader, final String name, final String file) throws IOException {
		final List<Long> numbers = new ArrayList<>();
		reader.beginArray();
		while (reader.hasNext()) {
			final boolean isNumber = reader.peek() == JsonToken.NUMBER;
			final String text = isNumber ? reader.nextString() : reader.peek().toString();
			Refusal.unless(isNumber && text.matches("0|[1-9][0-9]{0,17}"),
				"%s: the tensor %s has %s among its shape or offsets; whole numbers from 0 are allowed.", file, name, shortened(text));
			numbers.add(Long.parseLong(text));
		}
		reader.endArray();
		return numbers.stream().mapToLong(Long::longValue).toArray();
	}

	private void checkTiling(final long dataSize, final String file) {
		long reached = 0;
		for (final Entry e : entries) {
			Refusal.unless(e.end <= dataSize, "%s is truncated or damaged: the tensor %s ends at byte %d of the data, which has %d. " +
				"Fetch the file again.", file, e.name, e.end, dataSize);
			Refusal.unless(e.begin >= reached, "%s: the tensor %s begins at byte %d of the data, inside the tensor before it, which ends at %d.",
				file, e.name, e.begin, reached);
			Refusal.unless(e.begin == reached, "%s: bytes %d to %d of the data, before the tensor %s, belong to no tensor.", file, reached,
				e.begin, e.name);
			reached = e.end;
		}
		Refusal.unless(reached == dataSize, "%s: the last %d bytes of the data belong to no tensor. Fetch the file again.", file, dataSize -
			reached);
	}

	private static String firstLine(final Exception e) {
		return e.getMessage() == null ? e.getClass().getSimpleName() : shortened(e.getMessage().lines().findFirst().orElse(""));
	}

	private static String shortened(final String text) {
		return text.length() <= 80 ? text : text.substring(0, 80) + "...";
	}
}
