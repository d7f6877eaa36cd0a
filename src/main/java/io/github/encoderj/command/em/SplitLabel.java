package io.github.encoderj.command.em;

import java.util.List;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

import io.github.encoderj.em.proofreading.Correction;
import io.github.encoderj.em.proofreading.Point;
import io.github.encoderj.em.proofreading.ProofReading;

/** Splits a label at points. */
@Plugin(type = Command.class, menuPath = "Plugins>EncoderJ>EM>Split Label...", headless = true, description = "Cuts the label under the selected points into one part a point, where it is narrow; for correcting a segmentation by hand.")
public class SplitLabel extends LabelCorrection {

	@Override
	Correction correct(final ProofReading labels, final List<Point> at) {
		return labels.split(at);
	}
}
