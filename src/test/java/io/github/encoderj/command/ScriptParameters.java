package io.github.encoderj.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The {@code #@} lines of a script, as Fiji reads them: type, attributes, name. Fiji asks for their values and gives them to the macro as
 * variables.
 *
 * @param name of the variable
 * @param type File, String, Double, Integer or Boolean
 * @param attributes label, description, value and others, as text
 */
record ScriptParameters(String name, String type, Map<String, String> attributes) {

	private static final Pattern LINE = Pattern.compile("#@\\s*(\\w+)\\s*\\((.*)\\)\\s*(\\w+)\\s*");
	private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)\\s*=\\s*(?:\"([^\"]*)\"|([^,\"\\s]+))\\s*(?:,|$)\\s*");
	private static final Set<String> TYPES = Set.of("File", "String", "Double", "Integer", "Boolean");

	/** The parameters of a script. */
	static List<ScriptParameters> of(final String script) {
		final List<ScriptParameters> parameters = new ArrayList<>();
		for (final String line : script.lines().filter(l -> l.startsWith("#@")).toList()) {
			final Matcher matcher = LINE.matcher(line);
			if (!matcher.matches() || !TYPES.contains(matcher.group(1))) throw new IllegalArgumentException(line);
			final Matcher each = ATTRIBUTE.matcher(matcher.group(2));
			final Map<String, String> attributes = new java.util.HashMap<>();
			while (each.lookingAt()) {
				attributes.put(each.group(1), each.group(2) != null ? each.group(2) : each.group(3));
				each.region(each.end(), matcher.group(2).length());
			}
			if (each.regionStart() != matcher.group(2).length()) throw new IllegalArgumentException(line);
			parameters.add(new ScriptParameters(matcher.group(3), matcher.group(1), attributes));
		}
		return parameters;
	}

	/** The macro with the values in place of its {@code #@} lines; defaults for what is not given. */
	static String filledIn(final String script, final Map<String, String> values) {
		final String variables = of(script).stream().map(p -> p.name() + " = " + p.literal(values.getOrDefault(p.name(), p.attributes().get(
			"value"))) + ";").collect(Collectors.joining("\n", "", "\n"));
		return variables + script.lines().filter(line -> !line.startsWith("#@")).collect(Collectors.joining("\n"));
	}

	private String literal(final String value) {
		if (value == null) throw new IllegalArgumentException("no value for " + name);
		return type.equals("File") || type.equals("String") ? "\"" + value + "\"" : value;
	}
}
