// Chest radiographs, the whole job: train a classifier of findings on labelled radiographs, score it on other patients, apply it to all,
// compare training sizes, and see what the encoder knows of sex and age. For research, not for diagnosis.
//
// Argument: FOLDER or FOLDER;RESULTS;ENCODER;FINDINGS. FOLDER holds the label table labels.csv and the radiographs, in itself or in
// folders (DICOM, PNG, JPEG, TIFF). RESULTS is a folder that is made if it is missing (default: FOLDER/results). ENCODER is a name of the
// catalogue or a weights folder (default: filterbank, which needs no download). FINDINGS are label columns, with commas between
// (default: all). Without an argument ImageJ asks for the folder.
//
// Without Fiji:   sh src/build/macro.sh macros/radiographs.ijm "FOLDER;RESULTS"
// With Fiji:      fiji --headless -macro radiographs.ijm "FOLDER;RESULTS;dinov3-vitb16;Mass,Effusion"

given = split(getArgument() + ";;;;", ";");
if (getArgument() == "") folder = getDirectory("Folder of the radiographs");
else folder = withSlash(given[0]);
results = folder + "results/";
if (given.length > 1 && given[1] != "") results = withSlash(given[1]);
encoder = "filterbank";
if (given.length > 2 && given[2] != "") encoder = given[2];
findings = "";
if (given.length > 3) findings = given[3];
if (!File.isDirectory(results)) File.makeDirectory(results);
images = folder;
if (File.isDirectory(folder + "images")) images = folder + "images/";
setBatchMode(true);

// What all steps share. The vectors are kept in one place, so that each radiograph is encoded once for a resolution.
common = "input=[" + images + "] labels=[" + folder + "labels.csv] findings=[" + findings + "] encoder=[" + encoder + "] features=["
	+ results + "features] seed=1";

// 1. Train a linear probe and score it on patients that it has not seen.
head = results + "head.safetensors";
run("Train Radiograph Classifier...", common + " method=linear split=6:1:3 seeds=5 output=[" + head + "] overwrite=true");

// 2. Apply it.
run("Classify Radiographs...", "input=[" + images + "] head=[" + head + "] encoder=[" + encoder + "] features=[" + results
	+ "features] output=[" + results + "findings.csv]");

// 3. How much do more training radiographs help? And a finer picture?
run("Sweep Radiographs...", common + " over=size values=25%,50%,100% methods=linear,logistic seeds=3 split=6:1:3 output=[" + results
	+ "size.csv]");
run("Sweep Radiographs...", common + " over=resolution values=112,224 methods=linear,logistic seeds=3 split=6:1:3 output=[" + results
	+ "resolution.csv]");

// 4. What do the vectors say about the patients? Only where the table names sex or age.
header = split(File.openAsString(folder + "labels.csv"), "\n");
if (indexOf("," + header[0] + ",", ",sex,") >= 0)
	run("Study Radiograph Metadata...", common + " folds=3 ages=40,60 output=[" + results + "metadata.csv]");
print("Head, tables and plots are in " + results);

function withSlash(path) {
	if (endsWith(path, "/") || endsWith(path, "\\")) return path;
	return path + "/";
}
