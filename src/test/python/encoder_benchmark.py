"""Times the folders that EncoderBenchmark made, in PyTorch eager through transformers.
usage: encoder_benchmark.py FOLDER model:size:batch:threads...   (pip install torch transformers)"""
import resource
import statistics
import sys
import time

import torch
from transformers import AutoModel

for what in sys.argv[2:]:
    name, size, batch, threads = what.split(":")
    torch.set_num_threads(int(threads))
    start = time.perf_counter()
    model = AutoModel.from_pretrained(sys.argv[1] + "/" + name.replace("-bf16", ""), attn_implementation="sdpa" if "vit" in name else None).eval()
    if name.endswith("-bf16"):
        model = model.bfloat16()
    loading = time.perf_counter() - start
    pixels = torch.randn(int(batch), 3, int(size), int(size), dtype=next(model.parameters()).dtype)
    times = []
    cpu = 0
    repeats = max(3, min(15, 800000 // int(size) ** 2 // int(batch) * 4))
    with torch.inference_mode():
        for r in range(repeats + 3):
            t, c = time.perf_counter(), time.process_time()
            model(pixel_values=pixels)
            if r >= 3:
                times.append((time.perf_counter() - t) * 1e3 / int(batch))
                cpu += (time.process_time() - c) * 1e3 / int(batch) / repeats
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:14s} {size} px batch {batch} threads {threads}: best {min(times):.1f} median {statistics.median(times):.1f} ms/image, "
          f"CPU {cpu:.1f}, ready in {loading:.2f} s, peak {peak} MB, torch {torch.__version__}", flush=True)
