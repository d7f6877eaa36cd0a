#!/bin/sh
# Times the reading of slides beside OpenSlide and the finding of tissue. PYTHON=venv/bin/python sh src/test/python/bench_slides.sh SLIDE
# [LEVEL [COORDINATES.csv]]: a pyramidal file, the level on which tissue is found, and CLAM's own tiles of 256 px (preset TCGA).
set -eu
cd "$(dirname "$0")/../../.."
sh src/build/setup.sh
mvn --batch-mode --quiet --no-transfer-progress test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
run() {
    java -Dlogback.configurationFile=src/build/logback.xml -cp "target/test-classes:target/classes:$(cat target/test.classpath)" "$@"
}
run io.github.encoderj.image.pyramid.PyramidBenchmark "$1" 6000 2 3
"${PYTHON:-python3}" src/test/python/slide_reading.py "$1" 4000
level=${2:-4}
run io.github.encoderj.wsi.TissueBenchmark "$1" "$level" ${3:+"$3"}
run io.github.encoderj.wsi.features.EncodingBenchmark target/features filterbank 128 256 2 TCGA "$1"
