"""Writes what OpenCV makes of small pictures, step by step, for TissueGoldenTest. make_tissue_goldens.py FOLDER
Needs: pip install numpy opencv-python-headless"""
import json
import sys

import cv2
import numpy

random = numpy.random.default_rng(3)


def blobs(height, width, sigma, share):
    noise = cv2.GaussianBlur(random.standard_normal((height, width)).astype(numpy.float32), (0, 0), sigma)
    return noise > numpy.quantile(noise, 1 - share)


def picture(height, width):
    mask = cv2.GaussianBlur(blobs(height, width, 6, 0.5).astype(numpy.float32), (0, 0), 1)[..., None]
    glass = random.normal(243, 3, (height, width, 1)) + random.normal(0, 2, (height, width, 3))
    tissue = numpy.array([190, 110, 160]) + random.normal(0, 45, (height, width, 3))
    return numpy.clip(mask * tissue + (1 - mask) * glass, 0, 255).astype(numpy.uint8)


cases = []
for height, width, threshold, median, closing, otsu in [(61, 83, 8, 7, 4, False), (50, 40, 15, 11, 2, False), (64, 64, 40, 3, 5, False),
                                                        (70, 55, 0, 7, 4, True), (33, 90, 60, 1, 0, False), (40, 40, 90, 5, 3, False)]:
    image = picture(height, width)
    saturation = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)[:, :, 1]
    blurred = cv2.medianBlur(saturation, median)
    kind = cv2.THRESH_OTSU + cv2.THRESH_BINARY if otsu else cv2.THRESH_BINARY
    level, binary = cv2.threshold(blurred, 0 if otsu else threshold, 255, kind)
    closed = cv2.morphologyEx(binary, cv2.MORPH_CLOSE, numpy.ones((closing, closing), numpy.uint8)) if closing else binary
    contours, hierarchy = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    points = random.uniform(-3, max(height, width), (60, 2)).round(1)
    points[:30] = points[:30].round()
    cases.append({
        "width": width, "height": height, "threshold": threshold, "median": median, "closing": closing, "otsu": otsu, "level": level,
        "image": image.tobytes().hex(), "saturation": saturation.tobytes().hex(), "blurred": blurred.tobytes().hex(),
        "binary": "".join("1" if v else "0" for v in binary.ravel()), "closed": "".join("1" if v else "0" for v in closed.ravel()),
        "contours": [{"parent": int(hierarchy[0][i][3]), "area": cv2.contourArea(c), "points": c[:, 0].tolist(),
                      "inside": [cv2.pointPolygonTest(c, (float(x), float(y)), False) for x, y in points] if len(c) > 12 else []}
                     for i, c in enumerate(contours)],
        "points": points.tolist()})
with open(sys.argv[1] + "/tissue.json", "w") as out:
    json.dump(cases, out, separators=(",", ":"))
print([(len(c["contours"]), c["level"]) for c in cases])
