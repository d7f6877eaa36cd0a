package io.github.encoderj.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.encoderj.NpyFile;
import io.github.encoderj.base.Progress;
import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.dicom.DicomSeries;

class SuvTest {

	private static final Path MIXED = Path.of("src/test/resources/dicom/mixed");

	/** A header, all fields of which may be changed. */
	private static final class Case {

		private String units = "BQML";
		private Optional<String> suvType = Optional.empty();
		private List<String> corrections = List.of("DECY", "ATTN");
		private Optional<String> decay = Optional.of("START");
		private Optional<Double> weight = Optional.of(70.0);
		private Optional<Double> dose = Optional.of(3.5e8);
		private Optional<Double> halfLife = Optional.of(6586.2);
		private Optional<String> injectionTime = Optional.of("090000");
		private Optional<String> injection = Optional.empty();
		private String series = "20200102100000";
		private String acquisition = "20200102100100";
		private Optional<String> ge = Optional.empty();
		private Optional<String> siemens = Optional.empty();
		private Optional<Double> philipsSuv = Optional.empty();
		private Optional<Double> philipsActivity = Optional.empty();

		PetHeader header() {
			return new PetHeader("slice", units, suvType, corrections, decay, weight, dose, halfLife, injectionTime.map(Case::time), injection
				.map(Case::dateTime), Optional.of(dateTime(series)), Optional.of(dateTime(acquisition)), ge.map(Case::dateTime), siemens.map(
					Case::dateTime), philipsSuv, philipsActivity, 1);
		}

		double factor() {
			return SuvFactors.of(List.of(header())).values()[0];
		}

		private static LocalTime time(final String text) {
			return PetHeader.time(text, "slice");
		}

		private static LocalDateTime dateTime(final String text) {
			return PetHeader.date(text.substring(0, 8), "slice").atTime(time(text.substring(8)));
		}
	}

	/**
	 * Headers and factors of five makers' series as the tests of calculate-suv (MIT licence, github.com/cornerstonejs/calculate-suv) state
	 * them.
	 */
	@ParameterizedTest
	@CsvSource({ //
		"GE, BQML, 52, 152022720, 6586.2001953125, 084500.00, 20201217084500.00, 095621, 095621, , , 0.0005367387681819742", //
		"Philips, BQML, 64, 126000000, 6586.199707, 100058, 20201217100058, 110155, 110156, 0.003515736, 4.709921, 0.0007463747013889488", //
		"Philips counts, CNTS, 47, 208230000, 6588, 123000, , 134551, 141336, 0.000728, , 0.000728", //
		"no start date, BQML, 102, 412000000, 6586.2, 125000.000000, , 135431.843000, 141555.687000, , , 0.0003721089202818729", //
		"Siemens, BQML, 67, 374000000, 6586.2, 083045.000000, 20201217083045.000000, 104829.000000, 104830.351370, , , 0.00042748316187197236" })
	void factorsOfFiveMakers(final String name, final String units, final double weight, final double dose, final double halfLife,
		final String injectionTime, final String injection, final String series, final String acquisition, final Double philipsSuv,
		final Double philipsActivity, final double expected)
	{
		final Case c = new Case();
		c.units = units;
		c.weight = Optional.of(weight);
		c.dose = Optional.of(dose);
		c.halfLife = Optional.of(halfLife);
		c.injectionTime = Optional.of(injectionTime);
		c.injection = Optional.ofNullable(injection);
		c.series = "20201217" + series;
		c.acquisition = "20201217" + acquisition;
		c.philipsSuv = Optional.ofNullable(philipsSuv);
		c.philipsActivity = Optional.ofNullable(philipsActivity);
		assertEquals(expected, c.factor(), 1e-9 * expected, name);
	}

	private static double factor(final double seconds) {
		return 70000 / (3.5e8 * Math.exp(-Math.log(2) * seconds / 6586.2));
	}

	private static double factor(final UnaryOperator<Case> change) {
		return change.apply(new Case()).factor();
	}

	@Test
	void theScanStartsWhereTheRulesSay() {
		assertEquals(factor(3600), factor(c -> c), 1e-12);
		assertEquals(factor(3660), factor(c -> {
			c.series = "20200102120000"; // made later than acquired
			return c;
		}), 1e-12);
		assertEquals(factor(3500), factor(c -> {
			c.series = "20200102120000";
			c.ge = Optional.of("20200102095820");
			c.siemens = Optional.of("20200102095700");
			return c;
		}), 1e-12);
		assertEquals(factor(3420), factor(c -> {
			c.series = "20200102120000";
			c.siemens = Optional.of("20200102095700");
			return c;
		}), 1e-12);
	}

	@Test
	void overMidnightADayIsAdded() {
		assertEquals(factor(3600), factor(c -> {
			c.series = "20200102003000";
			c.acquisition = "20200102003000";
			c.injectionTime = Optional.of("233000");
			return c;
		}), 1e-12);
		assertEquals(factor(3600), factor(c -> {
			c.series = "20200102003000";
			c.acquisition = "20200102003000";
			c.injection = Optional.of("20200101233000");
			return c;
		}), 1e-12);
	}

	@Test
	void correctedToTheInjectionNothingDecays() {
		assertEquals(factor(0), factor(c -> {
			c.decay = Optional.of("ADMIN");
			return c;
		}), 1e-12);
	}

	@Test
	void countsWithAFactorToActivity() {
		assertEquals(4.7 * factor(3600), factor(c -> {
			c.units = "CNTS";
			c.philipsActivity = Optional.of(4.7);
			return c;
		}), 1e-12);
	}

	@Test
	void gramsPerMillilitreAreSuvAlready() {
		assertEquals(1, factor(c -> {
			c.units = "GML";
			c.decay = Optional.of("ADMIN");
			return c;
		}));
	}

	@Test
	void brokenRulesAreRefusedWithTheReason() {
		assertRefused("ATTN", c -> c.corrections = List.of("DECY"));
		assertRefused("DECY", c -> c.corrections = List.of("ATTN"));
		assertRefused("weight", c -> c.weight = Optional.empty());
		assertRefused("weight", c -> c.weight = Optional.of(0.0));
		assertRefused("weighs 70000", c -> c.weight = Optional.of(70000.0));
		assertRefused("dose", c -> c.dose = Optional.empty());
		assertRefused("MBq", c -> c.dose = Optional.of(350.0));
		assertRefused("half-life", c -> c.halfLife = Optional.of(-1.0));
		assertRefused("DecayCorrection", c -> c.decay = Optional.of("NONE"));
		assertRefused("DecayCorrection", c -> c.decay = Optional.empty());
		assertRefused("CM2ML", c -> c.units = "CM2ML");
		assertRefused("Philips", c -> c.units = "CNTS");
		assertRefused("no time of injection", c -> c.injectionTime = Optional.empty());
		assertRefused("after the start", c -> c.injection = Optional.of("20200102110000"));
		assertRefused("half-lives", c -> c.injection = Optional.of("20191231110000"));
		assertRefused("LBM", c -> {
			c.units = "GML";
			c.suvType = Optional.of("LBM");
		});
	}

	private static void assertRefused(final String part, final java.util.function.Consumer<Case> change) {
		final Case c = new Case();
		change.accept(c);
		final String message = assertThrows(Refusal.class, c::factor).getMessage();
		assertTrue(message.contains(part) && message.contains("slice"), message);
	}

	@Test
	void slicesOfDifferentSeriesAreRefused() {
		final Case other = new Case();
		other.weight = Optional.of(71.0);
		assertThrows(Refusal.class, () -> SuvFactors.of(List.of(new Case().header(), other.header())));
	}

	@Test
	void timesAreReadInAllForms() {
		assertEquals(LocalTime.of(12, 34, 56, 789000000), PetHeader.time("123456.789", "f"));
		assertEquals(LocalTime.of(12, 0), PetHeader.time("12", "f"));
		assertThrows(Refusal.class, () -> PetHeader.time("12:34", "f"));
		assertThrows(Refusal.class, () -> PetHeader.time("256000", "f"));
		assertThrows(Refusal.class, () -> PetHeader.date("20200230", "f"));
	}

	/** Values, geometry and report of a series that pydicom wrote; the factor follows from its header. */
	@Test
	void aSeriesIsConverted() {
		final DicomSeries series = DicomSeries.read(MIXED, Optional.of("1.2.826.0.1.3680043.8.498.1.1"));
		final SuvConversion.Result result = SuvConversion.convert(series, Progress.NONE);
		final double factor = 71500 / (3.5e8 * Math.pow(0.5, 3900 / 6586.2)); // 09:10 to 10:15
		final double[] expected = NpyFile.resource("/dicom/mixed-PT.npy").doubles();
		final float[] floats = new float[expected.length];
		for (int i = 0; i < floats.length; i++) floats[i] = (float) (expected[i] * factor);
		assertArrayEquals(floats, Pixels.floats(result.suv()), 1e-6f);
		assertEquals(series.geometry(), result.suv().geometry());
		assertEquals(3900, result.report().number(0, "decay_s"));
		assertEquals(factor, result.report().number(0, "factor_min"), 1e-12);
		assertEquals("series time", result.report().get(0, "scan_start_source"));
		assertFalse(result.report().toCsv().toLowerCase().contains("secret"));
		assertThrows(Refusal.class, () -> SuvConversion.convert(DicomSeries.read(MIXED, Optional.of("1.2.826.0.1.3680043.8.498.1.2")),
			Progress.NONE));
	}
}
