#@ File (label="Folder of the PET series", style="directory", description="One PET series in DICOM; other series may lie beside it") pet
#@ File (label="Folder of the CT series", style="directory", description="One CT series in DICOM of the same patient") ct
#@ String (label="Lesions (empty: none)", value="", description="A file of labels, such as NIfTI, that are outlined in the figures") lesions
#@ File (label="Folder for results", style="directory", description="Gets SUV and CT as NIfTI, and figures; volumes that are there already are kept") results
#@ String (label="SUV shown", value="0..8", description="Values shown as white and black in the projections of PET") window
#@ String (label="Encoder", value="filterbank", description="Whose features are shown as colours; filterbank needs no download") encoder

// A PET/CT patient from DICOM to SUV, CT on the grid of the PET, projections with outlines, and colours of an encoder's features.

setBatchMode(true);
suv = results + "/suv.nii.gz";
run("Convert to SUV...", "input=[" + pet + "] output=[" + suv + "]");
run("Resample to Reference...", "input=[" + ct + "] reference=[" + suv + "] output=[" + results + "/ct.nii.gz]");
run("Volume Projections...", "input=[" + suv + "] labels=[" + lesions + "] window=" + window + " output=[" + results + "/pet_mip.png]");
run("Volume Projections...", "input=[" + results + "/ct.nii.gz] labels=[" + lesions + "] window=-200..800 inverted=false output=[" + results
	+ "/ct_mip.png]");
run("Volume PCA...", "input=[" + suv + "] encoder=[" + encoder + "] window=" + window + " orientation=coronal output=[" + results + "/pet_pca.png]");
close("*");
print("SUV, CT and figures are in " + results + ", what SUV was computed from in suv.csv.");
