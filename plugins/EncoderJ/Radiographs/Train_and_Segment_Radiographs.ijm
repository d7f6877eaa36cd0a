#@ File (label="Folder of radiographs to train on", style="directory", description="One file each") images
#@ File (label="Folder of masks", style="directory", description="Label images of the same names, or a folder of masks for each structure") masks
#@ String (label="Structures (empty: all folders)", value="right_lung,left_lung,heart", description="Names of the values 1, 2..., or which of the folders") structures
#@ String (label="Patients (.csv; empty: none)", value="", description="Columns image and patient, so that no patient is both trained on and held out") patients
#@ File (label="Folder of radiographs to segment", style="directory", description="It may be the same folder") others
#@ File (label="Folder for results", style="directory", description="Gets the head, Dice of those held out, labels and overlays") results
#@ String (label="Encoder", value="filterbank", description="A name of Manage Encoders, or a weights folder; filterbank needs no download") encoder
#@ Integer (label="Resolution (pixels; 0: automatic)", value=0, min=0, description="Side of the encoded square; the encoder's own, 128 for filterbank") resolution
#@ Integer (label="Epochs", value=30, min=1, description="How often each radiograph is learned from, where time allows") epochs
#@ Double (label="Time limit (minutes)", value=60, min=0.001, description="The learning rate is planned for it") minutes

// Trains on radiographs with masks, scores on those held out, and segments others. For research, not for diagnosis.

head = results + "/head.safetensors";
run("Train Radiograph Segmentation...", "input=[" + images + "] masks=[" + masks + "] structures=[" + structures + "] patients=[" + patients
	+ "] encoder=[" + encoder + "] resolution=" + resolution + " epochs=" + epochs + " minutes=" + minutes + " output=[" + head
	+ "] overwrite=true");
run("Segment Radiographs...", "input=[" + others + "] head=[" + head + "] output=[" + results + "/segmented]");
print("Dice is in " + results + "/head_dice.csv, labels and overlays are in segmented. For research, not for diagnosis.");
