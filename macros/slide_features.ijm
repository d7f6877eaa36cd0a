// Slides, from files to features: tissue and tiles to look at, then the features of every tile.
// In Fiji: Plugins > Macros > Run... Headless: pass "SLIDES;FEATURES" as argument, a folder of slides (or one) and the folder of features.
// Without an argument the synthetic slide of File > Open Samples is taken.

arguments = split(getArgument(), ";");
if (arguments.length == 2) {
	slides = arguments[0];
	features = arguments[1];
} else {
	features = getDirectory("temp") + "encoderj-features" + File.separator;
	File.makeDirectory(features);
	slides = features + "sample.ome.tif";
	run("EncoderJ Slide...", "output=[" + slides + "]");
}

// Where tissue is, and which tiles are taken; 1 micrometre a pixel is 10x
settings = "tile=128 micrometres=1 preset=biopsy minarea=0.5";
first = slides;
if (File.isDirectory(slides)) {
	files = getFileList(slides);
	for (i = files.length - 1; i >= 0; i--) if (matches(files[i], ".*\\.(svs|ndpi|scn|tif|tiff|dcm)")) first = slides + File.separator + files[i];
}
run("Show Tiles...", "input=[" + first + "] " + settings + " output=[" + features + File.separator + "sheet.png]");
print(getResult("kept", 0) + " tiles of the first slide");

// The features, one file a slide; a run that was stopped goes on where it was
run("Encode Slides...", "input=[" + slides + "] " + settings + " encoder=filterbank output=[" + features + "]");
for (i = 0; i < nResults; i++) print(getResultString("slide", i) + ": " + getResultString("state", i) + " " + getResultString("note", i));
