#@ File (label="Image", description="A grey-value stack that was not trained on") image
#@ File (label="True labels", description="A number for each neuron, 0 for membrane") truth
#@ File (label="Head file", description="A head that Train Affinities wrote") head
#@ File (label="Folder for results", style="directory", description="Gets the affinities and the table of thresholds") results
#@ String (label="Thresholds (first:last:step)", value="0.02:0.98:0.02", description="Each is tried; higher merges more") thresholds

// Predicts affinities once, tries many thresholds and says which one scores best.

affinities = results + "/affinities.tif";
run("Predict Affinities...", "input=[" + image + "] head=[" + head + "] output=[" + affinities + "] overwrite=true");
run("Agglomerate Affinities...", "input=[" + affinities + "] thresholds=" + thresholds + " truth=[" + truth
	+ "] output=[" + results + "/thresholds.csv]");

rows = split(File.openAsString(results + "/thresholds.csv"), "\n");
threshold = column(rows[0], "threshold");
voi = column(rows[0], "voi_sum");
best = 1;
for (i = 2; i < rows.length; i++) if (cell(rows[i], voi) < cell(rows[best], voi)) best = i;
print("Best threshold: " + cell(rows[best], threshold) + " (VOI " + cell(rows[best], voi) + "). All are in " + results + "/thresholds.csv.");

function column(header, name) {
	names = split(header, ",");
	for (c = 0; c < names.length; c++) if (names[c] == name) return c;
	exit("The table has no column " + name);
}

function cell(row, c) {
	cells = split(row, ",");
	return parseFloat(cells[c]);
}
