package io.github.encoderj.volume.segmentation;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Encoded scans: kept if all of them fit into memory, so that folds share them, else encoded each time. */
final class EncodedFields {

	/** Larger scans are encoded a part at a time. */
	static final int PART_VOXELS = 1_500_000;

	private final VolumeInputs inputs;
	private final boolean keepsAll;
	private final Map<Field, VolumeInputs.Encoded> kept = new IdentityHashMap<>();

	/**
	 * @param fields that will be asked for
	 * @param memory bytes that encoded scans may take
	 */
	EncodedFields(final VolumeInputs inputs, final List<Field> fields, final long memory) {
		this.inputs = inputs;
		long needed = 0;
		boolean whole = true;
		for (final Field field : fields) {
			needed += field.voxels() * inputs.bytesOfVoxel();
			whole &= field.voxels() <= PART_VOXELS;
		}
		keepsAll = whole && needed < memory;
	}

	VolumeInputs inputs() {
		return inputs;
	}

	/** Whether scans are encoded whole and once. */
	boolean keepsAll() {
		return keepsAll;
	}

	/** A scan, or a part of one, encoded. */
	VolumeInputs.Encoded of(final Field field) {
		return keepsAll ? kept.computeIfAbsent(field, this::encode) : encode(field);
	}

	private VolumeInputs.Encoded encode(final Field field) {
		return inputs.encode(field.views(), field.rows(), field.columns(), 0, field.depth(), field.geometry());
	}
}
