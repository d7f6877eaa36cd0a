#@ File (label="Folder of the slides", style="directory", description="SVS, NDPI, OME-TIFF and others, in the folder itself") slides
#@ File (label="Table of labels (.csv)", description="The slide's name, perhaps a column patient, then labels (1, 0 or nothing) or one column with the class") labels
#@ File (label="Folder for results", style="directory", description="Gets features, classifier, probabilities and maps; what is there already is kept") results
#@ String (label="Encoder", value="filterbank", description="A name of Manage Encoders, or a weights folder; filterbank needs no download") encoder
#@ String (label="Tissue preset", choices={"default", "biopsy", "resection", "TCGA"}, value="default", description="How tissue is told from glass; see Find Tissue") preset
#@ Integer (label="Tile side (pixels)", value=256, min=16, description="Of pixels of 0.5 micrometres") tile
#@ Integer (label="Folds", value=5, min=1, description="Parts of the cross-validation, by patient") folds
#@ Integer (label="Epochs", value=200, min=1, description="How often each slide is seen, at most") epochs

// Features of all slides, a classifier with cross-validated scores, probabilities, and a map of each slide.

features = results + "/features/";
maps = results + "/maps/";
head = results + "/classifier.safetensors";
if (!File.isDirectory(features)) File.makeDirectory(features);
if (!File.isDirectory(maps)) File.makeDirectory(maps);
setBatchMode(true);
run("Encode Slides...", "input=[" + slides + "] output=[" + features + "] encoder=[" + encoder + "] tile=" + tile + " preset=" + preset);
run("Train Slide Classifier...", "input=[" + features + "] labels=[" + labels + "] output=[" + head + "] folds=" + folds + " epochs=" + epochs);
run("Classify Slides...", "input=[" + features + "] head=[" + head + "] output=[" + results + "/probabilities.csv] overwrite=true");
files = getFileList(slides);
for (i = 0; i < files.length; i++) {
	name = replace(files[i], "(\\.ome)?\\.[^.]+$", "");
	if (File.exists(features + name + ".h5")) {
		run("Slide Attention Map...", "input=[" + slides + "/" + files[i] + "] features=[" + features + "] head=[" + head + "] preset=" + preset
			+ " output=[" + maps + name + ".ome.tif]");
		close("*");
	}
}
print("Scores are in " + results + "/classifier_scores.csv, maps in " + maps);
