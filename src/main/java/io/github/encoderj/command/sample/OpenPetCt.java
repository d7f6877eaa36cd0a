package io.github.encoderj.command.sample;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import io.github.encoderj.base.Progress;
import io.github.encoderj.command.EncoderJCommand;
import io.github.encoderj.command.Show;
import io.github.encoderj.image.ImagePlusAdapter;
import io.github.encoderj.sample.SampleFiles;
import io.github.encoderj.sample.SyntheticPatient;

/** Opens a synthetic patient: CT, PET and the true tumours. */
@Plugin(type = Command.class, menuPath = "File>Open Samples>EncoderJ PET/CT", headless = true,
	description = "A synthetic patient with tumours, as CT and PET on one grid, and the true lesions, to try the Volumes commands on.")
public class OpenPetCt extends EncoderJCommand {

	private static final double VOXEL = 5; // mm

	@Parameter(type = ItemIO.OUTPUT, label = "CT")
	private ImagePlus ct;

	@Parameter(type = ItemIO.OUTPUT, label = "Lesions")
	private ImagePlus lesions;

	@Parameter(type = ItemIO.OUTPUT, label = "PET SUV")
	private ImagePlus suv;

	@Override
	protected void work(final Progress progress) {
		progress.report("Drawing a patient", 0);
		final SyntheticPatient patient = SampleFiles.patient();
		ct = Show.image(ImagePlusAdapter.toImagePlus(patient.ct(VOXEL, VOXEL, VOXEL)));
		progress.report("Drawing the uptake", 0.5);
		lesions = Show.labels(ImagePlusAdapter.toImagePlus(patient.lesions(VOXEL, VOXEL, VOXEL)));
		suv = Show.image(ImagePlusAdapter.toImagePlus(patient.suv(VOXEL, VOXEL, VOXEL))); // last, so that it is the active one
	}
}
