package io.github.encoderj.command;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.scijava.module.ModuleItem;
import org.scijava.module.MutableModule;
import org.scijava.plugin.Plugin;
import org.scijava.service.AbstractService;
import org.scijava.service.Service;

/**
 * What was entered in a dialog whose command then refused it or was cancelled: the next dialog of the command begins with it, once, so that a
 * wrong file name does not cost twenty fields. Macros and later sessions never see it.
 */
@Plugin(type = Service.class)
public final class RefusedEntries extends AbstractService {

	private final Map<Class<?>, Map<String, Object>> entries = new ConcurrentHashMap<>();

	/** Keeps the values of a command. */
	void keep(final MutableModule command) {
		final Map<String, Object> values = new HashMap<>();
		for (final ModuleItem<?> item : ParameterCheck.keys(command.getInfo().inputs()).values()) {
			final Object value = item.getValue(command);
			if (value != null) values.put(item.getName(), value);
		}
		entries.put(command.getClass(), values);
	}

	/** Gives a command the values that were kept, those that a script has given excepted, and forgets them. */
	void offer(final MutableModule command) {
		Optional.ofNullable(entries.remove(command.getClass())).ifPresent(values -> values.forEach((name, value) -> {
			if (!command.isInputResolved(name)) command.setInput(name, value);
		}));
	}
}
