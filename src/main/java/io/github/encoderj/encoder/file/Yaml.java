package io.github.encoderj.encoder.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/**
 * The part of YAML that model descriptions are written in: nested mappings and lists by indentation, lists and mappings in brackets,
 * plain and quoted scalars, texts over several lines. Anchors, tags and several documents are refused.
 */
final class Yaml {

	/** A line: its indentation, its text without comment, and its number in the file. */
	private record Line(int indent, String text, int number) {}

	private final List<Line> lines = new ArrayList<>();
	private int at;

	private Yaml(final String text) {
		int number = 0;
		for (final String raw : text.split("\r?\n")) {
			number++;
			final String line = withoutComment(raw);
			if (line.isBlank() || line.equals("---")) continue;
			final int indent = line.length() - line.stripLeading().length();
			lines.add(new Line(indent, line.strip(), number));
		}
	}

	/**
	 * Reads a document.
	 *
	 * @throws IOException if it is not of the part of YAML that is known; the message names the line
	 */
	static JsonElement parse(final String text) throws IOException {
		final Yaml yaml = new Yaml(text);
		if (yaml.lines.isEmpty()) return JsonNull.INSTANCE;
		final JsonElement root = yaml.block(yaml.lines.get(0).indent);
		if (yaml.at < yaml.lines.size()) throw yaml.error("the indentation fits nothing above");
		return root;
	}

	private IOException error(final String what) {
		final Line line = lines.get(Math.min(at, lines.size() - 1));
		return new IOException("line " + line.number + ": " + what);
	}

	private static String withoutComment(final String line) {
		char quote = 0;
		for (int i = 0; i < line.length(); i++) {
			final char c = line.charAt(i);
			if (quote != 0) {
				if (c == quote) quote = 0;
			}
			else if ((c == '"' || c == '\'') && (i == 0 || " [{,:-".indexOf(line.charAt(i - 1)) >= 0)) quote = c;
			else if (c == '#' && (i == 0 || line.charAt(i - 1) == ' ')) return line.substring(0, i).stripTrailing();
		}
		return line.stripTrailing();
	}

	private JsonElement block(final int indent) throws IOException {
		final String first = lines.get(at).text;
		if (first.equals("-") || first.startsWith("- ")) return list(indent);
		return keyEnd(first) >= 0 ? mapping(indent) : scalar(lines.get(at++).text, indent - 1);
	}

	private JsonArray list(final int indent) throws IOException {
		final JsonArray array = new JsonArray();
		while (at < lines.size() && lines.get(at).indent == indent && (lines.get(at).text.equals("-") || lines.get(at).text.startsWith("- "))) {
			final Line line = lines.get(at);
			final String rest = line.text.substring(1).strip();
			if (rest.isEmpty()) {
				at++;
				array.add(at < lines.size() && lines.get(at).indent > indent ? block(lines.get(at).indent) : JsonNull.INSTANCE);
			}
			else {
				final int inner = indent + line.text.length() - rest.length();
				lines.set(at, new Line(inner, rest, line.number)); // what follows the dash is a block of its own
				array.add(block(inner));
			}
		}
		return array;
	}

	private JsonObject mapping(final int indent) throws IOException {
		final JsonObject object = new JsonObject();
		while (at < lines.size() && lines.get(at).indent == indent && !lines.get(at).text.startsWith("- ")) {
			final String text = lines.get(at).text;
			final int end = keyEnd(text);
			if (end < 0) throw error("a key with a colon is expected");
			final String key = unquoted(text.substring(0, end).strip());
			if (object.has(key)) throw error("the key " + key + " stands twice");
			final String value = text.substring(end + 1).strip();
			at++;
			if (!value.isEmpty()) object.add(key, value.matches("[|>][+-]?") ? longText(indent, value.charAt(0)) : scalar(value, indent));
			else if (at < lines.size() && (lines.get(at).indent > indent || lines.get(at).indent == indent && lines.get(at).text.startsWith("-"))) {
				object.add(key, block(lines.get(at).indent));
			}
			else object.add(key, JsonNull.INSTANCE);
		}
		return object;
	}

	private static int keyEnd(final String text) {
		if (text.startsWith("[") || text.startsWith("{")) return -1;
		int from = 0;
		if (text.startsWith("\"") || text.startsWith("'")) from = Math.max(0, text.indexOf(text.charAt(0), 1));
		for (int i = from; i < text.length(); i++) {
			if (text.charAt(i) == ':' && (i + 1 == text.length() || text.charAt(i + 1) == ' ')) return i;
		}
		return -1;
	}

	private JsonPrimitive longText(final int indent, final char style) {
		final StringBuilder out = new StringBuilder();
		for (; at < lines.size() && lines.get(at).indent > indent; at++) out.append(lines.get(at).text).append(style == '|' ? '\n' : ' ');
		return new JsonPrimitive(out.toString().strip());
	}

	private JsonElement scalar(final String start, final int indent) throws IOException {
		if (start.startsWith("&") || start.startsWith("*") || start.startsWith("!")) {
			at--;
			throw error("anchors and tags are not known: " + start);
		}
		final StringBuilder text = new StringBuilder(start);
		final boolean flow = start.startsWith("[") || start.startsWith("{");
		while (at < lines.size() && lines.get(at).indent > indent && (flow ? !balanced(text) : !isQuoted(start))) {
			if (!flow && keyEnd(lines.get(at).text) >= 0) throw error("a key cannot stand inside of a value");
			text.append(' ').append(lines.get(at++).text);
		}
		if (flow) return flow(text.toString());
		return plain(text.toString());
	}

	/** A scalar as text, number, true, false or null. */
	private static JsonElement plain(final String whole) {
		if (isQuoted(whole)) return new JsonPrimitive(unquoted(whole));
		if (whole.matches("|null|~|Null|NULL")) return JsonNull.INSTANCE;
		if (whole.matches("(?i)true|false")) return new JsonPrimitive(Boolean.parseBoolean(whole.toLowerCase(Locale.ROOT)));
		if (whole.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) return new JsonPrimitive(Double.valueOf(whole));
		return new JsonPrimitive(whole);
	}

	private static boolean balanced(final CharSequence text) {
		int depth = 0;
		for (int i = 0; i < text.length(); i++) {
			if ("[{".indexOf(text.charAt(i)) >= 0) depth++;
			if ("]}".indexOf(text.charAt(i)) >= 0) depth--;
		}
		return depth == 0;
	}

	/** A list or mapping in brackets. */
	private JsonElement flow(final String text) throws IOException {
		final int[] position = { 0 };
		final JsonElement value = flowValue(text, position);
		if (!text.substring(position[0]).isBlank()) throw badFlow(text);
		return value;
	}

	private IOException badFlow(final String text) {
		at = Math.max(0, at - 1);
		return error("this is no list or mapping: " + text);
	}

	private JsonElement flowValue(final String text, final int[] position) throws IOException {
		skipSpaces(text, position);
		final char first = position[0] < text.length() ? text.charAt(position[0]) : ' ';
		if (first != '[' && first != '{') return plain(flowScalar(text, position, ",]}"));
		position[0]++;
		final JsonArray array = new JsonArray();
		final JsonObject object = new JsonObject();
		final char last = first == '[' ? ']' : '}';
		while (true) {
			skipSpaces(text, position);
			if (position[0] >= text.length()) throw badFlow(text);
			if (text.charAt(position[0]) == last) break;
			if (first == '[') array.add(flowValue(text, position));
			else {
				final String key = unquoted(flowScalar(text, position, ":,}"));
				if (position[0] >= text.length() || text.charAt(position[0]) != ':') throw badFlow(text);
				position[0]++;
				object.add(key, flowValue(text, position));
			}
			skipSpaces(text, position);
			if (position[0] < text.length() && text.charAt(position[0]) == ',') position[0]++;
			else if (position[0] >= text.length() || text.charAt(position[0]) != last) throw badFlow(text);
		}
		position[0]++;
		return first == '[' ? array : object;
	}

	private static void skipSpaces(final String text, final int[] position) {
		while (position[0] < text.length() && text.charAt(position[0]) == ' ') position[0]++;
	}

	private static String flowScalar(final String text, final int[] position, final String ends) {
		skipSpaces(text, position);
		final int start = position[0];
		char quote = 0;
		for (; position[0] < text.length(); position[0]++) {
			final char c = text.charAt(position[0]);
			if (quote != 0) {
				if (c == quote) quote = 0;
			}
			else if (position[0] == start && (c == '"' || c == '\'')) quote = c;
			else if (ends.indexOf(c) >= 0) break;
		}
		return text.substring(start, position[0]).strip();
	}

	private static boolean isQuoted(final String text) {
		return text.length() > 1 && (text.startsWith("\"") && text.endsWith("\"") || text.startsWith("'") && text.endsWith("'"));
	}

	private static String unquoted(final String text) {
		if (!isQuoted(text)) return text;
		final String inside = text.substring(1, text.length() - 1);
		return text.startsWith("'") ? inside.replace("''", "'") : inside.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\");
	}
}
