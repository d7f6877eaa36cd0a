package io.github.encoderj.volume;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

import io.github.encoderj.base.Refusal;
import io.github.encoderj.image.dicom.DataSet;
import io.github.encoderj.image.dicom.DicomImage;
import io.github.encoderj.image.dicom.Tag;

/**
 * What a PET slice says about its units and its decay.
 *
 * @param file how messages call it
 * @param units BQML, CNTS or GML
 * @param suvType what GML is normalised by: BW, LBM, BSA...
 * @param corrections that were applied, such as ATTN and DECY
 * @param decayCorrection to which time decay was corrected: START, ADMIN or NONE
 * @param weight of the patient in kg
 * @param dose injected, in Bq
 * @param halfLife in s
 * @param injectionTime time of day of the injection
 * @param injection date and time of the injection
 * @param series date and time of the series
 * @param acquisition date and time at which the slice's acquisition began
 * @param gePrivate scan start in GE's private attribute (0009,100d)
 * @param siemensPrivate time of decay correction in Siemens' private attribute (0071,1022)
 * @param philipsSuv Philips' factor from counts to SUV, (7053,1000)
 * @param philipsActivity Philips' factor from counts to Bq/ml, (7053,1009)
 * @param radiopharmaceuticals number of them
 */
record PetHeader(String file, String units, Optional<String> suvType, List<String> corrections, Optional<String> decayCorrection,
	Optional<Double> weight, Optional<Double> dose, Optional<Double> halfLife, Optional<LocalTime> injectionTime,
	Optional<LocalDateTime> injection, Optional<LocalDateTime> series, Optional<LocalDateTime> acquisition,
	Optional<LocalDateTime> gePrivate, Optional<LocalDateTime> siemensPrivate, Optional<Double> philipsSuv,
	Optional<Double> philipsActivity, int radiopharmaceuticals)
{

	/**
	 * The header of a slice.
	 *
	 * @throws Refusal if it is no PET image, or a number or time in it is damaged
	 */
	static PetHeader of(final DicomImage image) {
		final DataSet e = image.elements();
		final String file = image.path().toString();
		final String modality = e.text(Tag.MODALITY).orElse("");
		Refusal.unless(modality.equals("PT"), "%s is an image of the modality \"%s\"; expected PT (PET). Give the PET series.", file, shown(
			modality));
		final List<DataSet> drugs = e.items(Tag.RADIOPHARMACEUTICAL_SEQUENCE);
		final Optional<DataSet> drug = drugs.stream().findFirst();
		final Optional<LocalDate> seriesDate = date(e, Tag.SERIES_DATE, file).or(() -> date(e, Tag.ACQUISITION_DATE, file));
		final Optional<LocalDate> acquisitionDate = date(e, Tag.ACQUISITION_DATE, file).or(() -> seriesDate);
		final Optional<LocalDateTime> acquisition = both(acquisitionDate, time(e, Tag.ACQUISITION_TIME, file)).or(() -> dateTime(e,
			Tag.ACQUISITION_DATE_TIME, file));
		return new PetHeader(file, e.text(Tag.UNITS).orElse(""), e.text(Tag.SUV_TYPE), e.texts(Tag.CORRECTED_IMAGE), e.text(
			Tag.DECAY_CORRECTION), e.number(Tag.PATIENT_WEIGHT), drug.flatMap(d -> d.number(Tag.TOTAL_DOSE)), drug.flatMap(d -> d.number(
				Tag.HALF_LIFE)), drug.flatMap(d -> time(d, Tag.START_TIME, file)), drug.flatMap(d -> dateTime(d, Tag.START_DATE_TIME, file)), both(
					seriesDate, time(e, Tag.SERIES_TIME, file)), acquisition, e.privateTag(0x0009, "GEMS_PETD", 0x0d).flatMap(t -> dateTime(e, t,
						file)), e.privateTag(0x0071, "SIEMENS", 0x22).flatMap(t -> dateTime(e, t, file)), factor(e, 0x00), factor(e, 0x09), drugs.size());
	}

	private static Optional<Double> factor(final DataSet e, final int element) {
		return e.privateTag(0x7053, "PHILIPS", element).flatMap(e::number).filter(f -> f > 0);
	}

	private static Optional<LocalDateTime> both(final Optional<LocalDate> date, final Optional<LocalTime> time) {
		return date.flatMap(d -> time.map(d::atTime));
	}

	private static Optional<LocalDate> date(final DataSet e, final int tag, final String file) {
		return e.text(tag).map(text -> date(text.replace(".", ""), file));
	}

	private static Optional<LocalTime> time(final DataSet e, final int tag, final String file) {
		return e.text(tag).map(text -> time(text.replace(":", ""), file));
	}

	/** Date and time in one; an offset from universal time is left out, since all other times are local. */
	private static Optional<LocalDateTime> dateTime(final DataSet e, final int tag, final String file) {
		return e.text(tag).filter(text -> text.length() >= 10).map(text -> date(text.substring(0, 8), file).atTime(time(text.substring(8)
			.replaceFirst("[+-].*$", ""), file)));
	}

	static LocalDate date(final String text, final String file) {
		try {
			if (text.matches("\\d{8}")) {
				return LocalDate.of(Integer.parseInt(text.substring(0, 4)), Integer.parseInt(text.substring(4, 6)), Integer.parseInt(text.substring(6,
					8)));
			}
		}
		catch (final DateTimeException e) {
			// told below
		}
		throw new Refusal(file + " holds the date \"" + shown(text) + "\"; expected the form 20201231. Correct its header.");
	}

	static LocalTime time(final String text, final String file) {
		try {
			if (text.matches("\\d{2}(\\d{2}(\\d{2}(\\.\\d{1,9})?)?)?")) {
				final int hour = Integer.parseInt(text.substring(0, 2));
				final int minute = text.length() < 4 ? 0 : Integer.parseInt(text.substring(2, 4));
				final int second = text.length() < 6 ? 0 : Math.min(59, Integer.parseInt(text.substring(4, 6))); // 60: a leap second
				final int nanos = text.length() < 8 ? 0 : Integer.parseInt((text.substring(7) + "00000000").substring(0, 9));
				return LocalTime.of(hour, minute, second, nanos);
			}
		}
		catch (final DateTimeException e) {
			// told below
		}
		throw new Refusal(file + " holds the time \"" + shown(text) + "\"; expected the form 235959.5. Correct its header.");
	}

	static String shown(final String text) {
		final String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
		return plain.length() > 24 ? plain.substring(0, 24) + "..." : plain;
	}

	/** Whether another slice says the same about the whole series. */
	boolean agrees(final PetHeader o) {
		return units.equals(o.units) && suvType.equals(o.suvType) && corrections.equals(o.corrections) && decayCorrection.equals(
			o.decayCorrection) && weight.equals(o.weight) && dose.equals(o.dose) && halfLife.equals(o.halfLife) && injectionTime.equals(
				o.injectionTime) && injection.equals(o.injection) && series.equals(o.series);
	}
}
