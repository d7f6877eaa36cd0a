// A PET/CT patient from DICOM to figures: SUV, CT on the grid of the PET, projections with the outlines of lesions, and what an encoder's
// features tell apart, as colours.
//
// In Fiji: open this file and click Run. Without a screen: sh src/build/macro.sh macros/petct_patient.ijm
//
// Argument (all or nothing): FOLDER;RESULTS;ENCODER
//   FOLDER    holds the folders pet and ct with one DICOM series each, and perhaps lesions.nii.gz
//   RESULTS   folder to write to; volumes that are there already are kept and not made again
//   ENCODER   name in the catalogue or weights folder; filterbank needs none

folder = "test-images/petct";
results = "target/petct";
encoder = "filterbank";
if (getArgument() != "") {
	parts = split(getArgument(), ";");
	folder = parts[0];
	results = parts[1];
	encoder = parts[2];
}
File.makeDirectory(results);

// Standardised uptake values from the series' own units, times, dose and weight; the table beside the file says what was used
run("Convert to SUV...", "input=[" + folder + "/pet] output=[" + results + "/suv.nii.gz]");
close();

// CT on the same grid
run("Resample to Reference...", "input=[" + folder + "/ct] reference=[" + results + "/suv.nii.gz] output=[" + results + "/ct.nii.gz]");
close();

// Front, side, from below; PET dark on white, CT bright on black
lesions = "";
if (File.exists(folder + "/lesions.nii.gz")) lesions = folder + "/lesions.nii.gz";
run("Volume Projections...", "input=[" + results + "/suv.nii.gz] labels=[" + lesions + "] window=0..8 output=[" + results + "/pet_mip.png]");
close();
run("Volume Projections...", "input=[" + results + "/ct.nii.gz] labels=[" + lesions + "] window=-200..800 inverted=false output=[" +
	results + "/ct_mip.png]");
close();

// First three principal components of the features of all slices; below, where the first one is above Otsu's threshold
run("Volume PCA...", "input=[" + results + "/suv.nii.gz] encoder=[" + encoder + "] window=0..8 orientation=coronal output=[" + results +
	"/pet_pca.png]");
close();
close();
