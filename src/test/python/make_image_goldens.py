"""Makes src/test/resources/image: small files as Python's own libraries write them.

The value of the voxel with index i in array order ([z, y, x] or [channel, z, y, x]) is 3 i + 1; of labels in 64 bits (3 i + 1) 2^40.
Needs h5py 3.16, zarr 3.1.6, tifffile 2026.3.3, imagecodecs, numpy:  python src/test/python/make_image_goldens.py
"""
import pathlib
import shutil

import h5py
import numcodecs
import numpy as np
import tifffile
import zarr

OUT = pathlib.Path(__file__).parents[1] / "resources" / "image"
shutil.rmtree(OUT, ignore_errors=True)
OUT.mkdir(parents=True)


def values(dtype, *shape):
    a = np.arange(np.prod(shape), dtype="u8") * 3 + 1
    if np.dtype(dtype).kind in "iu" and np.dtype(dtype).itemsize == 8:
        a = a << np.uint64(40)
    return a.reshape(shape).astype(dtype)


SMALL = (2, 5, 7)
BYTES = (2, 5, 8)

# TIFF ------------------------------------------------------------------------------------------------------------------------
t = lambda name, data, **k: tifffile.imwrite(OUT / (name + ".tif"), data, **k)
nm = dict(resolution=(1 / 4, 1 / 4.5), metadata={"unit": "nm", "spacing": 40.0, "axes": "ZYX"})
t("imagej-uint8", values("u1", *BYTES), imagej=True, **nm)
t("imagej-uint16-deflate", values("u2", *SMALL), imagej=True, compression="zlib", **nm)
t("imagej-micron", values("u2", *SMALL), imagej=True, resolution=(1 / 0.325, 1 / 0.325),
  metadata={"unit": "um", "spacing": 2.0, "axes": "ZYX"})
# tifffile's ImageJ order is z, channel: (z, c, y, x); values of [c, z, y, x]
t("imagej-affinities", values("f4", 3, *SMALL).transpose(1, 0, 2, 3), imagej=True,
  resolution=(1 / 4, 1 / 4.5), metadata={"unit": "nm", "spacing": 40.0, "axes": "ZCYX"})
t("shaped-affinities", values("f4", 3, *SMALL))
t("plain-lzw-predictor", values("u2", *SMALL), compression="lzw", predictor=True, metadata=None)
t("plain-float-deflate", values("f4", *SMALL), compression="zlib", metadata=None)
t("plain-big-endian", values("u4", *SMALL), byteorder=">", metadata=None)
t("plain-bigtiff", values("u2", *SMALL), bigtiff=True, metadata=None)
t("plain-int64", values("i8", *SMALL), metadata=None)
t("plain-uint64", values("u8", *SMALL), metadata=None)
t("plain-double", values("f8", *SMALL), metadata=None)
t("plain-white-is-zero", values("u1", *BYTES), photometric="miniswhite", metadata=None)
t("plain-white-is-zero-deflate", values("u1", *BYTES), photometric="miniswhite", compression="zlib", metadata=None)
t("plain-tiled", values("u2", 2, 20, 24), tile=(16, 16), compression="zlib", metadata=None)
t("plain-strips", values("u2", *SMALL), rowsperstrip=2, metadata=None)
t("plain-packbits", values("u1", *BYTES), compression="packbits", metadata=None)
t("rgb", np.ascontiguousarray(values("u1", 3, 1, 5, 7)[:, 0].transpose(1, 2, 0)), photometric="rgb", metadata=None)
t("rgb-deflate", np.ascontiguousarray(values("u1", 3, 1, 5, 7)[:, 0].transpose(1, 2, 0)), photometric="rgb", compression="zlib",
  metadata=None)
t("rgb-planar", values("u1", 3, 1, 5, 7)[:, 0], photometric="rgb", planarconfig="separate", metadata=None)
t("different-sizes", values("u1", 5, 7), metadata=None)
tifffile.imwrite(OUT / "different-sizes.tif", values("u1", 6, 8), append=True, metadata=None)
tifffile.imwrite(OUT / "ome-uint32.ome.tif", values("u4", *SMALL), metadata={
    "axes": "ZYX", "PhysicalSizeX": 4, "PhysicalSizeXUnit": "nm", "PhysicalSizeY": 4.5, "PhysicalSizeYUnit": "nm",
    "PhysicalSizeZ": 40, "PhysicalSizeZUnit": "nm"})
tifffile.imwrite(OUT / "ome-channels.ome.tif", values("f4", 3, *SMALL), metadata={"axes": "CZYX"})

# HDF5 ------------------------------------------------------------------------------------------------------------------------
with h5py.File(OUT / "cremi.h5", "w") as f:
    f.attrs["file_format"] = "0.2"
    raw = f.create_dataset("volumes/raw", data=values("u1", *BYTES), compression="gzip", chunks=(2, 4, 4))
    raw.attrs["resolution"] = (40.0, 4.5, 4.0)
    ids = f.create_dataset("volumes/labels/neuron_ids", data=values("u8", *BYTES), compression="gzip", chunks=(1, 4, 3))
    ids.attrs["resolution"] = (40, 4, 4)
    ids.attrs["offset"] = (80, -8, 12)
    aff = f.create_dataset("volumes/affinities", data=values("f4", 3, *SMALL), compression="gzip", shuffle=True, chunks=(1, 2, 3, 4))
    aff.attrs["resolution"] = np.array((40, 4, 4), "f4")
    f.create_dataset("annotations/locations", data=np.zeros((0, 3)))
KINDS = {"u1": BYTES, "i1": BYTES}
with h5py.File(OUT / "kinds.h5", "w") as f:
    for kind in "u1 i1 u2 i2 u4 i4 u8 i8 f2 f4 f8 >u2 >i4 >u8 >f4 >f2".split():
        name = kind.replace(">", "be-")
        shape = KINDS.get(kind, SMALL)
        f.create_dataset("contiguous/" + name, data=values(kind, *shape))
        f.create_dataset("chunked/" + name, data=values(kind, *shape), chunks=(2, 3, 4), compression="gzip", shuffle=True)
    f.create_dataset("bool", data=values("u2", *SMALL) % 2 == 1)
    f.create_dataset("lzf", data=values("u8", *SMALL), chunks=(2, 3, 4), compression="lzf")
    f.create_dataset("fletcher32", data=values("u8", *SMALL), chunks=(2, 3, 4), fletcher32=True)
    part = f.create_dataset("part", shape=SMALL, dtype="u8", chunks=(2, 3, 4), fillvalue=9)
    part[0, 0, 0] = 5
    f.create_dataset("picture", data=values("u2", 5, 7)).attrs["element_size_um"] = (0.5, 0.25)
    f.create_dataset("scaleoffset", data=values("i4", *SMALL), chunks=(2, 3, 4), scaleoffset=0)
    f.create_dataset("never-contiguous", shape=SMALL, dtype="u8")
    f.create_dataset("never-chunked", shape=SMALL, dtype="u8", chunks=(2, 3, 4))
    f.create_dataset("none", shape=(0, 5, 7), dtype="u8")
    f.create_dataset("text", data=np.full(SMALL, b"abc"))
    f.create_dataset("complex", data=values("f4", *SMALL) * 1j)
with h5py.File(OUT / "user-block.h5", "w", userblock_size=512) as f:
    f.create_dataset("contiguous", data=values("u2", *SMALL))
    f.create_dataset("chunked", data=values("u2", *SMALL), chunks=(2, 3, 4))
with h5py.File(OUT / "only.h5", "w", libver=("v110", "v110")) as f:
    f.create_dataset("main", data=values("u2", *SMALL), chunks=(2, 3, 4), maxshape=(None, 5, 7))
with h5py.File(OUT / "newest.h5", "w", libver=("v200", "v200")) as f:
    f.create_dataset("main", data=values("u2", *SMALL), chunks=(2, 3, 4))
with h5py.File(OUT / "no-image.h5", "w") as f:
    f.create_dataset("list", data=np.arange(4))

# OME-Zarr --------------------------------------------------------------------------------------------------------------------
AXES = [{"name": n, "type": "space", "unit": "nanometer"} for n in "zyx"]


def multiscales(axes, scale, translation=None, outer=None, version=None):
    transforms = [{"type": "scale", "scale": scale}]
    if translation:
        transforms.append({"type": "translation", "translation": translation})
    entry = {"axes": axes, "datasets": [{"path": "0", "coordinateTransformations": transforms}, {"path": "1",
             "coordinateTransformations": [{"type": "scale", "scale": [2 * s for s in scale]}]}]}
    if outer:
        entry["coordinateTransformations"] = [{"type": "scale", "scale": outer}]
    if version:
        entry["version"] = version
    return [entry]


def image(group, data, **k):
    group.create_array("0", data=data, chunks=tuple(min(3, s) for s in data.shape), **k)
    half = data[..., ::2, ::2, ::2]
    group.create_array("1", data=half, chunks=half.shape, **k)


two = lambda name: zarr.create_group(OUT / name, zarr_format=2)
three = lambda name: zarr.create_group(OUT / name, zarr_format=3)

g = two("v04.zarr")
image(g, values("u1", *BYTES), compressors=numcodecs.Zlib(1), chunk_key_encoding={"name": "v2", "separator": "/"})
g.attrs["multiscales"] = multiscales(AXES, [40, 4.5, 4], [80, -9, 12], version="0.4")
g = three("v05.zarr")
image(g, values("u8", *SMALL), compressors=zarr.codecs.GzipCodec(level=1), dimension_names=["z", "y", "x"])
g.attrs["ome"] = {"version": "0.5", "multiscales": multiscales(AXES, [20, 2, 2], outer=[2, 2.25, 2])}

g = three("tczyx.zarr")
axes = [{"name": "t", "type": "time"}, {"name": "c", "type": "channel"}] + [
    {"name": n, "type": "space", "unit": "micrometer"} for n in "zyx"]
image(g, values("f4", 1, 3, *SMALL), compressors=zarr.codecs.ZstdCodec(level=1))
g.attrs["ome"] = {"version": "0.5", "multiscales": multiscales(axes, [1, 1, 2, 0.5, 0.25])}

g = three("kinds.zarr")
for kind in "uint8 int8 uint16 int16 uint32 int32 uint64 int64 float32 float64".split():
    g.create_array(kind, data=values(kind, *KINDS.get(np.dtype(kind).str[1:], SMALL)), chunks=(2, 3, 4),
                   compressors=zarr.codecs.BloscCodec(cname="lz4"))
g.create_array("bool", data=values("u2", *SMALL) % 2 == 1, chunks=(2, 3, 4), compressors=None)
g.create_array("float16", data=values("f2", *SMALL), chunks=(2, 3, 4), compressors=None)
g.create_array("sharded", data=values("u4", *SMALL), chunks=(2, 3, 4), shards=(2, 6, 8), compressors=zarr.codecs.GzipCodec(level=1))
g.create_array("sharded-zstd", data=values("u4", *SMALL), chunks=(2, 3, 4), shards=(2, 6, 8),
               compressors=zarr.codecs.ZstdCodec(level=1))
part = g.create_array("part", shape=SMALL, dtype="uint32", chunks=(1, 3, 4), fill_value=9, compressors=None)
part[0, 0, 0] = 5

g = two("kinds2.zarr")
for kind in "uint8 int8 uint16 int16 uint32 int32 uint64 int64 float32 float64".split():
    g.create_array(kind, data=values(kind, *KINDS.get(np.dtype(kind).str[1:], SMALL)), chunks=(2, 3, 4), compressors=numcodecs.Blosc())
g.create_array("plain", data=values("u2", *SMALL), chunks=(2, 3, 4), compressors=None)
g.create_array("order-f", data=values("u2", *SMALL), chunks=(2, 3, 4), compressors=None, order="F")
g.create_array("zstd", data=values("u2", *SMALL), chunks=(2, 3, 4), compressors=numcodecs.Zstd())
g.create_array("delta", data=values("u2", *SMALL), chunks=(2, 3, 4), compressors=None, filters=[numcodecs.Delta("u2")])
g.create_array("big-endian", data=values(">u2", *SMALL), chunks=(2, 3, 4), compressors=None)
