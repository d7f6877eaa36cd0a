#@ File (label="Folder of the patients", style="directory", description="A folder for each patient, with files of the same names") patients
#@ String (label="PET file of each patient (empty: none)", value="pet", description="Its name, the ending .nii.gz may be left out; in SUV, see Convert to SUV") pet
#@ String (label="CT file of each patient (empty: none)", value="ct", description="Its name; it is brought onto the grid of the PET") ct
#@ String (label="Label file of each patient", value="lesions", description="Its name; whole numbers, 0 is background, on the grid of the PET, or of the CT") labels
#@ File (label="Folder of patients to segment", style="directory", description="Laid out alike; labels are not needed. It may be the same folder") others
#@ File (label="Folder for results", style="directory", description="Gets the head, the scores of the folds and the labels") results
#@ Double (label="Time limit of each training (minutes)", value=30, min=0.001, description="The learning rate is planned for it") minutes
#@ Integer (label="Epochs (of 50 steps)", value=20, min=1, description="How long each training is, where time allows") epochs
#@ Integer (label="Folds", value=5, min=0, description="Each patient is scored by a head that never saw it; 0: no scores") folds
#@ Integer (label="Side of the training crops (voxels)", value=40, min=16, description="A multiple of 4") crop

// Trains on labelled patients, scores by cross-validation, and segments others.

files = " pet=[" + pet + "] ct=[" + ct + "]";
head = results + "/head.safetensors";
if (!File.isDirectory(results + "/labels")) File.makeDirectory(results + "/labels");
run("Train Volume Segmentation...", "input=[" + patients + "]" + files + " labels=[" + labels + "] output=[" + head + "] minutes=" + minutes
	+ " epochs=" + epochs + " folds=" + folds + " crop=" + crop);
run("Segment Volumes...", "input=[" + others + "]" + files + " head=[" + head + "] output=[" + results + "/labels]");
print("Labels are in " + results + "/labels, scores of the folds in head_scores.csv.");
