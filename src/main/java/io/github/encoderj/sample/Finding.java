package io.github.encoderj.sample;

import java.util.Locale;

/** What may be found on a synthetic radiograph, in the order of the columns of its table. */
public enum Finding {

	/** A heart that takes more than half of the chest's width; part of the structures' truth, without a mask of its own. */
	CARDIOMEGALY,
	/** A cloudy dense area. */
	CONSOLIDATION,
	/** Fluid above the diaphragm that rises along the wall. */
	EFFUSION,
	/** A round dense spot. */
	NODULE,
	/** Air between lung and wall, from the apex downwards: no vessels, and a thin line where the lung begins. */
	PNEUMOTHORAX;

	/** Name in tables. */
	public String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** Value in the truth of the findings; 0 for cardiomegaly, which is seen in the heart's own mask. */
	public int label() {
		return ordinal();
	}
}
