package io.github.encoderj.image.dicom;

import java.util.Optional;

import io.github.encoderj.base.Refusal;

/**
 * From stored values to those of the modality, such as Hounsfield units (PS3.3, C.11.1): a table, or slope and intercept.
 *
 * @param slope factor of the stored value; 1 with a table
 * @param intercept what is added; 0 with a table
 * @param table looked up instead
 */
record ModalityTransform(double slope, double intercept, Optional<LookUpTable> table) {

	static final ModalityTransform NONE = new ModalityTransform(1, 0, Optional.empty());

	/**
	 * The transform of a frame.
	 *
	 * @param source where slope and intercept are
	 * @throws Refusal if the slope is 0 or the table is damaged
	 */
	static ModalityTransform of(final DicomImage image, final DataSet source) {
		final Optional<DataSet> item = image.elements().item(Tag.MODALITY_LUT_SEQUENCE);
		if (item.isPresent()) {
			return new ModalityTransform(1, 0, Optional.of(LookUpTable.of(item.get(), image.layout().signed(), image.path())));
		}
		final double slope = source.number(Tag.RESCALE_SLOPE).orElse(1.0);
		Refusal.unless(slope != 0, "%s has a rescale slope of 0, which makes all values equal. Export it again.", image.path());
		return new ModalityTransform(slope, source.number(Tag.RESCALE_INTERCEPT).orElse(0.0), Optional.empty());
	}

	/** In place. */
	void apply(final double[] values) {
		if (table.isPresent()) {
			final LookUpTable t = table.get();
			for (int i = 0; i < values.length; i++) values[i] = t.at(values[i]);
		}
		else if (!identity()) {
			for (int i = 0; i < values.length; i++) values[i] = values[i] * slope + intercept;
		}
	}

	boolean identity() {
		return table.isEmpty() && slope == 1 && intercept == 0;
	}

	/** Whether whole numbers stay whole numbers. */
	boolean whole() {
		return slope == Math.rint(slope) && intercept == Math.rint(intercept);
	}

	/** Smallest value that can come out. */
	double lowest(final PixelLayout layout) {
		return table.isPresent() ? 0 : Math.min(slope * layout.lowest(), slope * layout.highest()) + intercept;
	}

	/** Largest value that can come out. */
	double highest(final PixelLayout layout) {
		return table.map(LookUpTable::largest).orElseGet(() -> Math.max(slope * layout.lowest(), slope * layout.highest()) + intercept);
	}
}
