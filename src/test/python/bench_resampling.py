"""The same work as ResamplingBenchmark, with SimpleITK. Usage: bench_resampling.py THREADS"""
import sys
import time

import numpy as np
import SimpleITK as sitk

sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(int(sys.argv[1]))


def image(array, spacing, origin=(0, 0, 0), direction=np.eye(3)):
    i = sitk.GetImageFromArray(array)
    i.SetSpacing(spacing)
    i.SetOrigin(origin)
    i.SetDirection(np.ravel(direction).tolist())
    return i


ct = image((np.arange(512 * 512 * 600) * 31 % 2048 - 1024).astype("i2").reshape(600, 512, 512), (0.98, 0.98, 1.5))
c, s = np.cos(0.05), np.sin(0.05)
pet = image(np.zeros((300, 200, 200), "f4"), (4.07, 4.07, 3), (-150, -150, 0))
turned = image(np.zeros((300, 200, 200), "f4"), (4.07, 4.07, 3), (-150, -150, 0), [[1, 0, 0], [0, c, -s], [0, s, c]])
for name, method in (("nearest", sitk.sitkNearestNeighbor), ("linear", sitk.sitkLinear), ("cubic", sitk.sitkBSpline)):
    for what, a, b in (("CT to PET", ct, pet), ("PET (oblique) to CT", turned, ct)):
        start = time.time()
        sitk.Resample(a, b, sitk.Transform(), method, 0.0, a.GetPixelID() if name == "nearest" else sitk.sitkFloat32)
        print(f"{what}, {name}: {time.time() - start:.2f} s")
