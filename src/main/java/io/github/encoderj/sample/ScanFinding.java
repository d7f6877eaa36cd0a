package io.github.encoderj.sample;

/** What a patient may have; the names are those of CT-RATE's table where that has them. */
public enum ScanFinding {

	LUNG_NODULE("Lung nodule"), LYMPHADENOPATHY("Lymphadenopathy"), PLEURAL_EFFUSION("Pleural effusion"),
	/** A tumour in the liver. */
	LIVER_METASTASIS("Liver metastasis"),
	/** A tumour in the spine. */
	BONE_METASTASIS("Bone metastasis");

	private final String label;

	ScanFinding(final String label) {
		this.label = label;
	}

	/** As tables name it. */
	public String label() {
		return label;
	}
}
