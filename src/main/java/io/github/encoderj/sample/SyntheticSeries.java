package io.github.encoderj.sample;

import java.nio.file.Path;
import java.util.Locale;

import io.github.encoderj.image.Geometry;
import io.github.encoderj.image.Pixels;
import io.github.encoderj.image.Volume;

/** DICOM series of a synthetic patient, one file a slice: CT, and PET in Bq/ml with all that its conversion to SUV needs. */
public final class SyntheticSeries {

	private static final String CT_CLASS = "1.2.840.10008.5.1.4.1.1.2";
	private static final String PET_CLASS = "1.2.840.10008.5.1.4.1.1.128";
	private static final double WEIGHT = 72.5; // kg
	private static final double DOSE = 3.5e8; // Bq
	private static final double HALF_LIFE = 6586.2; // s, of fluorine 18
	private static final double WAITING = 3600; // s between injection and scan
	private static final int LARGEST = 32767;

	private SyntheticSeries() {}

	/**
	 * Writes CT: signed 16 bits, Hounsfield units by an intercept of -1024.
	 *
	 * @param patient number in name and identifiers
	 * @param folder must exist
	 * @throws io.github.encoderj.base.Refusal if it cannot be written
	 */
	public static void ct(final Volume<?> hounsfield, final int patient, final Path folder) {
		final int plane = (int) (hounsfield.width() * hounsfield.height());
		final float[] values = Pixels.floats(hounsfield);
		for (int z = 0; z < hounsfield.depth(); z++) {
			final short[] stored = new short[plane];
			for (int i = 0; i < plane; i++) stored[i] = (short) Math.round(values[z * plane + i] + 1024);
			final DicomFile file = slice(hounsfield, z, patient, "CT", CT_CLASS);
			file.text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL").numbers(0x00180060, 120);
			file.numbers(0x00281050, 40).numbers(0x00281051, 400).numbers(0x00281052, -1024).numbers(0x00281053, 1).text(0x00281054, "LO", "HU");
			file.pixels(stored).write(folder.resolve(name("ct", z)));
		}
	}

	/**
	 * Writes PET: activity in Bq/ml, decay corrected to the start of the scan, each slice with its own slope.
	 *
	 * @param suv g/ml, not negative
	 * @param patient number in name and identifiers
	 * @param folder must exist
	 * @throws io.github.encoderj.base.Refusal if it cannot be written
	 */
	public static void pet(final Volume<?> suv, final int patient, final Path folder) {
		final double activity = DOSE * StrictMath.pow(2, -WAITING / HALF_LIFE) / (1000 * WEIGHT); // Bq/ml for SUV 1
		final int plane = (int) (suv.width() * suv.height());
		final float[] values = Pixels.floats(suv);
		for (int z = 0; z < suv.depth(); z++) {
			double largest = 0;
			for (int i = 0; i < plane; i++) largest = Math.max(largest, values[z * plane + i]);
			final double slope = largest == 0 ? 1 : Double.parseDouble(DicomFile.decimal(Math.nextUp(largest * activity / LARGEST)));
			final short[] stored = new short[plane];
			for (int i = 0; i < plane; i++) stored[i] = (short) Math.min(LARGEST, Math.round(values[z * plane + i] * activity / slope));
			final DicomFile file = slice(suv, z, patient, "PT", PET_CLASS);
			file.text(0x00080008, "CS", "ORIGINAL\\PRIMARY").text(0x00280051, "CS", "NORM\\DTIM\\ATTN\\SCAT\\DECY\\RAN");
			file.numbers(0x00281052, 0).numbers(0x00281053, slope);
			file.item(0x00540016, new DicomFile().text(0x00180031, "LO", "Fluorodeoxyglucose").text(0x00181072, "TM", "090000.00").numbers(
				0x00181074, DOSE).numbers(0x00181075, HALF_LIFE).numbers(0x00181076, 0.97).text(0x00181078, "DT", "20200102090000.00"));
			file.unsigned(0x00540081, (int) suv.depth()).text(0x00541000, "CS", "STATIC\\IMAGE").text(0x00541001, "CS", "BQML");
			file.text(0x00541102, "CS", "START").numbers(0x00541300, 0).unsigned(0x00541330, z + 1);
			file.pixels(stored).write(folder.resolve(name("pet", z)));
		}
	}

	private static String name(final String modality, final int z) {
		return String.format(Locale.ROOT, "%s-%03d.dcm", modality, z + 1);
	}

	/** What both kinds share; the bed moves from the head to the feet in time, the files from the feet to the head. */
	private static DicomFile slice(final Volume<?> volume, final int z, final int patient, final String modality, final String kind) {
		final Geometry g = volume.geometry();
		final double[] origin = g.origin();
		final String series = patient + " " + modality;
		final DicomFile file = new DicomFile().text(0x00080016, "UI", kind).text(0x00080018, "UI", DicomFile.uid(series + " " + z));
		file.text(0x00080020, "DA", "20200102").text(0x00080021, "DA", "20200102").text(0x00080022, "DA", "20200102").text(0x00080030, "TM",
			"100000.00").text(0x00080031, "TM", "100000.00").text(0x00080032, "TM", "100000.00").text(0x00080060, "CS", modality);
		file.text(0x00080050, "SH", "").text(0x00080070, "LO", "EncoderJ").text(0x00080090, "PN", "").text(0x0008103e, "LO", "synthetic " +
			modality);
		file.text(0x00100010, "PN", "SYNTHETIC^PATIENT " + patient).text(0x00100020, "LO", "SYNTHETIC-" + patient).text(0x00100030, "DA", "").text(
			0x00100040, "CS", "O").numbers(0x00101030, WEIGHT);
		file.numbers(0x00180050, g.z()).text(0x00185100, "CS", "HFS");
		file.text(0x0020000d, "UI", DicomFile.uid(patient + " study")).text(0x0020000e, "UI", DicomFile.uid(series));
		file.text(0x00200010, "SH", "1").text(0x00200011, "IS", modality.equals("CT") ? "1" : "2").text(0x00200013, "IS", "" + (z + 1));
		file.numbers(0x00200032, origin[0], origin[1], origin[2] + z * g.z()).numbers(0x00200037, 1, 0, 0, 0, 1, 0).text(0x00200052, "UI",
			DicomFile.uid(patient + " frame")).text(0x00201040, "LO", "");
		file.unsigned(0x00280002, 1).text(0x00280004, "CS", "MONOCHROME2").unsigned(0x00280010, (int) volume.height()).unsigned(0x00280011,
			(int) volume.width()).numbers(0x00280030, g.y(), g.x());
		return file.unsigned(0x00280100, 16).unsigned(0x00280101, 16).unsigned(0x00280102, 15).unsigned(0x00280103, 1);
	}
}
