"""Classifiers on vectors by scikit-learn, PyTorch and NumPy, for ProbeTest.

    python -m venv VENV && VENV/bin/pip install numpy scikit-learn torch
    VENV/bin/python src/test/python/make_probe_goldens.py src/test/resources/probe

Vectors are int8, to be divided by 16; labels int8 with -1 for unknown; the first TRAIN cases are for training. Weights of the
logistic regressions are kept with the bias at the end; of the probes the probabilities of the test cases.
"""
import sys
from pathlib import Path

import gzip
import io

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

TRAIN, TEST, WIDTH, LABELS, CLASSES = 1200, 1500, 24, 4, 3


def save(folder, name, array):
    raw = io.BytesIO()
    np.save(raw, np.ascontiguousarray(array))
    (folder / f"{name}.npy.gz").write_bytes(gzip.compress(raw.getvalue(), 9, mtime=0))


def data():
    rng = np.random.default_rng(5)
    n = TRAIN + TEST
    x = rng.normal(size=(n, WIDTH)) @ rng.normal(size=(WIDTH, WIDTH)) / 5 + rng.normal(size=WIDTH)
    x = np.clip(np.round(16 * x), -127, 127).astype(np.int8)
    f = (x / 16.0 - (x / 16.0).mean(0)) / (x / 16.0).std(0)
    logits = f @ rng.normal(size=(WIDTH, LABELS)) * 0.5 - np.array([0, 1, 2, 3])
    y = (rng.random((n, LABELS)) < 1 / (1 + np.exp(-logits))).astype(np.int8)
    y[rng.random((n, LABELS)) < 0.1] = -1
    c = (f @ rng.normal(size=(WIDTH, CLASSES)) + rng.gumbel(size=(n, CLASSES)) * 2).argmax(1).astype(np.int8)
    return x, y, c


def regression(c, x, y):
    m = LogisticRegression(C=c, tol=1e-9, max_iter=20000).fit(x, y)
    return np.concatenate([m.coef_, m.intercept_[:, None]], 1)


def probe(x, y, optimiser, classes):
    torch.manual_seed(0)
    outputs = CLASSES if classes else LABELS
    layer = torch.nn.Linear(WIDTH, outputs)
    torch.nn.init.normal_(layer.weight, std=0.01)  # as DINOv2's linear evaluation starts
    torch.nn.init.zeros_(layer.bias)
    xt, yt = torch.tensor(x[:TRAIN], dtype=torch.float32), torch.tensor(y[:TRAIN])
    batch, epochs = 128, 50
    steps = epochs * -(-TRAIN // batch)
    if optimiser == "adam":
        step, schedule = torch.optim.Adam(layer.parameters(), lr=0.005), None
    else:
        step = torch.optim.SGD(layer.parameters(), lr=0.05, momentum=0.9)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(step, steps)
    for _ in range(epochs):
        for part in torch.randperm(TRAIN).split(batch):
            out = layer(xt[part])
            if classes:
                loss = torch.nn.functional.cross_entropy(out, yt[part].long())
            else:
                known = yt[part] >= 0
                loss = torch.nn.functional.binary_cross_entropy_with_logits(out[known], yt[part][known].float())
            step.zero_grad()
            loss.backward()
            step.step()
            if schedule:
                schedule.step()
    with torch.no_grad():
        out = layer(torch.tensor(x[TRAIN:], dtype=torch.float32))
        return (out.softmax(1) if classes else out.sigmoid()).numpy()


def neighbours(x, y, k):
    n = x / np.linalg.norm(x, axis=1, keepdims=True)
    s = n[TRAIN:] @ n[:TRAIN].T
    p = np.zeros((TEST, LABELS))
    for i in range(TEST):
        near = np.argsort(-s[i], kind="stable")[:k]
        w = np.exp(s[i][near] / 0.07)
        for l in range(LABELS):
            known = y[:TRAIN][near, l] >= 0
            p[i, l] = (w[known] * y[:TRAIN][near, l][known]).sum() / w[known].sum()
    return p


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    x, y, c = data()
    f = x / 16.0
    save(folder, "x", x)
    save(folder, "y", y)
    save(folder, "classes", c)
    for strength in (0.01, 1.0):
        rows = [regression(strength, f[:TRAIN][y[:TRAIN, l] >= 0], y[:TRAIN, l][y[:TRAIN, l] >= 0])[0] for l in range(LABELS)]
        save(folder, f"logistic-{strength}", np.array(rows))
        p = 1 / (1 + np.exp(-(f[TRAIN:] @ np.array(rows)[:, :-1].T + np.array(rows)[:, -1])))
        print("logistic", strength, [roc_auc_score(y[TRAIN:, l][k], p[k, l]) for l in range(LABELS) for k in [y[TRAIN:, l] >= 0]])
    save(folder, "multinomial", regression(0.1, f[:TRAIN], c[:TRAIN]))
    save(folder, "binary", regression(0.1, f[:TRAIN], c[:TRAIN] > 0))
    for optimiser in ("adam", "sgd"):
        save(folder, f"probe-{optimiser}", probe(f, y, optimiser, False).astype(np.float32))
    save(folder, "probe-classes", probe(f, c, "adam", True).astype(np.float32))
    save(folder, "neighbours-10", neighbours(f, y, 10).astype(np.float32))
    save(folder, "neighbours-50", neighbours(f, y, 50).astype(np.float32))


main(Path(sys.argv[1]))
