package io.github.encoderj.command;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says on which other fields it depends whether a parameter counts. The dialog greys the field out while it does not, and its help text
 * says so. Nothing else changes: the value is recorded and replayed as any other.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface AppliesIf {

	/** A condition as {@link Condition#parse} takes it, such as {@code "method = linear"} or {@code "truth given"}. */
	String value();
}
