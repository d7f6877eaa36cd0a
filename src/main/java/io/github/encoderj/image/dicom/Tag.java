package io.github.encoderj.image.dicom;

/** The attributes that are looked at, by their numbers: group in the upper 16 bits, element in the lower. */
public final class Tag {

	public static final int TRANSFER_SYNTAX = 0x00020010;
	public static final int SOP_CLASS = 0x00080016;
	public static final int SOP_INSTANCE = 0x00080018;
	public static final int SERIES_DATE = 0x00080021;
	public static final int ACQUISITION_DATE = 0x00080022;
	public static final int ACQUISITION_DATE_TIME = 0x0008002a;
	public static final int SERIES_TIME = 0x00080031;
	public static final int ACQUISITION_TIME = 0x00080032;
	public static final int MODALITY = 0x00080060;
	public static final int PATIENT_SEX = 0x00100040;
	public static final int PATIENT_SIZE = 0x00101020;
	public static final int PATIENT_WEIGHT = 0x00101030;
	public static final int SLICE_THICKNESS = 0x00180050;
	public static final int SPACING_BETWEEN_SLICES = 0x00180088;
	public static final int START_TIME = 0x00181072;
	public static final int TOTAL_DOSE = 0x00181074;
	public static final int HALF_LIFE = 0x00181075;
	public static final int START_DATE_TIME = 0x00181078;
	public static final int IMAGER_PIXEL_SPACING = 0x00181164;
	public static final int SERIES_INSTANCE = 0x0020000e;
	public static final int IMAGE_POSITION = 0x00200032;
	public static final int IMAGE_ORIENTATION = 0x00200037;
	public static final int PLANE_POSITION_SEQUENCE = 0x00209113;
	public static final int PLANE_ORIENTATION_SEQUENCE = 0x00209116;
	public static final int SAMPLES_PER_PIXEL = 0x00280002;
	public static final int PHOTOMETRIC_INTERPRETATION = 0x00280004;
	public static final int PLANAR_CONFIGURATION = 0x00280006;
	public static final int NUMBER_OF_FRAMES = 0x00280008;
	public static final int ROWS = 0x00280010;
	public static final int COLUMNS = 0x00280011;
	public static final int PIXEL_SPACING = 0x00280030;
	public static final int CORRECTED_IMAGE = 0x00280051;
	public static final int BITS_ALLOCATED = 0x00280100;
	public static final int BITS_STORED = 0x00280101;
	public static final int HIGH_BIT = 0x00280102;
	public static final int PIXEL_REPRESENTATION = 0x00280103;
	public static final int PIXEL_PADDING = 0x00280120;
	public static final int PIXEL_PADDING_LIMIT = 0x00280121;
	public static final int WINDOW_CENTER = 0x00281050;
	public static final int WINDOW_WIDTH = 0x00281051;
	public static final int RESCALE_INTERCEPT = 0x00281052;
	public static final int RESCALE_SLOPE = 0x00281053;
	public static final int VOI_LUT_FUNCTION = 0x00281056;
	public static final int MODALITY_LUT_SEQUENCE = 0x00283000;
	public static final int LUT_DESCRIPTOR = 0x00283002;
	public static final int LUT_DATA = 0x00283006;
	public static final int VOI_LUT_SEQUENCE = 0x00283010;
	public static final int PIXEL_MEASURES_SEQUENCE = 0x00289110;
	public static final int FRAME_VOI_LUT_SEQUENCE = 0x00289132;
	public static final int PIXEL_VALUE_TRANSFORMATION_SEQUENCE = 0x00289145;
	public static final int RADIOPHARMACEUTICAL_SEQUENCE = 0x00540016;
	public static final int UNITS = 0x00541001;
	public static final int SUV_TYPE = 0x00541006;
	public static final int DECAY_CORRECTION = 0x00541102;
	public static final int FRAME_REFERENCE_TIME = 0x00541300;
	public static final int SHARED_FUNCTIONAL_GROUPS = 0x52009229;
	public static final int PER_FRAME_FUNCTIONAL_GROUPS = 0x52009230;
	public static final int FLOAT_PIXEL_DATA = 0x7fe00008;
	public static final int DOUBLE_PIXEL_DATA = 0x7fe00009;
	public static final int PIXEL_DATA = 0x7fe00010;
	static final int ITEM = 0xfffee000;
	static final int ITEM_DELIMITATION = 0xfffee00d;
	static final int SEQUENCE_DELIMITATION = 0xfffee0dd;

	private Tag() {}

	/** As documents write it: (gggg,eeee). */
	static String shown(final int tag) {
		return String.format("(%04x,%04x)", tag >>> 16, tag & 0xffff);
	}

	/** Whether this is a sequence that is looked into, which implicit encoding does not say. */
	static boolean sequence(final int tag) {
		return switch (tag) {
			case PLANE_POSITION_SEQUENCE, PLANE_ORIENTATION_SEQUENCE, MODALITY_LUT_SEQUENCE, VOI_LUT_SEQUENCE, PIXEL_MEASURES_SEQUENCE,
					FRAME_VOI_LUT_SEQUENCE, PIXEL_VALUE_TRANSFORMATION_SEQUENCE, RADIOPHARMACEUTICAL_SEQUENCE, SHARED_FUNCTIONAL_GROUPS,
					PER_FRAME_FUNCTIONAL_GROUPS -> true;
			default -> false;
		};
	}

	/** Whether this holds pixels. */
	static boolean pixels(final int tag) {
		return tag == PIXEL_DATA || tag == FLOAT_PIXEL_DATA || tag == DOUBLE_PIXEL_DATA;
	}

	/** Whether the value may be kept: of what describes the patient only sex, size and weight are. */
	static boolean kept(final int tag, final String representation) {
		if (representation.equals("PN")) return false;
		return tag >>> 16 != 0x0010 || tag == PATIENT_SEX || tag == PATIENT_SIZE || tag == PATIENT_WEIGHT;
	}
}
