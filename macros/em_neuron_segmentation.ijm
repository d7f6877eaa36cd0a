// Neurons from electron microscopy, the whole job: train a head and choose a threshold on a labelled stack, segment
// another stack, compare with its truth, and leave labels, tables and a picture in a folder.
//
// Argument: FOLDER or FOLDER;RESULTS;MINUTES;EPOCHS. FOLDER holds the four stacks named below. RESULTS is a folder that is made if it is
// missing (default: FOLDER/results). MINUTES limits the training (default: 10), EPOCHS is its length in hundreds of patches (default:
// 30). Without an argument ImageJ asks for the folder.
//
// Without Fiji:   sh src/build/macro.sh macros/em_neuron_segmentation.ijm "test-images;target/demo;5;10"
// With Fiji:      fiji --headless -macro em_neuron_segmentation.ijm "FOLDER;RESULTS;10;30"

trainImage = "em-train.tif";
trainLabels = "em-train-labels.tif";  // a number for each neuron, 0 is membrane
testImage = "em-test.tif";
testLabels = "em-test-labels.tif";    // may be missing: then nothing is compared

given = split(getArgument() + ";;;", ";");
if (getArgument() == "") folder = getDirectory("Folder of the stacks");
else folder = withSlash(given[0]);
results = folder + "results/";
if (given.length > 1 && given[1] != "") results = withSlash(given[1]);
minutes = "10";
if (given.length > 2 && given[2] != "") minutes = given[2];
epochs = "60";
if (given.length > 3 && given[3] != "") epochs = given[3];
if (!File.isDirectory(results)) File.makeDirectory(results);
setBatchMode(true);

// 1. Learn from the labelled stack which neighbouring voxels belong together.
head = results + "head.safetensors";
run("Train Affinities...", "input=[" + folder + trainImage + "] labels=[" + folder + trainLabels + "] output=[" + head
	+ "] minutes=" + minutes + " epochs=" + epochs + " seed=1 overwrite=true");

// 2. See how the threshold matters on the training stack. Training has chosen one that lies away from where
//    neurons begin to merge, and keeps it in the head.
affinities = results + "train-affinities.tif";
run("Predict Affinities...", "input=[" + folder + trainImage + "] head=[" + head + "] output=[" + affinities + "] overwrite=true");
run("Agglomerate Affinities...", "input=[" + affinities + "] thresholds=0.02:0.98:0.02 truth=[" + folder + trainLabels
	+ "] output=[" + results + "thresholds.csv]");

// 3. Segment the other stack.
neurons = results + "neurons.tif";
run("Segment Neurons...", "input=[" + folder + testImage + "] head=[" + head + "] output=[" + neurons
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
