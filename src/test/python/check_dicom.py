"""Compares the stored values that the suite reads from DICOM files with pydicom's, pixel by pixel.

Usage: check_dicom.py CLASSPATH FOLDER...
CLASSPATH holds the suite's classes, its tests' classes and its dependencies.
Needs: pip install pydicom pylibjpeg pylibjpeg-libjpeg pylibjpeg-openjpeg pylibjpeg-rle numpy
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pydicom
from pydicom.pixels import pixel_array

warnings.simplefilter("ignore")


def reference(path):
    """Stored values [frame, channel, y, x]."""
    data = pydicom.dcmread(path)
    raw = pixel_array(data, raw=True).astype(np.float64)
    frames = int(data.get("NumberOfFrames", 1) or 1)
    samples = int(data.SamplesPerPixel)
    raw = raw.reshape(frames, data.Rows, data.Columns, samples)
    stored = int(data.BitsStored)
    if data.PixelRepresentation == 1 and "FloatPixelData" not in data:
        half = 2.0 ** (stored - 1)  # pydicom leaves unused high bits as they are
        raw = np.mod(raw + half, 2 * half) - half
    return raw.transpose(0, 3, 1, 2)


def main():
    files = sorted(str(f) for folder in sys.argv[2:] for f in pathlib.Path(folder).rglob("*")
                   if f.is_file() and f.stat().st_size > 132 and f.read_bytes()[128:132] == b"DICM")
    with tempfile.TemporaryDirectory() as out:
        listing = os.path.join(out, "files.txt")
        pathlib.Path(listing).write_text("\n".join(files) + "\n")
        subprocess.run(["java", "-Djava.awt.headless=true", "-cp", sys.argv[1],
                        "io.github.encoderj.image.dicom.DicomCheck", out, listing], check=True)
        bad = 0
        for index, (path, line) in enumerate(zip(files, pathlib.Path(out, "report.txt").read_text().splitlines())):
            name = "/".join(path.split("/")[-3:])
            if not line[0].isdigit():
                print(f"{name}: {line}")
                continue
            got = np.fromfile(os.path.join(out, f"{index}.f64"), ">f8").reshape([int(n) for n in line.split()])
            try:
                want = reference(path)
            except Exception as e:
                print(f"{name}: pydicom: {e}")
                continue
            different = got != want
            if different.any():
                bad += 1
                print(f"{name}: {different.mean():.4%} of the values differ, by at most {np.abs(got - want).max()}; "
                      f"{data_of(path)}")
            elif "-v" in sys.argv:
                print(f"{name}: same")
        print(f"{len(files)} files, {bad} differ")


def data_of(path):
    data = pydicom.dcmread(path, stop_before_pixels=True)
    return f"{data.file_meta.TransferSyntaxUID.name}, {data.PhotometricInterpretation}, {data.BitsStored} bits"


main()
