// The published comparison of encoders on EM as one macro: CREMI A, B, C (trained on sections 0-99, scored on the last 25), AC3/AC4
// (trained on AC4's first 80 sections, scored on AC3's first 100), or pairs of one's own. Each encoder and seed is trained, the
// agglomeration threshold is chosen on the last sections of the training part, the test part is segmented and scored. Leaves scores.csv,
// heads, segmentations and figures in a folder. A run that is in scores.csv is not done again: start the macro again after a stop.
//
// Argument: FOLDER;RESULTS;ENCODERS;SEEDS;MINUTES;EPOCHS;VALIDATION. FOLDER holds sample_A.hdf, sample_B.hdf, sample_C.hdf, stacks and labels with AC3
// and AC4 in their names, or NAME-train.tif, NAME-train-labels.tif, NAME-test.tif, NAME-test-labels.tif; or it is a table (.csv), see the
// EM page. ENCODERS: names or weights folders with commas between them (default: filterbank). SEEDS: trainings each (default: 3).
// MINUTES: limit of a training (default: 10). EPOCHS: its length in hundreds of patches (default: 30).
// VALIDATION: sections of the training part that choose epoch and threshold (default: 20).
//
// Without Fiji:   sh src/build/macro.sh macros/em_protocol.ijm "test-images;target/protocol;filterbank;1;2;3"
// With Fiji:      fiji --headless -macro em_protocol.ijm "FOLDER;RESULTS;filterbank,/weights/dinov3-vits16;3;10;30"

given = split(getArgument() + ";;;;;;", ";");
if (getArgument() == "") folder = getDirectory("Folder of the data sets");
else folder = given[0];
results = value(1, folder + "/protocol");
encoders = value(2, "filterbank");
seeds = value(3, "3");
minutes = value(4, "10");
epochs = value(5, "60");
setBatchMode(true);
run("Affinity Protocol...", "input=[" + folder + "] encoders=[" + encoders + "] seeds=" + seeds + " minutes=" + minutes + " epochs=" + epochs
	+ " validation=" + value(6, "20") + " output=[" + results + "]");
print(File.openAsString(results + "/scores.csv"));

function value(i, otherwise) {
	if (given.length > i && given[i] != "") return given[i];
	return otherwise;
}
