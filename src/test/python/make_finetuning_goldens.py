"""Twenty steps of fine-tuning tiny checkpoints on synthetic radiographs by PyTorch and transformers, for FineTuningTest.

    VENV/bin/python src/test/python/make_finetuning_goldens.py src/test/resources/encoders/golden/models src/test/resources/finetuning

Writes pictures.npy.gz [16, 64, 64] uint8, labels.npy.gz [16, 3] int8 (-1 unknown), head.npy.gz [3, 1 + width] (bias at the end) for each
model, and MODEL.safetensors: the losses and every vector and the query, first and last matrices after twenty steps of AdamW (rate 3e-4,
layer decay 0.75, weight decay 0.05, batch 8, in order). The second run of a model trains its last block only, MODEL-last.safetensors.
"""
import gzip
import io
import re
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import AutoModel

STEPS, BATCH, LABELS, RATE, LAYER_DECAY, WEIGHT_DECAY = 20, 8, 3, 3e-4, 0.75, 0.05
MODELS = ["vit-tiny", "dinov2-tiny", "dinov3-vit-tiny", "convnext-tiny", "dinov3-convnext-tiny"]
OUTSIDE = re.compile("pooler|mask_token|classifier")


def save(path, array):
    raw = io.BytesIO()
    np.save(raw, np.ascontiguousarray(array))
    path.write_bytes(gzip.compress(raw.getvalue(), 9, mtime=0))


def pictures():
    rng = np.random.default_rng(2)
    y, x = np.mgrid[:64, :64] / 63.0
    all, labels = [], []
    for i in range(16):
        lungs = np.exp(-(((x - 0.3) / 0.13) ** 2 + ((y - 0.45) / 0.28) ** 2)) + np.exp(-(((x - 0.7) / 0.13) ** 2 + ((y - 0.45) / 0.28) ** 2))
        heart, mass, effusion = rng.random(3) < 0.5
        v = 0.75 - 0.5 * lungs + 0.25 * np.exp(-(((x - 0.55) / (0.12 + 0.08 * heart)) ** 2 + ((y - 0.6) / 0.16) ** 2))
        v += 0.4 * mass * (np.hypot(x - rng.uniform(0.25, 0.75), y - rng.uniform(0.3, 0.6)) < 0.06) + 0.3 * effusion * (y > 0.75)
        all.append(np.clip(v * 230 + rng.normal(size=v.shape) * 6, 0, 255).astype(np.uint8))
        labels.append([heart, mass, effusion])
    labels = np.array(labels).astype(np.int8)
    labels[3, 1] = labels[9, 0] = -1
    return np.stack(all), labels


def layer(name, blocks, depths):
    if re.search(r"(^|\.)stages\.", name):
        s = int(re.search(r"stages\.(\d+)\.", name).group(1))
        inner = re.search(r"\.layers\.(\d+)\.", name)
        if not inner:
            return 0 if s == 0 else sum(depths[:s]) + 1
        return sum(depths[:s]) + int(inner.group(1)) + 1
    inner = re.search(r"layer\.(\d+)\.", name)
    if inner:
        return int(inner.group(1)) + 1
    return 0 if "embeddings" in name or "embed" in name else blocks + 1


def train(folder, x, y, head, last):
    model = AutoModel.from_pretrained(folder)
    model.eval()  # in training mode DINOv3 rescales its positions at random
    depths = getattr(model.config, "depths", None)
    blocks = sum(depths) if depths else model.config.num_hidden_layers
    linear = torch.nn.Linear(head.shape[1] - 1, LABELS)
    linear.weight.data, linear.bias.data = torch.tensor(head[:, :-1]), torch.tensor(head[:, -1])
    groups = [{"params": list(linear.parameters()), "lr": RATE}]
    for name, p in model.named_parameters():
        depth = layer(name, blocks, depths)
        p.requires_grad = not OUTSIDE.search(name) and depth >= (blocks if last else 0)
        if p.requires_grad:
            groups.append({"params": [p], "lr": RATE * LAYER_DECAY ** (blocks + 1 - depth)})
    adam = torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY)
    losses = []
    for step in range(STEPS):
        part = slice(step % 2 * BATCH, step % 2 * BATCH + BATCH)
        out = model(x[part])
        vector = out.pooler_output if depths else out.last_hidden_state[:, 0]
        known = y[part] >= 0
        loss = torch.nn.functional.binary_cross_entropy_with_logits(linear(vector)[known], y[part][known].float())
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    kept = {"losses": torch.tensor(losses), "head.weight": linear.weight.data, "head.bias": linear.bias.data}
    matrices = [n for n, p in model.named_parameters() if p.dim() > 1 and p.requires_grad]
    for name, p in model.named_parameters():
        if p.requires_grad and (p.dim() == 1 or name in matrices[:1] + matrices[-1:] or re.search(r"q_proj|query|dwconv|depthwise", name)):
            kept[name] = p.data.contiguous().clone()
    return kept


def main(models, out):
    out.mkdir(parents=True, exist_ok=True)
    images, labels = pictures()
    save(out / "pictures.npy.gz", images)
    save(out / "labels.npy.gz", labels)
    x = torch.tensor(images.astype(np.float32) / 127.5 - 1)[:, None].expand(-1, 3, -1, -1)
    for name in MODELS:
        config = AutoModel.from_pretrained(models / name).config
        width = getattr(config, "hidden_size", None) or config.hidden_sizes[-1]
        head = (np.random.default_rng(7).normal(size=(LABELS, width + 1)) * 0.05).astype(np.float32)
        save(out / f"{name}-head.npy.gz", head)
        for last in (False, True):
            kept = train(models / name, x, torch.tensor(labels), head, last)
            print(name, last, [round(v, 4) for v in kept["losses"].tolist()][::6])
            save_file(kept, out / f"{name}{'-last' if last else ''}.safetensors")


main(Path(sys.argv[1]), Path(sys.argv[2]))
