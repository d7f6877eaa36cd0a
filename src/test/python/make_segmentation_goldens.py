"""Goldens of the segmentation heads: the same weights through heads written with torch.nn.functional, here on their own.

    python src/test/python/make_segmentation_goldens.py src/test/resources/segmentation

Needs torch and safetensors. One file a head: weights by name, "x" [1, blocks * features, 5, 6] and "probability" [outputs, 11, 9].
"""
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

FEATURES, CHANNELS, OUTPUTS, DOUBLINGS, LEVELS = 6, 8, 3, 2, 4


class Weights:
    """Draws a weight the first time that it is asked for."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)
        self.all = {}

    def draw(self, name, *shape, scale=1.0, shift=0.0):
        self.all[name] = torch.randn(*shape, generator=self.generator) * scale + shift
        return self.all[name]

    def conv(self, x, name, out, kernel):
        fan = x.shape[1] * kernel * kernel
        w = self.draw(name + ".weight", out, x.shape[1], kernel, kernel, scale=fan ** -0.5)
        return F.conv2d(x, w, self.draw(name + ".bias", out, scale=0.1), padding=kernel // 2)

    def block(self, x, name, out, kernel):
        y = self.conv(x, name, out, kernel)
        return F.relu(self.norm(y, name + ".norm"))

    def norm(self, x, name):
        c = x.shape[1]
        return F.group_norm(x, 8, self.draw(name + ".weight", c, scale=0.1, shift=1), self.draw(name + ".bias", c, scale=0.1), 1e-5)

    def rescaled(self, x, name, power):
        """Each side times two to the power: transposed convolutions upwards, maxima of 2 x 2 downwards."""
        c = x.shape[1]
        for i in range(power):
            w = self.draw(f"{name}.up{i}.weight", c, c, 2, 2, scale=c ** -0.5)
            x = F.conv_transpose2d(x, w, self.draw(f"{name}.up{i}.bias", c, scale=0.1), stride=2)
            if i + 1 < power:
                x = F.relu(self.norm(x, f"{name}.up{i}.norm"))
        for _ in range(-power):
            x = F.max_pool2d(x, 2)
        return x


def like(x, other):
    return F.interpolate(x, size=other.shape[2:], mode="bilinear", align_corners=False)


def linear(w, blocks):
    return w.conv(blocks[-1], "output", OUTPUTS, 1)


def vitdet(w, blocks):
    start = w.conv(blocks[-1], "input", CHANNELS, 1)
    maps = []
    for level in range(LEVELS):
        x = w.rescaled(start, f"level{level}", DOUBLINGS - level)
        x = w.block(x, f"level{level}.reduce", CHANNELS, 1)
        maps.append(w.block(x, f"level{level}.smooth", CHANNELS, 3))
    return w.conv(sum(like(m, maps[0]) for m in maps), "output", OUTPUTS, 1)


def upernet(w, blocks):
    lateral = [w.rescaled(w.block(b, f"level{i}.lateral", CHANNELS, 1), f"level{i}", DOUBLINGS - i) for i, b in enumerate(blocks)]
    top = lateral[-1]
    pools = [like(F.relu(w.conv(F.adaptive_avg_pool2d(top, bins), f"pool{bins}", CHANNELS, 1)), top) for bins in (1, 2, 3, 6)]
    lateral[-1] = w.block(torch.cat([top] + pools, 1), "pool", CHANNELS, 3)
    for i in reversed(range(LEVELS - 1)):
        lateral[i] = lateral[i] + like(lateral[i + 1], lateral[i])
    maps = [w.block(lateral[i], f"pyramid{i}", CHANNELS, 3) for i in range(LEVELS - 1)] + [lateral[-1]]
    fused = w.block(torch.cat([like(m, maps[0]) for m in maps], 1), "fused", CHANNELS, 3)
    return w.conv(fused, "output", OUTPUTS, 1)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for seed, head in enumerate((linear, vitdet, upernet)):
        w = Weights(seed)
        blocks = [torch.randn(1, FEATURES, 5, 6, generator=w.generator) for _ in range(LEVELS)]
        logits = F.interpolate(head(w, blocks), size=(11, 9), mode="bilinear", align_corners=False)
        content = dict(w.all, x=torch.cat(blocks, 1), probability=torch.softmax(logits, 1)[0])
        save_file({name: t.contiguous() for name, t in content.items()}, folder / f"{head.__name__}.safetensors")


main(Path(sys.argv[1]))
