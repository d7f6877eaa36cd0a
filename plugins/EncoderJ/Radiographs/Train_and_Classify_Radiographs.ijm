#@ File (label="Folder of labelled radiographs", style="directory", description="DICOM, PNG, JPEG or TIFF, folders below included") images
#@ File (label="Table of labels (.csv)", description="As published (NIH-14, CheXpert...), or columns image, patient and one a finding") labels
#@ File (label="Folder of radiographs to classify", style="directory", description="It may be the same folder") others
#@ File (label="Folder for results", style="directory", description="Gets the vectors, the head, its scores and the findings") results
#@ String (label="Encoder", value="filterbank", description="A name of Manage Encoders, or a weights folder; filterbank needs no download") encoder
#@ String (label="Findings (empty: all)", value="", description="Label columns, with commas between") findings
#@ String (label="Method", choices={"linear", "logistic", "knn"}, value="linear", description="The classifier of the encoder's vectors") method
#@ String (label="Training : validation : test", value="7:1:2", description="Shares; patients are never divided") shares

// Trains a classifier of findings, scores it on patients that it has not seen, and applies it. For research, not for diagnosis.

common = " encoder=[" + encoder + "] features=[" + results + "/features]";
head = results + "/head.safetensors";
run("Train Radiograph Classifier...", "input=[" + images + "] labels=[" + labels + "] findings=[" + findings + "]" + common + " method="
	+ method + " split=" + shares + " output=[" + head + "] overwrite=true");
run("Classify Radiographs...", "input=[" + others + "] head=[" + head + "]" + common + " output=[" + results + "/findings.csv]");
print("Scores are in " + results + "/head.csv, probabilities in findings.csv. For research, not for diagnosis.");
