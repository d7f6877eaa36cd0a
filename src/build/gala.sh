#!/bin/sh
# The EM job on the real sections of the gala project: gala.sh FOLDER [SEEDS [EPOCHS]], FOLDER with train-image.tif and train-gt.tif.
set -eu
cd "$(dirname "$0")/../.."
sh src/build/setup.sh
mvn --batch-mode --quiet --no-transfer-progress test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
exec java -Dlogback.configurationFile=src/build/logback.xml -cp "target/test-classes:target/classes:$(cat target/test.classpath)" \
    io.github.encoderj.em.GalaCheck "$@"
