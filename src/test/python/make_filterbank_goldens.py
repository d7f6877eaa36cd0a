"""Features of small volumes by SciPy and NumPy, for FilterBankTest.

    python -m venv VENV && VENV/bin/pip install numpy scipy
    VENV/bin/python src/test/python/make_filterbank_goldens.py src/test/resources/filterbank

For each case NAME it writes NAME.image.f32 [z, y, x] and NAME.features.f32 [feature, z, y, x], raw little-endian float32,
and one line in cases.csv: name, width, height, depth, spacing along z in pixels. The images are normalised with the fixed
numbers 120 and 40. The border is made by padding (numpy "symmetric"), so that SciPy's own border rules do not matter.
"""
import sys
from pathlib import Path

import numpy as np
from scipy import ndimage

PAD_Z, PAD = 24, 32


def gaussian(v, sigma, axes):
    for axis, s in zip(axes, sigma):
        v = ndimage.gaussian_filter1d(v, s, axis=axis, truncate=3) if int(3 * s + 0.5) > 0 else v
    return v


def derivative(v, axis, order=1):
    return ndimage.correlate1d(v, [-0.5, 0, 0.5] if order == 1 else [1, -2, 1], axis=axis)


def matrices(parts, n):
    m = np.empty(parts[0].shape + (n, n))
    k = 0
    for i in range(n):
        for j in range(i, n):
            m[..., i, j] = m[..., j, i] = parts[k]
            k += 1
    return m


def eigenvalues(parts, n):
    """Descending, of matrices given by their upper triangles row by row."""
    values = np.linalg.eigvalsh(matrices(parts, n))
    return [values[..., n - 1 - i] for i in range(n)]


def hessian(v, axes, spacing, scale):
    parts = []
    for i, a in enumerate(axes):
        for b in axes[i:]:
            d = derivative(v, a, 2) / spacing[a] ** 2 if a == b else derivative(derivative(v, a), b) / (spacing[a] * spacing[b])
            parts.append(scale ** 2 * d)
    return eigenvalues(parts, len(axes))


def gradient(v, axes, spacing, scale):
    return [scale * derivative(v, a) / spacing[a] for a in axes]


def magnitude(parts):
    return np.sqrt(sum(p ** 2 for p in parts))


def features(image, thickness):
    v = (image.astype(np.float64) - 120) / 40
    v = np.pad(v, ((PAD_Z,) * 2, (PAD,) * 2, (PAD,) * 2), mode="symmetric")
    spacing = [thickness, 1, 1]
    plane, space = [1, 2], [0, 1, 2]
    floor = 1e-4
    out = [v]

    def in_plane(x, s):
        return gaussian(x, [s, s], plane)

    def in_space(x, s):
        return gaussian(x, [s / thickness, s, s], space)

    for s in (0.7, 1.6, 3.5):
        g = in_plane(v, s)
        out.append(g)
        if s > 0.7:
            out.append(magnitude(gradient(g, plane, spacing, s)))
            out.append(np.sqrt(np.maximum(0, in_plane(v * v, s) - g * g) + floor))
        out += hessian(g, plane, spacing, s)
    g = in_plane(v, 5)
    out += [g, 25 * (derivative(g, 1, 2) + derivative(g, 2, 2))]
    for inner, outer in ((0.7, 1.6), (1.6, 3.5)):
        d = gradient(in_plane(v, inner), plane, spacing, inner)
        parts = [in_plane(d[i] * d[j], outer) for i in range(2) for j in range(i, 2)]
        out += [np.sqrt(e + floor) for e in eigenvalues(parts, 2)]
    g = in_plane(v, 1)
    out += [np.roll(g, 1, 0), np.roll(g, -1, 0)]
    for s in (1, 2):
        g = in_space(v, s)
        if s > 1:
            out.append(g)
        out.append(magnitude(gradient(g, space, spacing, s)))
        out += hessian(g, space, spacing, s)
    d = gradient(in_space(v, 1), space, spacing, 1)
    parts = [in_space(d[i] * d[j], 1.6) for i in range(3) for j in range(i, 3)]
    out += [np.sqrt(np.maximum(e, 0) + floor) for e in eigenvalues(parts, 3)]
    return np.stack(out)[:, PAD_Z:-PAD_Z, PAD:-PAD, PAD:-PAD]


def image(rng, depth, height, width):
    noise = rng.normal(size=(depth, height, width))
    smooth = ndimage.gaussian_filter(noise, (1, 1.5, 1.5), mode="wrap")
    return np.clip(np.rint(130 + 45 * smooth / (smooth.std() + 1e-9) + 12 * noise), 0, 255)


def main(folder):
    rng = np.random.default_rng(3)
    lines = ["name,width,height,depth,thickness"]
    cases = [("cubic", 14, 22, 19, 1.0), ("thick", 6, 21, 26, 10.0), ("middling", 9, 17, 18, 3.0), ("line", 3, 24, 1, 1.0)]
    for name, depth, height, width, thickness in cases:
        v = image(rng, depth, height, width).astype("<f4")
        v.tofile(folder / f"{name}.image.f32")
        features(v, thickness).astype("<f4").tofile(folder / f"{name}.features.f32")
        lines.append(f"{name},{width},{height},{depth},{thickness}")
    (folder / "cases.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
