"""Makes src/test/resources/dicom, nifti and resampling: small synthetic files and what pydicom, nibabel and SimpleITK make of them.

Needs: pip install pydicom pylibjpeg pylibjpeg-libjpeg pylibjpeg-openjpeg pylibjpeg-rle pillow nibabel numpy SimpleITK
Run:   python src/test/python/make_medical_goldens.py
"""
import io
import itertools
import pathlib
import shutil
import zipfile

import nibabel as nib
import numpy as np
import pydicom
import SimpleITK as sitk
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels import apply_modality_lut, apply_voi_lut, pixel_array
from pydicom.sequence import Sequence
from pydicom.uid import (DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian,
                         JPEG2000Lossless, JPEGBaseline8Bit, JPEGLossless, JPEGLosslessSV1, RLELossless)

RESOURCES = pathlib.Path(__file__).parents[1] / "resources"
ROOT = "1.2.826.0.1.3680043.8.498.1"
RANDOM = np.random.default_rng(1)
ROWS, COLUMNS = 13, 18


def folder(name):
    path = RESOURCES / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def picture(low, high, frames=1, samples=1):
    """Smooth with noise, both extremes occur."""
    y, x = np.mgrid[0:ROWS, 0:COLUMNS]
    shape = (frames, ROWS, COLUMNS, samples)
    wave = np.sin(x / 3.0)[None, :, :, None] * np.cos(y[None, :, :, None] / 4.0 + np.arange(frames)[:, None, None, None] + np.arange(samples))
    a = (wave + 1) / 2 * 0.9 + RANDOM.random(shape) * 0.1
    a = np.rint(low + a * (high - low)).astype(np.int64)
    a[0, 0, 0, 0] = low
    a[-1, -1, -1, -1] = high
    return a


def dataset(bits, signed, photometric, frames=1, samples=1, allocated=None):
    d = Dataset()
    d.file_meta = FileMetaDataset()
    d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    d.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    d.SOPInstanceUID = ROOT + ".9.1"
    d.PatientName = "Secret^Sarah"
    d.PatientID = "SECRET-ID"
    d.Modality = "OT"
    d.SeriesInstanceUID = ROOT + ".9"
    d.SamplesPerPixel = samples
    d.PhotometricInterpretation = photometric
    if samples > 1:
        d.PlanarConfiguration = 0
    if frames > 1:
        d.NumberOfFrames = frames
    d.Rows, d.Columns = ROWS, COLUMNS
    d.BitsAllocated = allocated or (8 if bits <= 8 else 16 if bits <= 16 else 32)
    d.BitsStored = bits
    d.HighBit = bits - 1
    d.PixelRepresentation = int(signed)
    return d


def pixels(d, a, order="<"):
    kind = f"{order}{'i' if d.PixelRepresentation else 'u'}{d.BitsAllocated // 8}"
    d.PixelData = a.astype(kind).tobytes()
    if len(d.PixelData) % 2:
        d.PixelData += b"\0"
    d["PixelData"].VR = "OB" if d.BitsAllocated == 8 else "OW"


def save(path, d, syntax=ExplicitVRLittleEndian):
    d.file_meta.TransferSyntaxUID = syntax
    d.file_meta.MediaStorageSOPClassUID = d.SOPClassUID
    d.file_meta.MediaStorageSOPInstanceUID = d.SOPInstanceUID
    pydicom.dcmwrite(path, d, enforce_file_format=True)


def golden(out, name, d, a, syntax=ExplicitVRLittleEndian):
    """Stored values [frame, channel, y, x]."""
    save(out / (name + ".dcm"), d, syntax)
    a = np.asarray(a)
    np.save(out / (name + ".npy"), a.transpose(0, 3, 1, 2).astype("<f8" if a.dtype.kind == "f" else "<i8" if a.max() > 2**31 - 1 else "<i4"))


# Lossless JPEG, all predictors ---------------------------------------------------------------------------------------------------
def lossless_jpeg(a, precision, predictor, restart_rows=0, transform=0):
    """Encodes [y, x, sample] by ITU-T T.81 annex H, with one Huffman table of 17 codes of 5 bits."""
    height, width, samples = a.shape
    a = a >> transform
    out = bytearray(b"\xff\xd8")

    def segment(code, data):
        out.extend(bytes([0xff, code]) + (len(data) + 2).to_bytes(2, "big") + data)

    segment(0xc4, bytes([0]) + bytes([0, 0, 0, 0, 17] + [0] * 11) + bytes(range(17)))
    segment(0xc3, bytes([precision]) + height.to_bytes(2, "big") + width.to_bytes(2, "big") + bytes([samples]) +
            b"".join(bytes([c + 1, 0x11, 0]) for c in range(samples)))
    if restart_rows:
        segment(0xdd, (restart_rows * width).to_bytes(2, "big"))
    segment(0xda, bytes([samples]) + b"".join(bytes([c + 1, 0]) for c in range(samples)) + bytes([predictor, 0, transform]))
    bits = []

    def flush():
        while len(bits) % 8:
            bits.append(1)
        for i in range(0, len(bits), 8):
            byte = int("".join(map(str, bits[i:i + 8])), 2)
            out.append(byte)
            if byte == 0xff:
                out.append(0)
        bits.clear()

    restarts = 0
    top = 0
    for y in range(height):
        if restart_rows and y and y % restart_rows == 0:
            flush()
            out.extend(bytes([0xff, 0xd0 + restarts % 8]))
            restarts += 1
            top = y
        for x in range(width):
            for s in range(samples):
                ra = int(a[y, x - 1, s]) if x else 0
                rb = int(a[y - 1, x, s]) if y else 0
                rc = int(a[y - 1, x - 1, s]) if x and y else 0
                if y == top:
                    p = ra if x else 1 << (precision - transform - 1)
                elif x == 0:
                    p = rb
                else:
                    p = [0, ra, rb, rc, ra + rb - rc, ra + ((rb - rc) >> 1), rb + ((ra - rc) >> 1), (ra + rb) >> 1][predictor]
                d = (int(a[y, x, s]) - p) & 0xffff
                if d > 32768:
                    d -= 65536
                size = abs(d).bit_length()
                bits.extend(int(b) for b in f"{size:05b}")
                if 0 < size < 16:
                    v = d if d > 0 else d + (1 << size) - 1
                    bits.extend(int(b) for b in f"{v:0{size}b}")
    flush()
    out.extend(b"\xff\xd9")
    return bytes(out)


def encapsulated(d, frames, fragments=1, table=True):
    d.PixelData = encapsulate(frames, fragments_per_frame=fragments, has_bot=table)
    d["PixelData"].VR = "OB"
    d["PixelData"].is_undefined_length = True


def dicom_files():
    out = folder("dicom")
    a = picture(-2000, 3000)
    for name, syntax in dict(explicit=ExplicitVRLittleEndian, implicit=ImplicitVRLittleEndian, deflated=DeflatedExplicitVRLittleEndian).items():
        d = dataset(16, True, "MONOCHROME2")
        pixels(d, a)
        golden(out, name, d, a, syntax)
    d = dataset(16, True, "MONOCHROME2")
    pixels(d, a, ">")
    golden(out, "big-endian", d, a, ExplicitVRBigEndian)
    d = dataset(8, False, "MONOCHROME1")
    b = picture(0, 255)
    pixels(d, b)
    d.PixelData = np.frombuffer(d.PixelData, "<u2").byteswap().tobytes()
    d["PixelData"].VR = "OW"
    golden(out, "big-endian-bytes-in-words", d, b, ExplicitVRBigEndian)
    d = dataset(12, True, "MONOCHROME2")
    c = picture(-2048, 2047)
    pixels(d, (c & 0xfff | RANDOM.integers(0, 16, c.shape) << 12).astype("<u2").view("<i2"))
    golden(out, "signed-12-with-other-bits-above", d, c)
    d = dataset(12, False, "MONOCHROME2")
    d.HighBit = 15
    c = picture(0, 4095)
    pixels(d, c << 4)
    golden(out, "unsigned-12-high-bit-15", d, c)
    d = dataset(8, False, "MONOCHROME1")
    pixels(d, b)
    golden(out, "uint8", d, b)
    d = dataset(32, False, "MONOCHROME2")
    c = picture(0, 2**32 - 1)
    pixels(d, c)
    golden(out, "uint32", d, c)
    for name, kind in (("float", "<f4"), ("double", "<f8")):
        d = dataset(16, False, "MONOCHROME2")
        for k in ("BitsStored", "HighBit", "PixelRepresentation"):
            delattr(d, k)
        c = (picture(-1000, 1000) / 7.0).astype(kind)
        d.BitsAllocated = c.itemsize * 8
        setattr(d, "FloatPixelData" if name == "float" else "DoubleFloatPixelData", c.tobytes())
        golden(out, name, d, c.astype("f8"))
    d = dataset(1, False, "MONOCHROME2", frames=3, allocated=8)
    c = picture(0, 9, 3) % 2
    d.BitsAllocated = 1
    d.PixelData = np.packbits(c.ravel(), bitorder="little").tobytes()
    d.PixelData += b"\0" * (len(d.PixelData) % 2)
    d["PixelData"].VR = "OB"
    golden(out, "bits", d, c)
    rgb = picture(0, 255, 1, 3)
    d = dataset(8, False, "RGB", samples=3)
    pixels(d, rgb)
    golden(out, "rgb", d, rgb)
    d = dataset(8, False, "RGB", samples=3)
    d.PlanarConfiguration = 1
    pixels(d, rgb.transpose(0, 3, 1, 2))
    golden(out, "rgb-planar", d, rgb)
    d = dataset(8, False, "YBR_FULL", samples=3)
    ybr = picture(16, 235, 1, 3)
    pixels(d, ybr)
    golden(out, "ybr", d, pydicom.pixels.convert_color_space(ybr[0].astype("u1"), "YBR_FULL", "RGB")[None])

    for name, bits, signed, frames, samples in (("rle-8", 8, False, 1, 1), ("rle-16", 16, True, 1, 1), ("rle-frames", 16, False, 3, 1),
                                                ("rle-rgb", 8, False, 1, 3)):
        c = picture(-(1 << bits - 1) if signed else 0, (1 << bits - int(signed)) - 1, frames, samples)
        d = dataset(bits, signed, "RGB" if samples == 3 else "MONOCHROME2", frames, samples)
        pixels(d, c)
        d.compress(RLELossless, encoding_plugin="pylibjpeg", generate_instance_uid=False)
        golden(out, name, d, c, RLELossless)
    for name, bits, signed, frames, samples in (("j2k-10", 10, False, 1, 1), ("j2k-16", 16, True, 1, 1), ("j2k-frames", 12, False, 3, 1),
                                                ("j2k-rgb", 8, False, 1, 3)):
        c = picture(-(1 << bits - 1) if signed else 0, (1 << bits - int(signed)) - 1, frames, samples)
        d = dataset(bits, signed, "RGB" if samples == 3 else "MONOCHROME2", frames, samples)
        c = np.tile(c, (1, 3, 2, 1))  # the encoder wants 32 pixels at least
        d.Rows, d.Columns = c.shape[1:3]
        pixels(d, c)
        d.compress(JPEG2000Lossless, generate_instance_uid=False)
        golden(out, name, d, c, JPEG2000Lossless)
        assert (pixel_array(out / (name + ".dcm"), raw=True).reshape(c.shape) == c).all(), name

    for predictor in range(1, 8):
        bits = [16, 12, 8][predictor % 3]
        c = picture(0, (1 << bits) - 1)
        d = dataset(bits, False, "MONOCHROME2")
        stream = lossless_jpeg(c[0], bits, predictor, restart_rows=4 if predictor % 2 else 0)
        encapsulated(d, [stream])
        golden(out, f"lossless-{predictor}", d, c, JPEGLosslessSV1 if predictor == 1 else JPEGLossless)
        assert (pixel_array(out / f"lossless-{predictor}.dcm", raw=True).reshape(c.shape) == c).all(), predictor
    c = picture(0, 4095) >> 2 << 2
    d = dataset(12, False, "MONOCHROME2")
    encapsulated(d, [lossless_jpeg(c[0], 12, 4, transform=2)])
    golden(out, "lossless-transform", d, c, JPEGLossless)
    d = dataset(8, False, "RGB", samples=3)
    encapsulated(d, [lossless_jpeg(rgb[0], 8, 1)], fragments=3)
    golden(out, "lossless-rgb-in-fragments", d, rgb, JPEGLosslessSV1)
    assert (pixel_array(out / "lossless-rgb-in-fragments.dcm", raw=True).reshape(rgb.shape) == rgb).all()
    c = picture(0, 4095, 3)
    d = dataset(12, False, "MONOCHROME2", frames=3)
    encapsulated(d, [lossless_jpeg(f, 12, 6) for f in c], fragments=2)
    golden(out, "lossless-frames-by-offsets", d, c, JPEGLossless)
    buffer = io.BytesIO()
    Image.fromarray(b[0, :, :, 0].astype("u1")).save(buffer, "jpeg", quality=90)
    d = dataset(8, False, "MONOCHROME1")
    encapsulated(d, [buffer.getvalue()])
    golden(out, "baseline", d, np.asarray(Image.open(buffer)).astype("i4")[None, :, :, None], JPEGBaseline8Bit)

    # Nested items of undefined length, and implicit items in an explicit file
    d = dataset(16, True, "MONOCHROME2")
    inner = Dataset()
    inner.RadionuclideTotalDose = "370000000"
    inner.RadionuclideHalfLife = "6586.2"
    code = Dataset()
    code.CodeValue = "C-111A1"
    inner.RadionuclideCodeSequence = Sequence([code, code])
    inner["RadionuclideCodeSequence"].is_undefined_length = True
    code.is_undefined_length_sequence_item = True
    inner.is_undefined_length_sequence_item = True
    d.RadiopharmaceuticalInformationSequence = Sequence([inner, inner])
    d["RadiopharmaceuticalInformationSequence"].is_undefined_length = True
    pixels(d, a)
    golden(out, "nested-implicit", d, a, ImplicitVRLittleEndian)
    golden(out, "nested-explicit", d, a)
    d2 = dataset(16, True, "MONOCHROME2")
    pixels(d2, a)
    raw = b"".join([(0x0018).to_bytes(2, "little"), (0x1074).to_bytes(2, "little"), (10).to_bytes(4, "little"), b"370000000 "])
    d2.add_new(0x00531010, "OB", b"\xfe\xff\x00\xe0" + len(raw).to_bytes(4, "little") + raw)
    golden(out, "nested-unknown", d2, a)
    unknown = out / "nested-unknown.dcm"  # pydicom itself would write it as a sequence
    unknown.write_bytes(unknown.read_bytes().replace(b"\x53\x00\x10\x10OB", b"\x54\x00\x16\x00UN"))
    display(out)


def display(out):
    """Modality, then VOI, then inversion; 0..1."""
    def shown(name, d):
        save(out / (name + ".dcm"), d)
        d = pydicom.dcmread(out / (name + ".dcm"))
        raw = d.pixel_array
        stored = int(d.BitsStored)
        modality = apply_modality_lut(raw, d)
        if "VOILUTSequence" in d:
            top = 2.0 ** int(d.VOILUTSequence[0].LUTDescriptor[2]) - 1
            v = apply_voi_lut(modality, d) / top
        elif "WindowCenter" in d:
            v = apply_voi_lut(modality.astype("f8") if "ModalityLUTSequence" not in d else modality, d).astype("f8")
            if "ModalityLUTSequence" in d:
                low, high = 0.0, 2.0 ** int(d.ModalityLUTSequence[0].LUTDescriptor[2]) - 1
            else:
                low = -2.0 ** (stored - 1) if d.PixelRepresentation else 0.0
                high = 2.0 ** (stored - int(d.PixelRepresentation)) - 1
                slope, intercept = float(d.get("RescaleSlope", 1)), float(d.get("RescaleIntercept", 0))
                low, high = low * slope + intercept, high * slope + intercept
            v = (v - low) / (high - low)
        else:
            v = (modality - modality.min()) / (modality.max() - modality.min())
        if d.PhotometricInterpretation == "MONOCHROME1":
            v = 1 - v
        np.save(out / (name + ".npy"), v.astype("<f8"))

    base = picture(0, 4095)

    def make(photometric="MONOCHROME2", bits=12, signed=False, a=base):
        d = dataset(bits, signed, photometric)
        pixels(d, a)
        return d

    for photometric in ("MONOCHROME1", "MONOCHROME2"):
        d = make(photometric)
        d.WindowCenter, d.WindowWidth = [2000, 40], [1500, 400]
        shown("display-window-" + photometric[-1], d)
    d = make()
    d.WindowCenter, d.WindowWidth, d.VOILUTFunction = "2000.5", "1200", "LINEAR_EXACT"
    shown("display-exact", d)
    d = make(signed=True, a=picture(-2048, 2047))
    d.RescaleSlope, d.RescaleIntercept = "2", "-100"
    d.WindowCenter, d.WindowWidth, d.VOILUTFunction = "100", "900", "SIGMOID"
    shown("display-sigmoid", d)

    def lut(first, values, bits, vr):
        item = Dataset()
        item.add_new(0x00283002, "US" if vr == "US" else "SS", [len(values), first, bits])
        item.add_new(0x00283006, "OW", np.asarray(values, "<u2").tobytes())
        item.ModalityLUTType = "US"
        return Sequence([item])

    d = make("MONOCHROME1")
    d.VOILUTSequence = lut(500, np.rint(1023 * np.linspace(0, 1, 3000) ** 2), 10, "US")
    shown("display-voi-table", d)
    d = make("MONOCHROME1", signed=True, a=picture(-2048, 2047))
    d.ModalityLUTSequence = lut(-1000, np.rint(60000 * np.sqrt(np.linspace(0, 1, 2500))), 16, "SS")
    d.WindowCenter, d.WindowWidth = 30000, 40000
    shown("display-modality-table", d)
    shown("display-nothing", make("MONOCHROME1"))


def series():
    """Folders of slices with expected volumes [z, y, x]."""
    out = RESOURCES / "dicom"
    place = out / "mixed"
    place.mkdir()
    turn = np.linalg.qr(np.array([[1, 0.2, 0.1], [-0.15, 1, 0.3], [0.05, -0.25, 1]]))[0]
    turn *= np.sign(np.diag(turn))
    across, down = np.round(turn[:, 0], 10), np.round(turn[:, 1], 10)
    normal = np.cross(across, down)
    planes = {}
    for modality, count, spacing, series_uid in (("PT", 6, 3.27, ROOT + ".1"), ("CT", 4, 5.0, ROOT + ".2")):
        for i in range(count):
            d = dataset(16, True, "MONOCHROME2")
            d.Modality = modality
            d.SeriesInstanceUID = series_uid
            d.SOPInstanceUID = f"{series_uid}.{100 + i}"
            position = np.array([-100.5, 20.25, -300.0]) + i * spacing * normal
            d.ImagePositionPatient = [f"{v:.6f}" for v in position]
            d.ImageOrientationPatient = [f"{v:.10f}" for v in (*across, *down)]
            d.PixelSpacing = ["2.5", "1.25"]
            d.SliceThickness = "3"
            d.InstanceNumber = count - i
            a = picture(-1000, 3000)
            pixels(d, a)
            slope, intercept = (0.001 * (i + 1.37), 0.0) if modality == "PT" else (1, -24)
            d.RescaleSlope, d.RescaleIntercept = f"{slope:.12g}", f"{intercept:g}"
            if modality == "PT":
                d.SeriesDate = d.AcquisitionDate = "20200102"
                d.SeriesTime, d.AcquisitionTime = "101500", f"10{20 + i}30.5"
                d.Units, d.DecayCorrection, d.CorrectedImage = "BQML", "START", ["DECY", "ATTN", "NORM"]
                d.PatientWeight = "71.5"
                drug = Dataset()
                drug.RadiopharmaceuticalStartTime, drug.RadionuclideTotalDose, drug.RadionuclideHalfLife = "091000", "350000000", "6586.2"
                d.RadiopharmaceuticalInformationSequence = Sequence([drug])
            planes.setdefault(modality, []).append(a[0, :, :, 0] * float(f"{slope:.12g}") + intercept)
            save(place / f"{(7 * i + 3) % 11:02d}-{modality}", d, ImplicitVRLittleEndian if modality == "PT" else ExplicitVRLittleEndian)
    for modality, p in planes.items():
        np.save(out / f"mixed-{modality}.npy", np.stack(p).astype("<f8"))
    np.save(out / "mixed-direction.npy", np.stack([across, down, normal], 1).astype("<f8"))
    plan = dataset(16, True, "MONOCHROME2")
    plan.Modality = "RTSTRUCT"
    save(place / "plan.dcm", plan)
    (place / "notes.txt").write_text("No DICOM file.\n")

    tilted = out / "tilted"
    tilted.mkdir()
    for i in range(4):
        d = dataset(16, False, "MONOCHROME2")
        d.SOPInstanceUID = f"{ROOT}.3.{i}"
        d.ImagePositionPatient = ["0", f"{i * 1.0:.1f}", f"{i * 4.0:.1f}"]
        d.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
        d.PixelSpacing = ["1", "1"]
        pixels(d, picture(0, 100))
        save(tilted / f"{i}.dcm", d)

    d = dataset(16, False, "MONOCHROME2", frames=4)
    d.Modality = "CT"
    a = picture(0, 60000, 4)
    shared, frames = Dataset(), []
    measures, plane = Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = ["0.5", "0.75"], "2"
    plane.ImageOrientationPatient = ["0", "1", "0", "0", "0", "-1"]
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = Sequence([measures]), Sequence([plane])
    order = [2, 0, 3, 1]
    for k in range(4):
        f, position, values = Dataset(), Dataset(), Dataset()
        position.ImagePositionPatient = [f"{10 - 2.0 * order[k]}", "5", "7"]
        values.RescaleSlope, values.RescaleIntercept, values.RescaleType = f"{0.5 * (k + 1)}", "-10", "HU"
        f.PlanePositionSequence, f.PixelValueTransformationSequence = Sequence([position]), Sequence([values])
        frames.append(f)
    d.SharedFunctionalGroupsSequence, d.PerFrameFunctionalGroupsSequence = Sequence([shared]), Sequence(frames)
    pixels(d, a)
    save(out / "enhanced.dcm", d)
    np.save(out / "enhanced.npy", np.stack([a[k, :, :, 0] * 0.5 * (k + 1) - 10 for k in np.argsort(order)]).astype("<f8"))


def nifti_files():
    out = folder("nifti")
    size = (3, 4, 5)
    base = np.fromfunction(lambda i, j, k: 1 + i + 10 * j + 100 * k, size).astype("i2")
    affine = np.array([[2, 0, 0, -3], [0, 3, 0, 5], [0, 0, 4.5, -7], [0, 0, 0, 1.0]])
    with zipfile.ZipFile(out / "axis-orders.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for axes in itertools.permutations(("RL", "AP", "SI")):
            for ends in itertools.product((0, 1), repeat=3):
                code = "".join(a[e] for a, e in zip(axes, ends))
                turn = nib.orientations.ornt_transform(nib.orientations.io_orientation(affine), nib.orientations.axcodes2ornt(code))
                image = nib.Nifti1Image(base, affine).as_reoriented(turn)
                assert "".join(nib.aff2axcodes(image.affine)) == code
                for form in ("sform", "qform"):
                    one = nib.Nifti1Image(np.asarray(image.dataobj), None)
                    one.set_qform(image.affine, 1 if form == "qform" else 0)
                    one.set_sform(image.affine, 1 if form == "sform" else 0)
                    archive.writestr(zipfile.ZipInfo(f"{code}-{form}.nii"), one.to_bytes())

    turn = np.linalg.qr(RANDOM.normal(size=(3, 3)))[0]
    oblique = np.eye(4)
    oblique[:3, :3] = turn * [0.7, 1.3, 2.9]
    oblique[:3, 3] = [12.5, -45.25, 110.125]
    ramp = np.arange(60)
    kinds = dict(u1=ramp * 4, i1=ramp * 4 - 128, i2=ramp * 1000 - 30000, u2=ramp * 1100, i4=ramp * 70000000 - 2**31, u4=ramp * 70000000,
                 i8=ramp * 2**56, u8=ramp.astype("u8") * np.uint64(2**57), f4=ramp / 7 - 3, f8=ramp / 7 - 3)
    for kind, values in kinds.items():
        for version, order in ((1, "<"), (2, ">")):
            data = values.astype(order + kind).reshape(size, order="F")
            header = nib.Nifti1Header(endianness=order) if version == 1 else nib.Nifti2Header(endianness=order)
            image = (nib.Nifti1Image if version == 1 else nib.Nifti2Image)(data, oblique, header)
            image.set_data_dtype(np.dtype(order + kind))
            if kind in ("u1", "i2") and version == 1 or kind in ("i4", "f4") and version == 2:
                image.header.set_slope_inter(0.37, -11.5)
                raw = data
                image = (nib.Nifti1Image if version == 1 else nib.Nifti2Image)(raw * 0.37 - 11.5, oblique, image.header)
                image.set_data_dtype(np.dtype(order + kind))
                image.header.set_slope_inter(0.37, -11.5)
            name = f"{kind}-{version}.nii" + (".gz" if kind in ("i2", "f8") else "")
            nib.save(image, out / name)
            back = nib.load(out / name)
            stored = np.asarray(back.dataobj.get_unscaled())
            scaled = np.asarray(back.dataobj)
            np.save(out / f"{kind}-{version}.npy", scaled.transpose(2, 1, 0).astype("<i8" if scaled.dtype.kind == "i" else "<u8" if
                                                                                  scaled.dtype.kind == "u" else "<f8"))
            assert stored.dtype.newbyteorder("=") == np.dtype(kind)
    for name, form in (("both", "both"), ("qform-only", "q"), ("neither", "no")):
        image = nib.Nifti1Image(ramp.astype("i2").reshape(size, order="F"), None)
        other = oblique.copy()
        other[:3, 3] += 5
        image.set_sform(oblique, 2 if form == "both" else 0)
        image.set_qform(other if form == "both" else oblique, 1 if form != "no" else 0)
        image.header["pixdim"][1:4] = [0.7, 1.3, 2.9]
        nib.save(image, out / (name + ".nii"))
    np.save(out / "affine.npy", nib.load(out / "both.nii").affine.astype("<f8"))
    np.save(out / "qform.npy", nib.load(out / "qform-only.nii").affine.astype("<f8"))
    channels = np.arange(120).astype("u1").reshape((3, 4, 5, 2), order="F")
    nib.save(nib.Nifti1Image(channels, oblique), out / "channels.nii")


def resampling():
    out = folder("resampling")
    turn = lambda seed: np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    shape = (9, 11, 14)  # z, y, x
    values = RANDOM.normal(size=shape).astype("f4").cumsum(2)
    labels = RANDOM.integers(0, 2**32, size=shape).astype("u4")
    tilted = np.eye(3)
    tilted[:, 2] = np.array([0, 0.3, 1]) / np.hypot(0.3, 1)
    cases = dict(plain=(np.eye(3), np.eye(3)), oblique=(turn(3), turn(4)), flipped=(np.diag([1, -1, -1.0]), np.eye(3)), tilted=(tilted, turn(5)))
    for name, (a, b) in cases.items():
        spacing, target = np.array([1.3, 1.7, 2.9]), np.array([1.9, 1.1, 2.3])
        centre = np.array([5.5, -3.25, 8.125])
        origin = centre - a @ (spacing * (np.array(shape[::-1]) - 1) / 2)
        size = np.array([13, 15, 8])
        start = centre - b @ (target * (size - 1) / 2) + [0.31, -0.22, 0.53]
        reference = sitk.Image([int(s) for s in size], sitk.sitkFloat32)
        reference.SetSpacing(target.tolist())
        reference.SetOrigin(start.tolist())
        reference.SetDirection(b.ravel().tolist())
        results = {}
        for method, which, data in (("linear", sitk.sitkLinear, values), ("cubic", sitk.sitkBSpline, values), ("nearest",
                                                                                                  sitk.sitkNearestNeighbor, labels)):
            moving = sitk.GetImageFromArray(data)
            moving.SetSpacing(spacing.tolist())
            moving.SetOrigin(origin.tolist())
            moving.SetDirection(a.ravel().tolist())
            got = sitk.Resample(moving, reference, sitk.Transform(), which, 77.0, moving.GetPixelID())
            results[method] = sitk.GetArrayFromImage(got)
        for method, r in results.items():
            np.save(out / f"{name}-{method}.npy", r)
        np.save(out / f"{name}-geometry.npy", np.concatenate([spacing, origin, a.ravel(), target, start, b.ravel()]).astype("<f8"))
    np.save(out / "values.npy", values)
    np.save(out / "labels.npy", labels)


dicom_files()
series()
nifti_files()
resampling()
