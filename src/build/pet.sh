#!/bin/sh
# Tumours in PET of real patients by 5 folds: pet.sh FOLDER VARIANT MINUTES THREADS [FOLDS [ENCODER [SEED]]]; see PetExperiment.
set -eu
cd "$(dirname "$0")/../.."
sh src/build/setup.sh
mvn --batch-mode --quiet --no-transfer-progress test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
exec java -Dlogback.configurationFile=src/build/logback.xml -cp "target/test-classes:target/classes:$(cat target/test.classpath)" \
    io.github.encoderj.volume.segmentation.PetExperiment "$@"
