package io.github.encoderj.volume;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.github.encoderj.base.Progress;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;
import io.github.encoderj.image.dicom.DicomSeries;
import io.github.encoderj.metrics.Table;
import net.imglib2.type.numeric.real.FloatType;

/** Standardised uptake values (SUV by body weight) of a PET series: each slice's own slope, then the factor of the series. */
public final class SuvConversion {

	private SuvConversion() {}

	/**
	 * SUV and how they came about.
	 *
	 * @param suv g/ml, with the series' geometry
	 * @param report one row: units, times of day, decay, dose, weight, factor
	 */
	public record Result(Volume<FloatType> suv, Table report) {}

	/**
	 * Converts a series.
	 *
	 * @throws io.github.encoderj.base.Refusal with the reason if the series is no PET, lacks a correction, weight, dose or time, or has
	 *           units that cannot be converted
	 */
	public static Result convert(final DicomSeries series, final Progress progress) {
		final List<PetHeader> headers = series.images().stream().map(PetHeader::of).toList();
		final SuvFactors factors = SuvFactors.of(headers);
		final Volume<FloatType> suv = series.scaled(factors.values(), progress);
		return new Result(suv, report(series, factors, suv));
	}

	private static Table report(final DicomSeries series, final SuvFactors f, final Volume<FloatType> suv) {
		final Table table = new Table("case", "series", "slices", "units", "suv_type", "source", "decay_correction", "scan_start_source",
			"scan_start", "injection", "decay_s", "half_life_s", "dose_bq", "decayed_dose_bq", "weight_kg", "factor_min", "factor_max", "suv_mean",
			"suv_max");
		final Table.Row row = table.add().set("case", series.name()).set("series", series.uid()).set("slices", f.values().length).set("units", f
			.units()).set("suv_type", f.suvType()).set("source", f.source()).set("decay_correction", f.decayCorrection());
		f.decay().ifPresent(d -> row.set("scan_start_source", d.scanStartSource()).set("scan_start", timeOfDay(d.scanStart())).set("injection",
			timeOfDay(d.injection())).set("decay_s", d.seconds()).set("half_life_s", d.halfLife()).set("dose_bq", d.dose()).set(
				"decayed_dose_bq", d.decayedDose()).set("weight_kg", d.weight()));
		row.set("factor_min", Arrays.stream(f.values()).min().orElseThrow()).set("factor_max", Arrays.stream(f.values()).max().orElseThrow());
		double sum = 0;
		double max = Double.NEGATIVE_INFINITY;
		final float[] values = Pixels.floats(suv);
		for (final float v : values) {
			sum += v;
			max = Math.max(max, v);
		}
		row.set("suv_mean", sum / values.length).set("suv_max", max);
		return table;
	}

	/** Without the date, which is no one else's business. */
	private static String timeOfDay(final Optional<LocalDateTime> time) {
		return time.map(t -> t.toLocalTime().toString()).orElse("");
	}
}
