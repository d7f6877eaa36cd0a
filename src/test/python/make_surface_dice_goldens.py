#!/usr/bin/env python3
"""MONAI's surface Dice of the mask pairs of metric_goldens.json:  make_surface_dice_goldens.py src/test/resources/metrics

Needs numpy, torch and monai.
"""
import json
import os
import sys

import monai
import numpy as np
import torch
from monai.metrics import compute_surface_dice

TOLERANCES = (0.5, 1.0, 2.5)


def mask(case, key):
    flat = np.zeros(int(np.prod(case["shape"])), bool)
    at = 0
    for gap, length in zip(case[key][::2], case[key][1::2]):
        flat[at + gap:at + gap + length] = True
        at += gap + length
    return torch.from_numpy(flat.reshape(case["shape"])[None, None])


folder = sys.argv[1]
result = {"monai": monai.__version__, "tolerances": TOLERANCES, "surface_dice": {}}
for case in json.load(open(os.path.join(folder, "metric_goldens.json")))["masks"]:
    values = [float(compute_surface_dice(mask(case, "pred_runs"), mask(case, "gt_runs"), [t], include_background=True,
                                         spacing=case["spacing"])[0, 0]) for t in TOLERANCES]
    result["surface_dice"][case["name"]] = [v if np.isfinite(v) else str(v) for v in values]
json.dump(result, open(os.path.join(folder, "surface_dice_goldens.json"), "w"), indent=1)
