package io.github.encoderj.command.sample;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import io.github.encoderj.base.Progress;
import io.github.encoderj.command.AppliesIf;
import io.github.encoderj.command.EncoderJCommand;
import io.github.encoderj.command.OutputFolder;
import io.github.encoderj.command.Show;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.sample.SampleFiles;
import io.github.encoderj.sample.SyntheticPatient;
import io.github.encoderj.sample.SyntheticSets;

/** Opens a synthetic patient: CT, PET and the true tumours; and writes several as a study keeps them. */
@Plugin(type = Command.class, menuPath = "File>Open Samples>EncoderJ PET/CT", headless = true,
	description = "A synthetic patient with tumours, as CT and PET on one grid, and the true lesions, to try the Volumes commands on.")
public class OpenPetCt extends EncoderJCommand {

	private static final double VOXEL = 5; // mm

	@AppliesIf("output given")
	@Parameter(label = "Patients", persist = false, min = "1", max = "1000", description = "How many are written; the first one is shown.")
	private int number = 4;

	@Parameter(label = "Folder", persist = false, description = "<html>A new folder for the patients: p1, p2..., each with pet.nii.gz (SUV), " +
		"ct.nii.gz and lesions.nii.gz,<br>to train and test on. Empty: the first one is only shown.")
	private String output = "";

	@Parameter(type = ItemIO.OUTPUT, label = "CT")
	private ImagePlus ct;

	@Parameter(type = ItemIO.OUTPUT, label = "Lesions")
	private ImagePlus lesions;

	@Parameter(type = ItemIO.OUTPUT, label = "PET SUV")
	private ImagePlus suv;

	@Override
	protected void work(final Progress progress) {
		if (!output.isBlank()) SyntheticSets.writePatients(OutputFolder.of("output", output), number, progress.part(0, 0.5));
		progress.report("Drawing a patient", 0.5);
		final SyntheticPatient patient = SampleFiles.patient();
		ct = Show.image(ImagePlusAdapter.toImagePlus(patient.ct(VOXEL, VOXEL, VOXEL)));
		progress.report("Drawing the uptake", 0.75);
		lesions = Show.labels(ImagePlusAdapter.toImagePlus(patient.lesions(VOXEL, VOXEL, VOXEL)));
		suv = Show.image(ImagePlusAdapter.toImagePlus(patient.suv(VOXEL, VOXEL, VOXEL))); // last, so that it is the active one
	}
}
