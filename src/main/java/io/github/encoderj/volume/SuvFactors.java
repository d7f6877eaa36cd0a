package io.github.encoderj.volume;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.github.encoderj.base.Refusal;

/**
 * The factors that turn the rescaled values of a PET series into standardised uptake values by body weight, g/ml (QIBA's vendor-neutral
 * rules): dose decayed to the start of the scan, weight, and the makers' own ways.
 *
 * @param values one a slice
 * @param units of the series
 * @param suvType BW for values normalised by body weight
 * @param decayCorrection START, ADMIN, or empty where it does not matter
 * @param decay what the decay was computed from; empty where the factor needs none
 * @param source what the factor comes from
 */
record SuvFactors(double[] values, String units, String suvType, String decayCorrection, Optional<Decay> decay, String source) {

	private static final double LEAST_DOSE = 1e5; // Bq: what is below was noted in MBq
	private static final double MOST_WEIGHT = 1000; // kg: what is above was noted in g
	private static final int MOST_HALF_LIVES = 10;

	/**
	 * Times and dose.
	 *
	 * @param scanStart start of the scan, to which decay is corrected
	 * @param scanStartSource where that was found
	 * @param injection when the dose was measured
	 * @param seconds between both; 0 when decay is corrected to the injection
	 * @param halfLife in s
	 * @param dose in Bq, at the injection
	 * @param weight in kg
	 */
	record Decay(Optional<LocalDateTime> scanStart, String scanStartSource, Optional<LocalDateTime> injection, double seconds, double halfLife,
		double dose, double weight)
	{

		/** What is left of the dose at the start of the scan, in Bq. */
		double decayedDose() {
			return dose * Math.pow(2, -seconds / halfLife);
		}

		/** From Bq/ml to g/ml. */
		double factor() {
			return 1000 * weight / decayedDose();
		}
	}

	/**
	 * The factors of a series.
	 *
	 * @param slices headers of all slices
	 * @throws Refusal with the reason if a rule fails
	 */
	static SuvFactors of(final List<PetHeader> slices) {
		final PetHeader first = slices.get(0);
		for (final PetHeader other : slices) {
			Refusal.unless(first.agrees(other), "%s and %s differ in units, corrections, weight, dose or start of the series, so they are not one " +
				"PET series. Put other series into another folder.", first.file(), other.file());
		}
		for (final String needed : List.of("ATTN", "DECY")) {
			Refusal.unless(first.corrections().contains(needed), "%s cannot be converted to SUV: its CorrectedImage (0028,0051) is %s, without %s " +
				"(%s). Take the corrected series.", first.file(), first.corrections(), needed, needed.equals("ATTN") ? "attenuation correction"
					: "decay correction");
		}
		return switch (first.units()) {
			case "GML" -> alreadySuv(first, slices.size());
			case "BQML" -> byActivity(slices, Optional.empty());
			case "CNTS" -> byCounts(slices);
			default -> throw new Refusal(first.file() + " has the units \"" + PetHeader.shown(first.units()) +
				"\" (0054,1001); expected BQML, CNTS or GML. Export the series in Bq/ml.");
		};
	}

	private static SuvFactors alreadySuv(final PetHeader header, final int count) {
		final String type = header.suvType().orElse("BW");
		Refusal.unless(type.equals("BW"), "%s holds SUV normalised by \"%s\" (0054,1006); expected BW (body weight). Export the series in Bq/ml.",
			header.file(), PetHeader.shown(type));
		final double[] ones = new double[count];
		Arrays.fill(ones, 1);
		return new SuvFactors(ones, "GML", type, header.decayCorrection().orElse(""), Optional.empty(), header.suvType().isPresent()
			? "values are SUV already" : "values in g/ml are taken as SUV by body weight");
	}

	private static SuvFactors byCounts(final List<PetHeader> slices) {
		final PetHeader first = slices.get(0);
		if (slices.stream().allMatch(s -> s.philipsSuv().isPresent())) {
			return new SuvFactors(slices.stream().mapToDouble(s -> s.philipsSuv().orElseThrow()).toArray(), "CNTS", "BW", first.decayCorrection()
				.orElse(""), Optional.empty(), "Philips (7053,1000)");
		}
		Refusal.unless(slices.stream().allMatch(s -> s.philipsActivity().isPresent()), "%s holds counts (CNTS) without the factors of Philips, " +
			"(7053,1000) or (7053,1009), in all slices. Export the series in Bq/ml.", first.file());
		return byActivity(slices, Optional.of("Philips (7053,1009)"));
	}

	private static SuvFactors byActivity(final List<PetHeader> slices, final Optional<String> counts) {
		final PetHeader first = slices.get(0);
		final String correction = first.decayCorrection().orElse("");
		Refusal.unless(correction.equals("START") || correction.equals("ADMIN"), "%s cannot be converted to SUV: its DecayCorrection (0054,1102) " +
			"is \"%s\"; expected START or ADMIN. Export a decay-corrected series.", first.file(), PetHeader.shown(correction));
		Refusal.unless(first.radiopharmaceuticals() <= 1, "%s names %d radiopharmaceuticals; expected one, since the dose is not clear otherwise.",
			first.file(), first.radiopharmaceuticals());
		final double weight = positive(first, PetHeader::weight, "patient's weight (0010,1030)");
		Refusal.unless(weight <= MOST_WEIGHT, "%s says that the patient weighs %s kg. Correct its header.", first.file(), weight);
		final double dose = positive(first, PetHeader::dose, "dose (0018,1074)");
		Refusal.unless(dose >= LEAST_DOSE, "%s says that the dose was %s Bq, too little: it may be in MBq. Correct its header.", first.file(),
			dose);
		final double halfLife = positive(first, PetHeader::halfLife, "half-life (0018,1075)");
		final Decay decay = correction.equals("ADMIN") ? new Decay(Optional.empty(), "not needed: decay is corrected to the injection", Optional
			.empty(), 0, halfLife, dose, weight) : toScanStart(slices, halfLife, dose, weight);
		final double[] factors = slices.stream().mapToDouble(s -> decay.factor() * (counts.isPresent() ? s.philipsActivity().orElseThrow() : 1))
			.toArray();
		return new SuvFactors(factors, first.units(), "BW", correction, Optional.of(decay), counts.map(c -> c + ", weight and dose").orElse(
			"weight and dose"));
	}

	private static double positive(final PetHeader header, final Function<PetHeader, Optional<Double>> value, final String what) {
		final Optional<Double> found = value.apply(header);
		Refusal.unless(found.isPresent() && found.get() > 0, "%s cannot be converted to SUV: its %s is %s; expected a number above 0. Correct its " +
			"header.", header.file(), what, found.map(String::valueOf).orElse("missing"));
		return found.get();
	}

	private static Decay toScanStart(final List<PetHeader> slices, final double halfLife, final double dose, final double weight) {
		final PetHeader first = slices.get(0);
		final Optional<LocalDateTime> earliest = slices.stream().flatMap(s -> s.acquisition().stream()).min(LocalDateTime::compareTo);
		Refusal.unless(earliest.isPresent(), "%s cannot be converted to SUV: it has no acquisition time (0008,0032). Correct its header.", first
			.file());
		final LocalDateTime start;
		final String source;
		if (first.series().isPresent() && !first.series().get().isAfter(earliest.get())) {
			start = first.series().get();
			source = "series time";
		}
		else if (first.gePrivate().isPresent()) {
			start = first.gePrivate().get();
			source = "GE (0009,100d)";
		}
		else if (first.siemensPrivate().isPresent()) {
			start = first.siemensPrivate().get();
			source = "Siemens (0071,1022)";
		}
		else {
			start = earliest.get();
			source = "earliest acquisition time";
		}
		return decay(first, start, source, halfLife, dose, weight);
	}

	private static Decay decay(final PetHeader first, final LocalDateTime start, final String source, final double halfLife,
		final double dose, final double weight)
	{
		LocalDateTime injection;
		if (first.injection().isPresent()) {
			injection = first.injection().get();
			Refusal.unless(!injection.isAfter(start), "%s cannot be converted to SUV: the injection at %s comes after the start of the scan at %s " +
				"(%s). Correct its header.", first.file(), injection.toLocalTime(), start.toLocalTime(), source);
		}
		else {
			Refusal.unless(first.injectionTime().isPresent(), "%s cannot be converted to SUV: it has no time of injection, (0018,1078) or " +
				"(0018,1072). Correct its header.", first.file());
			injection = first.series().orElse(start).toLocalDate().atTime(first.injectionTime().get());
			if (injection.isAfter(start)) injection = injection.minusDays(1); // over midnight
		}
		final Duration between = Duration.between(injection, start);
		final double seconds = between.getSeconds() + between.getNano() * 1e-9;
		Refusal.unless(seconds <= MOST_HALF_LIVES * halfLife, "%s cannot be converted to SUV: %s hours lie between injection and scan (%s), more " +
			"than %d half-lives. Correct its header.", first.file(), Math.round(seconds / 360) / 10.0, source, MOST_HALF_LIVES);
		return new Decay(Optional.of(start), source, Optional.of(injection), seconds, halfLife, dose, weight);
	}
}
