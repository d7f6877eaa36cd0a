package io.github.encoderj.image.dicom;

import java.util.List;
import java.util.Optional;

import io.github.encoderj.base.Refusal;

/**
 * One frame of one file, and where it lies.
 *
 * @param position centre of the first pixel in mm, LPS; empty when unknown
 * @param orientation direction of the rows (of growing x) and of the columns (of growing y); empty when unknown
 * @param spacing distance of pixels along x and y in mm; empty when unknown
 * @param thickness distance to the next slice, or thickness, as stated; empty when unknown
 */
record Slice(DicomImage image, int frame, Optional<double[]> position, Optional<double[]> orientation, Optional<double[]> spacing,
	Optional<Double> thickness, ModalityTransform transform)
{

	private static final double UNIT_LENGTH = 0.01; // directions are written with few digits

	static Slice of(final DicomImage image, final int frame) {
		final DataSet file = image.elements();
		final DataSet measures = group(image, frame, Tag.PIXEL_MEASURES_SEQUENCE);
		final Optional<double[]> orientation = group(image, frame, Tag.PLANE_ORIENTATION_SEQUENCE).numbers(Tag.IMAGE_ORIENTATION, 6);
		orientation.ifPresent(o -> Refusal.unless(unit(o, 0) && unit(o, 3) && Math.abs(o[0] * o[3] + o[1] * o[4] + o[2] * o[5]) < UNIT_LENGTH,
			"%s is damaged: its image orientation (0020,0037) is not two directions at right angles. Export it again.", image.path()));
		final Optional<double[]> rowsFirst = measures.numbers(Tag.PIXEL_SPACING, 2).or(() -> file.numbers(Tag.IMAGER_PIXEL_SPACING, 2));
		rowsFirst.ifPresent(s -> Refusal.unless(s[0] > 0 && s[1] > 0, "%s is damaged: its pixel spacing is %s x %s mm. Export it again.", image
			.path(), s[0], s[1]));
		final Optional<Double> thickness = measures.number(Tag.SPACING_BETWEEN_SLICES).or(() -> measures.number(Tag.SLICE_THICKNESS)).map(
			Math::abs).filter(t -> t > 0);
		return new Slice(image, frame, group(image, frame, Tag.PLANE_POSITION_SEQUENCE).numbers(Tag.IMAGE_POSITION, 3), orientation, rowsFirst.map(
			s -> new double[] { s[1], s[0] }), thickness, ModalityTransform.of(image, group(image, frame,
				Tag.PIXEL_VALUE_TRANSFORMATION_SEQUENCE)));
	}

	/** Where the attributes of a frame stand: in its own group, in the group of all frames, or in the file itself. */
	static DataSet group(final DicomImage image, final int frame, final int sequence) {
		final DataSet file = image.elements();
		final List<DataSet> perFrame = file.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS);
		final Optional<DataSet> own = frame < perFrame.size() ? perFrame.get(frame).item(sequence) : Optional.empty();
		return own.or(() -> file.item(Tag.SHARED_FUNCTIONAL_GROUPS).flatMap(shared -> shared.item(sequence))).orElse(file);
	}

	/** The modality's values, order [channel, y, x]. */
	double[] values() {
		final double[] values = image.stored(frame);
		transform.apply(values);
		return values;
	}

	/** How messages call it. */
	String name() {
		final String file = String.valueOf(image.path().getFileName());
		return image.frames() > 1 ? file + " frame " + (frame + 1) : file;
	}

	private static boolean unit(final double[] o, final int at) {
		return Math.abs(Math.sqrt(o[at] * o[at] + o[at + 1] * o[at + 1] + o[at + 2] * o[at + 2]) - 1) < UNIT_LENGTH;
	}
}
