"""Checks DICOM and NIfTI of real patients by hand: SUV of the series STS_002 against its NIfTI; CT on the PET grid against SimpleITK;
affine and values of all NIfTI files against nibabel.

Usage: check_petct.py CLASSPATH DATA
CLASSPATH holds the suite's classes, its tests' classes and its dependencies; DATA has the folders petct and ct of the shared data.
Needs: pip install nibabel numpy SimpleITK
"""
import pathlib
import subprocess
import sys
import tempfile

import nibabel as nib
import numpy as np
import SimpleITK as sitk

classpath, data = sys.argv[1], pathlib.Path(sys.argv[2])


def java(*arguments):
    subprocess.run(["java", "-Djava.awt.headless=true", "-cp", classpath, "io.github.encoderj.volume.PetCtCheck", *map(str, arguments)], check=True)


def world(image):
    """Voxel positions in RAS, [x, y, z, 3]."""
    index = np.stack(np.meshgrid(*[np.arange(n) for n in image.shape], indexing="ij"), -1)
    return index @ image.affine[:3, :3].T + image.affine[:3, 3]


with tempfile.TemporaryDirectory() as folder:
    out = pathlib.Path(folder)
    series = data / "petct/dicom/STS_002"
    patient = data / "petct/nifti/STS_002"
    java("suv", series / "PET/image", out / "suv.nii.gz")
    ours, theirs = nib.load(out / "suv.nii.gz"), nib.load(patient / "PET_image.nii.gz")
    mask = nib.load(patient / "PET_mask.nii.gz")
    turned = nib.as_closest_canonical(ours)
    canonical = nib.as_closest_canonical(theirs)
    print("SUV size", ours.shape, "NIfTI size", theirs.shape)
    inside = nib.as_closest_canonical(mask).get_fdata() > 0
    at = np.rint((world(canonical) - turned.affine[:3, 3]) @ np.linalg.inv(turned.affine[:3, :3]).T).astype(int)
    off = np.abs(world(canonical) - (at @ turned.affine[:3, :3].T + turned.affine[:3, 3])).max()
    found = turned.get_fdata()[at[..., 0], at[..., 1], at[..., 2]]
    difference = np.abs(found - canonical.get_fdata())
    print(f"positions agree within {off:.2g} mm; on the mask ({inside.sum()} voxels) SUV differ by at most "
          f"{difference[inside].max():.3g}, everywhere {difference.max():.3g}, SUV maximum {canonical.get_fdata().max():.4g}")

    reader = sitk.ImageSeriesReader()
    images = {}
    for kind in ("CT", "PET"):
        reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(series / kind / "image")))
        images[kind] = reader.Execute()
    for name, method in (("nearest", sitk.sitkNearestNeighbor), ("linear", sitk.sitkLinear), ("cubic", sitk.sitkBSpline)):
        want = sitk.GetArrayFromImage(sitk.Resample(sitk.Cast(images["CT"], sitk.sitkFloat32), images["PET"], sitk.Transform(), method, -1024.0))
        java("resample", series / "CT/image", series / "PET/image", name, out / "ct.nii.gz")
        got = np.asarray(nib.load(out / "ct.nii.gz").dataobj).transpose(2, 1, 0)
        d = np.abs(got.astype("f8") - want)
        print(f"CT on the PET grid, {name}: largest difference {d.max():.3g} HU of {want.min():.0f}..{want.max():.0f}, "
              f"{(d > 0.01).mean():.2%} above 0.01")

    files = sorted(data.rglob("*.nii.gz"))
    bad = 0
    listing = out / "files.txt"
    listing.write_text("\n".join(map(str, files)))
    java("copies", listing, out)
    for i, file in enumerate(files):
        a, b = nib.load(file), nib.load(out / f"{i}.nii.gz")
        va, vb = np.asarray(a.dataobj), np.asarray(b.dataobj)
        same = a.shape == b.shape and (va.astype("f4") == vb.astype("f4")).all() and (a.affine == b.affine).all()
        if not same:
            bad += 1
            print(file, a.shape, b.shape, np.abs(va.astype("f8") - vb).max() if a.shape == b.shape else "", np.abs(a.affine - b.affine).max())
    print(f"{len(files)} NIfTI files read and written: {bad} differ from nibabel in values or affine")
