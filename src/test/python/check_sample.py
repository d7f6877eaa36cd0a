"""Checks the DICOM series of test-images/petct with pydicom and ITK: every element can be read, identifiers are valid and unique, geometry and
values are those of the NIfTI files.

Usage: check_sample.py FOLDER, for instance test-images/petct. Needs: pip install pydicom SimpleITK numpy
"""
import glob
import sys
import warnings

import numpy as np
import pydicom
import SimpleITK as sitk

warnings.simplefilter("error")


def main(folder):
    for modality, nifti in (("ct", "ct"), ("pet", "suv")):
        names = set()
        for path in sorted(glob.glob(f"{folder}/{modality}/*.dcm")):
            data = pydicom.dcmread(path)
            assert all(e.value is not False for e in data.iterall())
            assert str(data.PatientName).startswith("SYNTHETIC^")
            assert all(pydicom.uid.UID(u).is_valid for u in (data.SOPInstanceUID, data.SeriesInstanceUID, data.StudyInstanceUID))
            assert data.SOPInstanceUID not in names
            names.add(data.SOPInstanceUID)
        reader = sitk.ImageSeriesReader()
        reader.SetFileNames(reader.GetGDCMSeriesFileNames(f"{folder}/{modality}"))
        series, volume = reader.Execute(), sitk.ReadImage(f"{folder}/{nifti}.nii.gz")
        assert np.allclose(series.GetOrigin(), volume.GetOrigin()) and np.allclose(series.GetDirection(), volume.GetDirection())
        assert np.allclose(series.GetSpacing(), volume.GetSpacing())
        values = sitk.GetArrayFromImage(series).astype(float)
        if modality == "pet":
            drug = data.RadiopharmaceuticalInformationSequence[0]
            dose = float(drug.RadionuclideTotalDose) * 0.5 ** (3600 / float(drug.RadionuclideHalfLife))
            values *= 1000 * float(data.PatientWeight) / dose
        difference = np.abs(values - sitk.GetArrayFromImage(volume)).max()
        print(f"{modality}: {len(names)} files, largest difference from {nifti}.nii.gz {difference:.6f}")


main(sys.argv[1])
