"""Writes small files of features in the layouts of CLAM and TRIDENT, as their writers make them with h5py, for SlideFeaturesTest.
make_slide_features.py [FOLDER]. Needs: pip install h5py numpy
Tile i has the features i + j / 16 and lies at (256 * (i % 7) + 3, 256 * (i // 7) + 5)."""
import pathlib
import sys

import h5py
import numpy

TILES, WIDTH = 40, 8


def append(file, name, values, chunk):
    """A data set that grows along the first axis, in chunks, as both tools write it."""
    if name not in file:
        file.create_dataset(name, shape=values.shape, maxshape=(None,) + values.shape[1:], chunks=chunk, dtype=values.dtype)[:] = values
    else:
        data = file[name]
        data.resize(len(data) + len(values), axis=0)
        data[-len(values):] = values


def main(folder):
    rows = numpy.arange(TILES)
    features = (rows[:, None] + numpy.arange(WIDTH)[None] / 16).astype(numpy.float32)
    places = numpy.stack([256 * (rows % 7) + 3, 256 * (rows // 7) + 5], axis=1)
    with h5py.File(folder / "clam_features.h5", "w") as file:  # batches of 32; no attributes
        for start in range(0, TILES, 32):
            append(file, "features", features[start:start + 32], (32, WIDTH))
            append(file, "coords", places[start:start + 32].astype(numpy.int32), (32, 2))
    with h5py.File(folder / "clam_patches.h5", "w") as file:  # coordinates only
        append(file, "coords", places, (1, 2))
        file["coords"].attrs.update(patch_size=256, patch_level=1, downsample=(2.0, 2.0), level_dim=(1024, 900), name="clam",
                                    downsampled_level_dim=(1024, 900), save_path="patches")
    grid = {"patch_size": 256, "patch_size_level0": 512.0, "level0_magnification": 40.0, "target_magnification": 20, "overlap": 0,
            "name": "slide", "savetodir": "None", "level0_width": 2048, "level0_height": 1800}
    for name, kind in (("trident_features", numpy.float32), ("trident_half", numpy.float16), ("trident_double", numpy.float64)):
        with h5py.File(folder / f"{name}.h5", "w") as file:
            append(file, "features", features.astype(kind), (1, WIDTH))
            append(file, "coords", places, (1, 2))
            file["features"].attrs.update(name="slide", savetodir="features", encoder="uni_v1")
            file["coords"].attrs.update(grid)
    with h5py.File(folder / "trident_empty.h5", "w") as file:
        file.create_dataset("features", shape=(0,), maxshape=(None,), dtype=numpy.float32)
        file.create_dataset("coords", shape=(0, 2), maxshape=(None, 2), dtype=numpy.int64)
        file["coords"].attrs.update(grid)
    with h5py.File(folder / "trident_slide.h5", "w") as file:  # one vector for the slide
        file["features"] = features[3]
        file["coords"] = places
    with h5py.File(folder / "legacy.h5", "w") as file:  # a leading axis, big-endian, compressed
        file.create_dataset("features", data=features[None].astype(">f4"), chunks=(1, 16, 5), compression="gzip", shuffle=True)
        file.create_dataset("coords", data=places.astype(numpy.float64))
        file["coords"].attrs.update(patch_size="256", patch_level=0, custom_downsample=2)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/test/resources/wsi/features"))
