package io.github.encoderj.command.radiographs;

import java.util.List;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.cxr.RadiographTraining;
import io.github.encoderj.learn.probe.LinearProbe;
import io.github.encoderj.learn.probe.LinearProbe.Optimiser;
import io.github.encoderj.learn.probe.LogisticRegression;
import io.github.encoderj.learn.probe.NearestNeighbours;
import io.github.encoderj.learn.probe.ProbeMethod;
import io.github.encoderj.learn.probe.ProbeTraining;

/** Settings of a classifier from the keys method, rates, optimiser, batch, epochs, strengths and neighbours. */
final class ProbeKeys {

	private static final String GRID = "grid";

	private ProbeKeys() {}

	/**
	 * The settings.
	 *
	 * @param rates learning rates, or "grid"
	 * @param strengths values of C, or "grid"
	 * @param neighbours numbers, or "grid"
	 * @throws Refusal if one is no number
	 */
	static ProbeTraining.Settings settings(final ProbeMethod method, final String rates, final String optimiser, final int batch,
		final int epochs, final String strengths, final String neighbours, final long seed)
	{
		final List<Double> rate = rates.trim().equals(GRID) ? LinearProbe.RATES : RadiographTraining.numbers("rates", rates);
		final List<Double> strength = strengths.trim().equals(GRID) ? LogisticRegression.grid() : RadiographTraining.numbers("strengths",
			strengths);
		final List<Integer> near = neighbours.trim().equals(GRID) ? NearestNeighbours.NUMBERS : RadiographTraining.numbers("neighbours",
			neighbours).stream().map(Double::intValue).toList();
		Refusal.unless(rate.stream().allMatch(r -> r > 0), "rates = %s: learning rates must be above 0.", rates);
		Refusal.unless(strength.stream().allMatch(c -> c > 0), "strengths = %s: values of C must be above 0.", strengths);
		Refusal.unless(near.stream().allMatch(k -> k > 0), "neighbours = %s: numbers of neighbours must be 1 or more.", neighbours);
		final LinearProbe.Settings linear = new LinearProbe.Settings(optimiser.equals("sgd") ? Optimiser.SGD : Optimiser.ADAM, rate.get(0), batch,
			epochs, 0, seed);
		return new ProbeTraining.Settings(method, linear, rate, strength, near, NearestNeighbours.TEMPERATURE, false);
	}
}
