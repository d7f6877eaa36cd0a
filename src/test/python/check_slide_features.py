"""Reads files of features that this suite wrote, as CLAM and TRIDENT do, and says what is in them. check_slide_features.py FILE...
Needs: pip install h5py numpy"""
import sys

import h5py
import numpy

for path in sys.argv[1:]:
    with h5py.File(path, "r") as file:
        features, coords = file["features"][:], file["coords"][:]  # CLAM's dataset reads both so
        assert features.dtype == numpy.float32 and features.ndim == 2 and coords.shape == (len(features), 2)
        assert numpy.isfinite(features).all() and coords.dtype == numpy.int64
        assets = {key: file[key][:] for key in file}  # TRIDENT's read_coords and load_h5
        attributes = {key: dict(file[key].attrs) for key in assets}
        assert all(isinstance(value, str) for value in (file.attrs["encoder"], attributes["features"]["encoder"]))
        print(path, features.shape, "rows finite, features", features.dtype, "coords", coords.min(0), coords.max(0))
        for name, values in [("file", dict(file.attrs)), *attributes.items()]:
            print("  ", name, {key: value if not isinstance(value, str) else value[:60] for key, value in values.items()})
