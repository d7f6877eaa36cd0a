#@ File (label="Folder of the truth", style="directory", description="Label images, a file for each case") truth
#@ File (label="Folder of the segmentations", style="directory", description="Files of the same names") segmentation
#@ File (label="Folder for results", style="directory", description="Gets segmentations.csv and masks.csv") results
#@ Boolean (label="Instances", value=true, description="Compare numbered objects: VOI, ARAND and CREMI score") instances
#@ Boolean (label="Classes", value=true, description="Compare classes: Dice, IoU, Hausdorff and surface distances") classes

// Scores a folder of segmentations against a folder of truths: a row for each case, then the mean over all.

if (instances) run("Compare Segmentations...", "truth=[" + truth + "] segmentation=[" + segmentation + "] definition=all output=["
	+ results + "/segmentations.csv]");
if (classes) run("Compare Masks...", "truth=[" + truth + "] segmentation=[" + segmentation + "] output=[" + results + "/masks.csv]");
print("Tables are in " + results);
