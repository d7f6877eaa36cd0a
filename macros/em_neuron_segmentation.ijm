// Neurons from electron microscopy, the whole job: train a head on a labelled stack, choose the threshold on it, segment another
// stack, compare with its truth, and leave labels, tables and a picture in a folder.
//
// Argument: FOLDER or FOLDER;RESULTS;MINUTES. FOLDER holds the four stacks named below. RESULTS is a folder that is made if it is
// missing (default: FOLDER/results). MINUTES limits the training (default: 10). Without an argument ImageJ asks for the folder.
//
// Without Fiji:   sh src/build/macro.sh macros/em_neuron_segmentation.ijm "test-images;target/demo;2"
// With Fiji:      fiji --headless -macro em_neuron_segmentation.ijm "FOLDER;RESULTS;10"

trainImage = "em-train.tif";
trainLabels = "em-train-labels.tif";  // a number for each neuron, 0 is membrane
testImage = "em-test.tif";
testLabels = "em-test-labels.tif";    // may be missing: then nothing is compared

given = split(getArgument() + ";;;", ";");
if (getArgument() == "") folder = getDirectory("Folder of the stacks");
else folder = withSlash(given[0]);
results = folder + "results/";
if (given.length > 1) results = withSlash(given[1]);
minutes = "10";
if (given.length > 2) minutes = given[2];
if (!File.isDirectory(results)) File.makeDirectory(results);
setBatchMode(true);

// 1. Learn from the labelled stack which neighbouring voxels belong together.
head = results + "head.safetensors";
run("Train Affinities...", "input=[" + folder + trainImage + "] labels=[" + folder + trainLabels + "] output=[" + head
	+ "] minutes=" + minutes + " seed=1 overwrite=true");

// 2. Choose the threshold: agglomerate the training stack at many, and take the one with the lowest VOI.
affinities = results + "train-affinities.tif";
sweep = results + "thresholds.csv";
run("Predict Affinities...", "input=[" + folder + trainImage + "] head=[" + head + "] output=[" + affinities + "] overwrite=true");
run("Agglomerate Affinities...", "input=[" + affinities + "] thresholds=0.02:0.98:0.02 truth=[" + folder + trainLabels
	+ "] output=[" + sweep + "]");
threshold = bestThreshold(sweep);
print("Threshold with the lowest VOI on " + trainImage + ": " + threshold);

// 3. Segment the other stack.
neurons = results + "neurons.tif";
run("Segment Neurons...", "input=[" + folder + testImage + "] head=[" + head + "] threshold=" + threshold + " output=[" + neurons
	+ "] overwrite=true");
saveOverlay(testImage + " neurons", folder + testImage, results + "overlay.png");

// 4. Compare with the truth.
if (File.exists(folder + testLabels)) {
	scores = results + "scores.csv";
	run("Compare Segmentations...", "truth=[" + folder + testLabels + "] segmentation=[" + neurons + "] output=[" + scores + "]");
	print(File.openAsString(scores));
}
print("Labels, tables and a picture are in " + results);

function withSlash(path) {
	if (endsWith(path, "/") || endsWith(path, "\\")) return path;
	return path + "/";
}

// The threshold of the row with the lowest voi_sum.
function bestThreshold(csv) {
	lines = split(File.openAsString(csv), "\n");
	header = split(lines[0], ",");
	thresholdColumn = indexIn(header, "threshold");
	voiColumn = indexIn(header, "voi_sum");
	best = "";
	lowest = 1e9;
	for (i = 1; i < lines.length; i++) {
		values = split(lines[i], ",");
		if (parseFloat(values[voiColumn]) < lowest) {
			lowest = parseFloat(values[voiColumn]);
			best = values[thresholdColumn];
		}
	}
	return best;
}

function indexIn(list, name) {
	for (i = 0; i < list.length; i++) if (list[i] == name) return i;
	exit("There is no column " + name);
}

// The middle section with the neurons' colours over it.
function saveOverlay(title, image, png) {
	selectImage(title);
	run("RGB Color");
	rename("colours");
	open(image);
	rename("sections");
	run("RGB Color");
	imageCalculator("Average create stack", "sections", "colours");
	setSlice(floor((nSlices + 1) / 2));
	saveAs("PNG", png);
	close("*");
}
