#!/bin/sh
# Compares the three segmentation heads on synthetic radiographs; see src/site/markdown/benchmarks.md.
# Arguments, all of which may be left out: number of radiographs, epochs, resolution of the filter bank, of a transformer, channels, encoder.
set -eu
cd "$(dirname "$0")/../.."
mvn --batch-mode --quiet --no-transfer-progress test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
exec java -Djava.awt.headless=true -cp "target/test-classes:target/classes:$(cat target/test.classpath)" \
    io.github.encoderj.cxr.segmentation.SegmentationBenchmark "$@"
