// Lesions in PET/CT, the whole job: train on labelled patients with cross-validated scores, segment patients, and compare with the truth
// where there is one. What is there already is kept, and a training that was stopped goes on where it was.
//
// Argument: PATIENTS;RESULTS;OTHERS;PET;CT;LABELS;MINUTES;FOLDS;EPOCHS;CROP. PATIENTS holds a folder for each patient, with files of the same names.
// RESULTS is a folder that is made if it is missing (default: PATIENTS-results). OTHERS holds patients to segment, laid out alike
// (default: PATIENTS, whose segmentations flatter: the honest scores are those of the folds, in head_scores.csv). PET (in SUV), CT and
// LABELS are the names of the files (default: pet, ct, lesions; none leaves one out). MINUTES limits each training, that of a fold too
// (default: 30). FOLDS: default 5; 0 for no test. EPOCHS of 50 steps (default: 20). CROP is the side of the training crops in voxels
// (default: 40). Without an argument ImageJ asks for the folder.
//
// Synthetic patients: run("EncoderJ PET/CT", "number=4 output=[patients]");
// Without Fiji:       sh src/build/macro.sh macros/petct_segmentation.ijm "PATIENTS;RESULTS"
// With Fiji:          fiji --headless -macro petct_segmentation.ijm "PATIENTS;RESULTS;OTHERS"

given = split(getArgument() + ";;;;;;;;;", ";");
if (getArgument() == "") patients = withoutSlash(getDirectory("Folder of the patients"));
else patients = withoutSlash(given[0]);
results = value(1, patients + "-results");
if (!endsWith(results, "/")) results = results + "/";
others = value(2, patients);
others = withoutSlash(others);
pet = value(3, "pet");
ct = value(4, "ct");
labels = value(5, "lesions");
if (pet == "none") pet = "";
if (ct == "none") ct = "";
if (!File.isDirectory(results)) File.makeDirectory(results);
if (!File.isDirectory(results + "labels")) File.makeDirectory(results + "labels");
setBatchMode(true);
files = " pet=[" + pet + "] ct=[" + ct + "]";

// 1. Train. Each patient is scored by a head that never saw it; the head that is kept has learned from all.
head = results + "head.safetensors";
run("Train Volume Segmentation...", "input=[" + patients + "]" + files + " labels=[" + labels + "] output=[" + head + "] minutes=" + value(6, "30")
	+ " folds=" + value(7, "5") + " epochs=" + value(8, "20") + " crop=" + value(9, "40"));

// 2. Segment, on each patient's own grid.
run("Segment Volumes...", "input=[" + others + "]" + files + " head=[" + head + "] output=[" + results + "labels]");

// 3. Score those with a truth, lesion by lesion too.
names = getFileList(others);
for (i = 0; i < names.length; i++) {
	name = withoutSlash(names[i]);
	truth = others + "/" + name + "/" + labels;
	if (!File.exists(truth)) truth = truth + ".nii.gz";
	segmented = results + "labels/" + name + ".nii.gz";
	if (File.exists(truth) && File.exists(segmented)) {
		scores = results + "labels/" + name + "_scores.csv";
		run("Compare Masks...", "truth=[" + truth + "] segmentation=[" + segmented + "] lesions=coverage output=[" + scores + "]");
		print(File.openAsString(scores));
	}
}
print("Head, labels and tables are in " + results);

function value(i, otherwise) {
	if (given.length > i && given[i] != "") return given[i];
	return otherwise;
}

function withoutSlash(path) {
	if (endsWith(path, "/") || endsWith(path, "\\")) return substring(path, 0, lengthOf(path) - 1);
	return path;
}
