"""Tiles read in a second from level 0 by OpenSlide, on two processes: the same tiles as PyramidBenchmark. slide_reading.py FILE [TILES]
Needs: pip install openslide-python openslide-bin numpy"""
import multiprocessing
import sys
import time

import numpy
import openslide


def read(arguments):
    path, places, side = arguments
    slide = openslide.OpenSlide(path)
    start = time.process_time()
    for place in places:
        numpy.asarray(slide.read_region(place, 0, (side, side)).convert("RGB"))
    return time.process_time() - start


if __name__ == "__main__":
    path, tiles = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 4000
    width, height = openslide.OpenSlide(path).dimensions
    for side in (256, 224):
        places = [(x, y) for y in range(0, height - side + 1, side) for x in range(0, width - side + 1, side)][:tiles]
        for processes in (1, 2):
            start = time.perf_counter()
            with multiprocessing.Pool(processes) as pool:
                share = -(-len(places) // processes)
                work = pool.map(read, [(path, places[i * share:(i + 1) * share], side) for i in range(processes)])
            seconds = time.perf_counter() - start
            print(f"OpenSlide {side} px, {processes} processes, {len(places)} tiles, {seconds:.2f} s: {len(places) / seconds:.0f} tiles/s, "
                  f"{1000 * sum(work) / len(places):.2f} ms of CPU a tile")
