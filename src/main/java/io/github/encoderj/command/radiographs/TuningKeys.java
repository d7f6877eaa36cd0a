package io.github.encoderj.command.radiographs;

import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.cxr.RadiographFineTuning;
import io.github.encoderj.learn.FineTuning;

/** Settings of fine-tuning from the keys finetune, tuningrate, layerdecay, tuningbatch and tuningepochs. */
final class TuningKeys {

	private TuningKeys() {}

	/**
	 * The settings.
	 *
	 * @param blocks all, a number of blocks, or empty for none
	 * @throws Refusal if it is something else
	 */
	static Optional<RadiographFineTuning.Settings> of(final String blocks, final double rate, final double layerDecay, final int batch,
		final int epochs, final long seed)
	{
		if (blocks.isBlank()) return Optional.empty();
		final String text = blocks.trim();
		Refusal.unless(text.equals("all") || text.matches("\\d{1,3}"), "finetune = %s: expected all, a number of blocks, or nothing.", blocks);
		final FineTuning.Settings standard = FineTuning.Settings.standard(batch, epochs, seed);
		return Optional.of(new RadiographFineTuning.Settings(text.equals("all") ? -1 : Integer.parseInt(text), new FineTuning.Settings(rate,
			layerDecay, standard.weightDecay(), batch, epochs, standard.warmUp(), false, true, seed)));
	}
}
