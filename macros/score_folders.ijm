// Scores of many segmentations, and of predicted probabilities: a row for each case, then the mean over all.
//
// Argument: TRUTH;SEGMENTATION;RESULTS;KIND;LABELS;SCORES. TRUTH and SEGMENTATION are folders with label images of the same names, or two
// files. RESULTS is a folder that is made if it is missing (default: SEGMENTATION-scores). KIND is instances (VOI, ARAND), classes (Dice,
// Hausdorff and surface distances) or both (default). LABELS and SCORES, if there are any, are tables (.csv) of true labels and of
// probabilities, as for Score Classification. Without an argument ImageJ asks for the folders.
//
// Without Fiji:   sh src/build/macro.sh macros/score_folders.ijm "TRUTH;SEGMENTATION;RESULTS;classes"
// With Fiji:      fiji --headless -macro score_folders.ijm "TRUTH;SEGMENTATION;RESULTS;classes"

given = split(getArgument() + ";;;;;;", ";");
if (getArgument() == "") {
	truth = withoutSlash(getDirectory("Folder of the truth"));
	segmentation = withoutSlash(getDirectory("Folder of the segmentations"));
} else {
	truth = withoutSlash(given[0]);
	segmentation = withoutSlash(given[1]);
}
results = value(2, segmentation + "-scores");
if (!endsWith(results, "/")) results = results + "/";
kind = value(3, "both");
labels = value(4, "");
scores = value(5, "");
if (!File.isDirectory(results)) File.makeDirectory(results);
setBatchMode(true);

pair = "truth=[" + truth + "] segmentation=[" + segmentation + "]";
if (kind == "instances" || kind == "both") run("Compare Segmentations...", pair + " definition=all output=[" + results + "segmentations.csv]");
if (kind == "classes" || kind == "both") run("Compare Masks...", pair + " output=[" + results + "masks.csv]");
if (scores != "") run("Score Classification...", "truth=[" + labels + "] scores=[" + scores + "] output=[" + results + "classification.csv]");
print("Tables are in " + results);

function value(i, otherwise) {
	if (given.length > i && given[i] != "") return given[i];
	return otherwise;
}

function withoutSlash(path) {
	if (endsWith(path, "/") || endsWith(path, "\\")) return substring(path, 0, lengthOf(path) - 1);
	return path;
}
