package io.github.encoderj.volume.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.encoderj.base.Refusal;

/** The layouts in which people keep labelled volumes. */
class PatientSetTest {

	@TempDir
	private Path folder;

	@Test
	void decathlon() throws IOException {
		files("imagesTr/brain_10.nii.gz", "imagesTr/brain_2.nii.gz", "labelsTr/brain_10.nii.gz", "labelsTr/brain_2.nii.gz");
		write("dataset.json", """
			{"name": "BRATS", "modality": {"0": "FLAIR", "1": "CT", "2": "PET"}, "labels": {"0": "background", "1": "tumour"},
			 "training": [{"image": "./imagesTr/brain_10.nii.gz", "label": "./labelsTr/brain_10.nii.gz"},
			              {"image": "./imagesTr/brain_2.nii.gz", "label": "./labelsTr/brain_2.nii.gz"}], "test": []}""");
		final PatientSet set = PatientSet.of(folder.toString(), "", "", "");
		assertEquals(List.of(Modality.OTHER, Modality.CT, Modality.PET), set.modalities());
		assertEquals(List.of("brain_2", "brain_10"), set.patients().stream().map(Patient::name).toList());
		final Patient first = set.patients().get(0);
		assertEquals(new Patient.Source(folder.resolve("imagesTr/brain_2.nii.gz"), 2), first.channels().get(2));
		assertEquals(Optional.of(folder.resolve("labelsTr/brain_2.nii.gz")), first.labels());
	}

	@Test
	void nnUNet() throws IOException {
		files("imagesTr/a_0000.nii.gz", "imagesTr/a_0001.nii.gz", "labelsTr/a.nii.gz", "labelsTr/.hidden.nii.gz");
		write("dataset.json", """
			{"channel_names": {"0": "CT", "1": "PET"}, "labels": {"background": 0, "tumour": 1}, "numTraining": 1, "file_ending": ".nii.gz"}""");
		final PatientSet set = PatientSet.of(folder.toString(), "", "", "");
		assertEquals(List.of(Modality.CT, Modality.PET), set.modalities());
		assertEquals(new Patient.Source(folder.resolve("imagesTr/a_0001.nii.gz"), 0), set.patients().get(0).channels().get(1));
	}

	@Test
	void aFolderForEachPatient() throws IOException {
		files("p2/CT.nii.gz", "p2/SUV.nii.gz", "p2/SEG.nii.gz", "p10/CT.nii.gz", "p10/SUV.nii.gz", "p10/SEG.nii.gz", "p11/CT.nii.gz");
		final PatientSet set = PatientSet.of(folder.toString(), "CT", "SUV.nii.gz", "SEG");
		assertEquals(List.of(Modality.CT, Modality.PET), set.modalities());
		assertEquals(List.of("p2", "p10"), set.patients().stream().map(Patient::name).toList());
		assertEquals(folder.resolve("p10/SUV.nii.gz"), set.patients().get(1).channels().get(1).file());
	}

	@Test
	void aFolderForEachModality() throws IOException {
		files("ct/a_ct.nii.gz", "ct/b_ct.nii.gz", "pet/a_pet.nii.gz", "pet/b_pet.nii.gz", "masks/a_mask.nii.gz", "masks/b_mask.nii.gz");
		final PatientSet set = PatientSet.of("", folder.resolve("ct").toString(), folder.resolve("pet").toString(), folder.resolve("masks")
			.toString());
		assertEquals(2, set.patients().size());
		assertEquals(folder.resolve("pet/b_pet.nii.gz"), set.patients().get(1).channels().get(1).file());
		assertEquals(Optional.of(folder.resolve("masks/b_mask.nii.gz")), set.patients().get(1).labels());
	}

	@Test
	void singleFiles() throws IOException {
		files("scan.nii", "mask.nii");
		final PatientSet set = PatientSet.of("", "", folder.resolve("scan.nii").toString(), folder.resolve("mask.nii").toString());
		assertEquals("scan", set.patients().get(0).name());
		assertEquals(List.of(Modality.PET), set.modalities());
	}

	@Test
	void whatIsNotThereIsRefused() throws IOException {
		refused("ct and pet are both empty", "", "", "", "");
		refused("nowhere", "", folder + "/nowhere", "", "");
		refused("no folder in it holds PET.nii", folder.toString(), "", "PET.nii", "");
		write("dataset.json", "{\"modality\": {\"0\": \"CT\"}, \"training\": [{\"image\": \"../x.nii.gz\", \"label\": \"y.nii.gz\"}]}");
		refused("outside", folder.toString(), "", "", "");
		write("dataset.json", "{\"modality\": {\"0\": \"CT\"}, \"training\": [{\"image\": \"x.nii.gz\", \"label\": \"y.nii.gz\"}]}");
		refused("x.nii.gz, which is not there", folder.toString(), "", "", "");
		write("dataset.json", "{\"modality\": {\"zero\": \"CT\"}, \"training\": []}");
		refused("damaged", folder.toString(), "", "", "");
		write("dataset.json", "[1, 2");
		refused("damaged", folder.toString(), "", "", "");
	}

	private static void refused(final String part, final String... keys) {
		final Refusal refusal = assertThrows(Refusal.class, () -> PatientSet.of(keys[0], keys[1], keys[2], keys[3]));
		assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
	}

	private void files(final String... names) throws IOException {
		for (final String name : names) {
			Files.createDirectories(folder.resolve(name).getParent());
			Files.write(folder.resolve(name), new byte[1]);
		}
	}

	private void write(final String name, final String text) throws IOException {
		Files.writeString(folder.resolve(name), text);
	}
}
