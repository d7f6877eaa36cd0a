#@ File (label="Image to train on", description="A grey-value stack: a file, TIFF, HDF5 or what Bio-Formats opens") trainImage
#@ File (label="Its labels", description="A number for each neuron, 0 for membrane") trainLabels
#@ File (label="Image to segment", description="Another stack of the same kind") testImage
#@ File (label="Folder for results", style="directory", description="Gets the head, the labels and the tables") results
#@ Double (label="Time limit of the training (minutes)", value=10, min=0.001, description="The learning rate is planned for it") minutes
#@ Integer (label="Epochs (of 100 patches)", value=60, min=1, description="How long the training is, where time allows") epochs

// Trains a head on a labelled stack and segments another stack with it. A copy of this file is a good start for your own workflow: each step
// below is what the Recorder writes when you use the command from the menu.

head = results + "/head.safetensors";
run("Train Affinities...", "input=[" + trainImage + "] labels=[" + trainLabels + "] output=[" + head + "] minutes=" + minutes
	+ " epochs=" + epochs + " overwrite=true");
run("Segment Neurons...", "input=[" + testImage + "] head=[" + head + "] output=[" + results + "/neurons.tif] overwrite=true");
print("The labels are in " + results + "/neurons.tif, how they were made in neurons.csv beside it.");
