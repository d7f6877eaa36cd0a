package io.github.encoderj.command.em;

import java.util.List;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

import io.github.encoderj.em.proofreading.Correction;
import io.github.encoderj.em.proofreading.Point;
import io.github.encoderj.em.proofreading.ProofReading;

/** Merges labels at points. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>EM>Merge Labels...", headless = true, description = "Gives all labels under the selected points the label of the first point; for correcting a segmentation by hand.")
public class MergeLabels extends LabelCorrection {

	@Override
	Correction correct(final ProofReading labels, final List<Point> at) {
		return labels.merge(at);
	}
}
