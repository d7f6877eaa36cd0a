// Whole-slide images, the whole job: features of all slides of a folder, a classifier with cross-validated scores, a table of
// probabilities, and for each slide a map of where the classifier looks. What is there already is kept, so that a job that was
// stopped goes on where it was.
//
// Argument: SLIDES;LABELS;RESULTS;TILE;EPOCHS;PRESET. SLIDES is the folder of the slides. LABELS is a CSV: the slide's name, perhaps a
// column patient, and labels (1, 0 or nothing), or one column with the class. RESULTS is a folder that is made if it is missing
// (default: SLIDES/results). TILE is the side of a tile in pixels (default: 256), EPOCHS the length of the training at most (default:
// 200), PRESET how tissue is found (default: default). Without an argument ImageJ asks for the folder and the table.
//
// Without Fiji:   sh src/build/macro.sh macros/slide_classification.ijm "SLIDES;labels.csv;RESULTS"
// With Fiji:      fiji --headless -macro slide_classification.ijm "SLIDES;labels.csv;RESULTS"

encoder = "filterbank";  // or an encoder of Manage Encoders
folds = 5;

given = split(getArgument() + ";;;;;;", ";");
if (getArgument() == "") {
	slides = getDirectory("Folder of the slides");
	labels = File.openDialog("Table of labels (.csv)");
}
else {
	slides = withSlash(given[0]);
	labels = given[1];
}
results = slides + "results/";
if (given.length > 2 && given[2] != "") results = withSlash(given[2]);
tile = "256";
if (given.length > 3 && given[3] != "") tile = given[3];
epochs = "200";
if (given.length > 4 && given[4] != "") epochs = given[4];
preset = "default";
if (given.length > 5 && given[5] != "") preset = given[5];
features = results + "features/";
maps = results + "maps/";
if (!File.isDirectory(results)) File.makeDirectory(results);
if (!File.isDirectory(features)) File.makeDirectory(features);
if (!File.isDirectory(maps)) File.makeDirectory(maps);
setBatchMode(true);

// 1. Features of the tiles with tissue. A slide that cannot be read is listed in features/encoding.csv.
run("Encode Slides...", "input=[" + slides + "] output=[" + features + "] encoder=[" + encoder + "] tile=" + tile + " preset=" + preset);

// 2. Train and cross-validate. Beside the head lie its scores, the predictions of the folds, the losses and the ROC.
head = results + "classifier.safetensors";
run("Train Slide Classifier...", "input=[" + features + "] labels=[" + labels + "] output=[" + head + "] folds=" + folds + " epochs="
	+ epochs);

// 3. Probabilities of all slides, those without labels too. (Slides with labels were trained on: their scores are in the last table.)
run("Classify Slides...", "input=[" + features + "] head=[" + head + "] output=[" + results + "probabilities.csv] overwrite=true");

// 4. Where the classifier looks.
files = getFileList(slides);
for (i = 0; i < files.length; i++) {
	name = replace(files[i], "(\\.ome)?\\.[^.]+$", "");
	if (File.exists(features + name + ".h5")) {
		run("Slide Attention Map...", "input=[" + slides + files[i] + "] features=[" + features + "] head=[" + head + "] preset=" + preset
			+ " output=[" + maps + name + ".ome.tif]");
		close("*");
	}
}

function withSlash(folder) {
	if (endsWith(folder, "/") || endsWith(folder, "\\")) return folder;
	return folder + "/";
}
