#!/bin/sh
# Builds everything and runs the main job on test-images: target/demo then holds the label stack (neurons.tif), a colour overlay
# (overlay.png), the trained head and the tables. The scores are printed at the end.
set -eu
cd "$(dirname "$0")/../.."
rm -rf target/demo
mkdir -p target
sh src/build/macro.sh macros/em_neuron_segmentation.ijm "test-images;target/demo;5;${EPOCHS:-10}"
