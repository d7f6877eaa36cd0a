#!/bin/sh
# Makes the pictures of README and pages again: from what demo.sh left in target/demo, from the sample patient, and of the windows that
# screenshots.sh left in target/screenshots (which it makes if they are missing). MAVEN_OPTIONS: such as -o.
set -eu
cd "$(dirname "$0")/../.."
images=src/site/resources/images
[ -f target/screenshots/volume-projections.png ] || sh src/build/screenshots.sh
for window in start dialog-train-affinities dialog-encode-images dialog-compare-masks dialog-train-radiograph-classifier; do
    cp "target/screenshots/$window.png" "$images"
done
for result in find-tissue slide-attention-map segment-radiographs; do # the first window is a table
    cp "target/screenshots/$result-2.png" "$images/$result.png"
done
# shellcheck disable=SC2086
mvn --batch-mode --quiet --no-transfer-progress ${MAVEN_OPTIONS:-} test-compile dependency:build-classpath -Dmdep.regenerateFile=true \
    -Dmdep.outputFile=target/test.classpath
sh src/build/macro.sh macros/petct_patient.ijm
cp target/petct/pet_mip.png "$images/petct-projections.png"
exec java -Djava.awt.headless=true -cp "target/test-classes:target/classes:$(cat target/test.classpath)" \
    io.github.encoderj.command.Pictures "$images"
