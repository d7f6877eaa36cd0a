"""Vectors of the size of NIH-14's test list with 14 labels, and what PyTorch and scikit-learn make of them.

    VENV/bin/python src/test/python/bench_probe.py FOLDER [regression]

Writes x.f32 [case, 768], y.i8 [case, 14] (made up, as rare as real findings) and prints seconds and macro AUROC on the second
half of 51,192 cases: a linear probe (Adam 0.005, batch 1024, 50 epochs) and, if asked for, logistic regression (C = 0.001).
ProbeBenchmark does the same with the suite.
"""
import sys
import time
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

N, WIDTH, LABELS = 25596, 768, 14
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
torch.set_num_threads(2)
rng = np.random.default_rng(1)
x = rng.normal(size=(2 * N, WIDTH)).astype(np.float32)
logits = x @ rng.normal(size=(WIDTH, LABELS)).astype(np.float32) * 2 / WIDTH**0.5
rare = np.quantile(logits + rng.gumbel(size=logits.shape), 1 - np.geomspace(0.18, 0.004, LABELS), axis=0)
y = (logits + rng.gumbel(size=logits.shape) > np.diag(rare)).astype(np.int8)
x.tofile(folder / "x.f32")
y.tofile(folder / "y.i8")


def macro(p):
    return np.mean([roc_auc_score(y[N:, l], p[:, l]) for l in range(LABELS)])


start = time.time()
torch.manual_seed(0)
xt, yt = torch.tensor(x[:N]), torch.tensor(y[:N]).float()
layer = torch.nn.Linear(WIDTH, LABELS)
torch.nn.init.normal_(layer.weight, std=0.01)
torch.nn.init.zeros_(layer.bias)
adam = torch.optim.Adam(layer.parameters(), lr=0.005)
for _ in range(50):
    for part in torch.randperm(N).split(1024):
        adam.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(layer(xt[part]), yt[part]).backward()
        adam.step()
with torch.no_grad():
    print(f"PyTorch linear probe: {time.time() - start:.1f} s, macro AUROC {macro(layer(torch.tensor(x[N:])).numpy()):.4f}")
if "regression" in sys.argv:
    start = time.time()
    p = np.stack([LogisticRegression(C=0.001, tol=1e-6, max_iter=2000).fit(x[:N], y[:N, l]).decision_function(x[N:]) for l in range(LABELS)], 1)
    print(f"scikit-learn logistic regression: {time.time() - start:.1f} s, macro AUROC {macro(p):.4f}")
