"""Reads with tifffile, h5py and zarr-python what WriteForPython wrote, and compares values, types and voxel sizes.

  mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath -Dmdep.includeScope=test
  java -cp target/classes:target/test-classes:$(cat target/classpath) io.github.encoderj.image.WriteForPython target/image-check [IMAGE...]
  python src/test/python/check_image_files.py target/image-check
"""
import pathlib
import sys

import h5py
import numpy as np
import tifffile
import zarr

folder = pathlib.Path(sys.argv[1])
checked = 0


def expected(name, shape):
    dtype = {"float": "f4", "double": "f8"}.get(name, name)
    i = np.arange(np.prod(shape), dtype="u8")
    v = i * 70000 + 1 if name in ("uint32", "int32") else i * 3 + 1
    if name in ("uint64", "int64"):
        v = v << np.uint64(40)
    return v.reshape(shape).astype(dtype)


def check(path, name, data, size=None, want=None):
    global checked
    channels = "channels" in str(path)
    right = expected(name, (3, 3, 5, 7) if channels else (3, 5, 7))
    assert data.shape == right.shape, (path, data.shape)
    assert data.dtype.newbyteorder("=") == (want or right.dtype), (path, data.dtype)
    assert (data == right).all(), path
    if size is not None:
        assert tuple(size) == (40.0, 4.5, 4.0), (path, size)
    checked += 1


for path in sorted(folder.glob("**/*.tif")):
    name = path.name.split(".")[0].split("-")[0]
    with tifffile.TiffFile(path) as t:
        data = t.asarray()
        if path.name.endswith(".ome.tif"):
            assert t.is_ome, path
            p = tifffile.xml2dict(t.ome_metadata)["OME"]["Image"]["Pixels"]
            size = (p["PhysicalSizeZ"], p["PhysicalSizeY"], p["PhysicalSizeX"])
            assert t.is_bigtiff == (path.parent.name == "big"), path
        else:
            assert t.is_imagej, path
            x, y = t.pages[0].tags["XResolution"].value, t.pages[0].tags["YResolution"].value
            size = (t.imagej_metadata["spacing"], y[1] / y[0], x[1] / x[0])
            assert t.imagej_metadata["unit"] == "nm"
            if data.ndim == 4:
                data = data.transpose(1, 0, 2, 3)
        # integers of 32 bits without negative values are labels: uint32 at these sizes
        check(path, name, data, size, np.dtype("u4") if name in ("uint32", "int32") else None)
for path in sorted(folder.glob("*.h5")):
    name = path.name.split(".")[0].split("-")[0]
    with h5py.File(path) as f:
        assert tuple(f["data"].attrs["offset"]) == (1000.0, -90.0, 400.0)
        check(path, name, f["data"][()], f["data"].attrs["resolution"])
for path in sorted(folder.glob("*.zarr")):
    name = path.name.split(".")[0].split("-")[0]
    group = zarr.open_group(path, mode="r")["data"]
    attrs = dict(group.attrs)
    meta = (attrs["ome"] if "v05" in path.name else attrs)["multiscales"][0]
    if "v05" in path.name:
        assert attrs["ome"]["version"] == "0.5" and "version" not in meta
        assert list(group["0"].metadata.dimension_names) == [a["name"] for a in meta["axes"]]
    else:
        assert meta["version"] == "0.4" and group["0"].metadata.zarr_format == 2
    scale, shift = meta["datasets"][0]["coordinateTransformations"]
    assert shift["translation"][-3:] == [1000.0, -90.0, 400.0]
    check(path, name, group["0"][...], scale["scale"][-3:])
print(checked, "files are right")
