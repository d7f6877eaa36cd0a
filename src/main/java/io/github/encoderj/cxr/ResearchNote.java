package io.github.encoderj.cxr;

/** What every table and head file on radiographs says, in its column or entry {@code note}. */
public final class ResearchNote {

	public static final String TEXT = "for research, not for diagnosis";

	private ResearchNote() {}
}
