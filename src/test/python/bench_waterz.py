#!/usr/bin/env python3
"""Agglomeration beside waterz, in one run:  bench_waterz.py FOLDER [m64x512x512 l100x1024x1024 ...]

FOLDER holds the volumes that make_bench_volumes.py makes (NAME.aff.f32, NAME.json). Needs numpy and waterz (pip install waterz) and the
compiled tests (mvn test-compile). Prints a table: best of some runs of each, seconds and peak resident memory of the process, and ours
as a share of waterz's. "first" is the first run in a fresh virtual machine, "warm" the best of the following.
"""
import json
import os
import subprocess
import sys
import time

SCORES = {"1 - mean": "OneMinus<MeanAffinity<RegionGraphType, ScoreValue>>",
          "1 - histogramquantile(50, 256)": "OneMinus<HistogramQuantileAffinity<RegionGraphType, 50, ScoreValue, 256, false>>"}
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
CHILD = """
import json, resource, sys, time, numpy as np, waterz
folder, name, score = sys.argv[1:4]
shape = json.load(open(f"{folder}/{name}.json"))["shape_zyx"]
affinities = np.fromfile(f"{folder}/{name}.aff.f32", "<f4").reshape([3] + shape)
start, cpu = time.perf_counter(), time.process_time()
for segmentation in waterz.agglomerate(affinities, [0.5], scoring_function=score):
    pass
print("@" + json.dumps({"total": time.perf_counter() - start, "cpu": time.process_time() - cpu,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    "segments": len(np.unique(segmentation[segmentation > 0]))}))
"""


def waterz(folder, name, score):
    out = subprocess.run([sys.executable, "-c", CHILD, folder, name, SCORES[score]], capture_output=True, text=True, check=True).stdout
    return json.loads(next(line[1:] for line in out.splitlines() if line.startswith("@")))


def classpath():
    file = os.path.join(ROOT, "target", "cp.txt")
    if not os.path.exists(file):
        subprocess.run(["mvn", "-B", "-q", "dependency:build-classpath", "-Dmdep.outputFile=" + file], cwd=ROOT, check=True)
    return os.pathsep.join([os.path.join(ROOT, "target", "test-classes"), os.path.join(ROOT, "target", "classes"), open(file).read().strip()])


def ours(folder, name, score, mode, heap, repeats):
    out = subprocess.run(["java", "-Xmx" + heap, "-Xmn128m", "-XX:+UseParallelGC", "-cp", classpath(),
                          "io.github.encoderj.em.AgglomerationBenchmark", folder, name, score, "0", "0.5", mode, str(repeats)],
                         capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def main(folder, names):
    heaps = {"s": ("500m", "400m"), "m": ("700m", "500m"), "l": ("2400m", "1200m")}
    print("| volume | score | program | watershed | graph | merge | total s | cpu s | peak MB | of waterz's time | memory |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name in names or ["m64x512x512", "l100x1024x1024"]:
        memory, stream = heaps[name[0]]
        for score in SCORES:
            if "histogram" in score:
                memory, stream = {"s": ("700m", "700m"), "m": ("1000m", "800m"), "l": ("3400m", "2200m")}[name[0]]
            try:
                reference = waterz(folder, name, score)
            except subprocess.CalledProcessError as error:
                print(f"waterz cannot run {score}: {error.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
                reference = {"total": float("nan"), "cpu": float("nan"), "peak_mb": float("nan")}
            print(f"| {name} | {score} | waterz | | | | {reference['total']:.2f} | {reference['cpu']:.2f} | {reference['peak_mb']} | 1 | 1 |")
            runs = ours(folder, name, score, "memory", memory, 4 if name[0] != "l" else 3)
            fresh = ours(folder, name, score, "memory", memory, 1)
            streamed = ours(folder, name, score, "stream", stream, 1)
            for label, run in (("first", min(fresh + runs[:1], key=lambda r: r["total"])), ("warm", min(runs[1:], key=lambda r: r["total"])),
                               ("streamed, first", streamed[0])):
                peak = fresh[0]["peak_mb"] if label != "streamed, first" else run["peak_mb"]
                print(f"| {name} | {score} | {label} | {run['watershed']:.2f} | {run['region_graph']:.2f} | {run['merge']:.2f} | "
                      f"{run['total']:.2f} | {run['cpu']:.2f} | {peak} | {run['total'] / reference['total']:.2f} | "
                      f"{peak / reference['peak_mb']:.2f} |", flush=True)


if __name__ == "__main__":
    print(time.strftime("%Y-%m-%d"), os.cpu_count(), "cores, load", os.getloadavg()[0])
    main(sys.argv[1], sys.argv[2:])
