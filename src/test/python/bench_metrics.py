#!/usr/bin/env python3
"""Times the reference tools on the benchmark files:  bench_metrics.py FOLDER [make | partition | masks | classification ...]

FOLDER holds l100x1024x1024.gt.u32 and mask_256.{a,b}.u8 (raw, z y x). "make" adds what is missing: a plausible segmentation
l100x1024x1024.seg_mean05.u32 and classification.csv. Needs numpy, scipy, scikit-image, scikit-learn, torch, monai, medpy and
surface-distance. Each tool may use both cores; one line a measurement: name, seconds of the best run, value.
"""
import os
import sys
import time

import numpy as np

SHAPE = (100, 1024, 1024)
SPACING = (2.5, 0.8, 0.8)


def timed(name, action, runs=2):
    best, first = float("inf"), None
    for _ in range(runs):
        start = time.perf_counter()
        value = action()
        seconds = time.perf_counter() - start
        first = seconds if first is None else first
        best = min(best, seconds)
    print(f"{name}\tfirst {first:.3f} s\tbest {best:.3f} s\t{value}", flush=True)


def labels(folder, name):
    return np.fromfile(os.path.join(folder, "l100x1024x1024." + name), "<u4").reshape(SHAPE).astype(np.int64)


def make(folder):
    """A segmentation with splits, merges and shifted borders; scores of 14 findings of 25,596 images of 2,797 patients."""
    target = os.path.join(folder, "l100x1024x1024.seg_mean05.u32")
    if not os.path.exists(target):
        truth = np.fromfile(os.path.join(folder, "l100x1024x1024.gt.u32"), "<u4").reshape(SHAPE)
        rng = np.random.default_rng(5)
        merged = rng.permutation(int(truth.max()) + 1).astype(np.uint32)
        keep = rng.random(merged.size) < 0.9
        merged[keep] = np.flatnonzero(keep)
        merged[0] = 0
        with open(target + ".part", "wb") as out:
            for z in range(SHAPE[0]):
                section = np.roll(truth[z], (1, 2), (0, 1))
                tile = (np.arange(1024)[:, None] // 64 * 16 + np.arange(1024)[None] // 64).astype(np.uint32)
                split = (section * np.uint32(2654435761) >> np.uint32(28)) == 0  # one neurite in 16 is cut into tiles
                label = merged[section]
                label = np.where(split & (section > 0), 100000 + label % 512 * 2560 + tile + 256 * (z // 10), label)
                speck = rng.random((1024, 1024)) < 0.0005
                label[speck] = 1600000 + rng.integers(0, 50000, int(speck.sum()))
                out.write(label.astype("<u4").tobytes())
        os.rename(target + ".part", target)
    target = os.path.join(folder, "classification.csv")
    if not os.path.exists(target):
        rng = np.random.default_rng(6)
        n, findings = 25596, 14
        patient = rng.integers(0, 2797, n)
        truth = rng.random((n, findings)) < np.linspace(0.003, 0.24, findings)
        score = 1 / (1 + np.exp(-(1.2 * truth + rng.standard_normal((n, findings)) - 2)))
        header = ["patient"] + [f"finding_{k}" for k in range(findings)] + [f"score_{k}" for k in range(findings)]
        with open(target + ".part", "w") as out:
            out.write(",".join(header) + "\n")
            for p, t, s in zip(patient, truth, score):
                out.write(",".join([str(p)] + [str(int(x)) for x in t] + [f"{x:.6f}" for x in s]) + "\n")
        os.rename(target + ".part", target)


def partition(folder):
    from skimage.metrics import adapted_rand_error, variation_of_information
    truth, segmentation = labels(folder, "gt.u32"), labels(folder, "seg_mean05.u32")
    timed("scikit-image VOI", lambda: variation_of_information(truth, segmentation, ignore_labels=(0,)))
    timed("scikit-image adapted Rand", lambda: adapted_rand_error(truth, segmentation))


def masks(folder):
    import torch
    from medpy.metric import binary
    from monai.metrics import compute_hausdorff_distance
    if not hasattr(np, "Inf"):
        np.Inf = np.inf  # surface-distance 0.1 uses the name that numpy 2 dropped
    import surface_distance
    n = 256
    a, b = (np.fromfile(os.path.join(folder, f"mask_{n}.{k}.u8"), np.uint8).reshape(n, n, n).astype(bool) for k in "ab")
    ta, tb = (torch.from_numpy(m[None, None]) for m in (a, b))
    timed("MONAI HD95", lambda: float(compute_hausdorff_distance(
        ta, tb, include_background=True, percentile=95, spacing=list(SPACING))[0, 0]), 3)
    timed("surface-distance HD95", lambda: float(surface_distance.compute_robust_hausdorff(
        surface_distance.compute_surface_distances(b, a, SPACING), 95)))
    timed("medpy HD95", lambda: float(binary.hd95(a, b, SPACING)))


def classification(folder):
    from sklearn.metrics import average_precision_score, roc_auc_score
    data = np.loadtxt(os.path.join(folder, "classification.csv"), delimiter=",", skiprows=1)
    truth, score = data[:, 1:15].astype(int), data[:, 15:]
    timed("scikit-learn AUROC + AUPRC, once (no bootstrap)", lambda: (
        roc_auc_score(truth, score, average="macro"), average_precision_score(truth, score, average="macro")))


if __name__ == "__main__":
    for part in sys.argv[2:] or ["make", "partition", "masks", "classification"]:
        {"make": make, "partition": partition, "masks": masks, "classification": classification}[part](sys.argv[1])
