#!/bin/sh
# Makes the pictures of README and pages again, from what demo.sh left in target/demo and from the sample patient.
set -eu
cd "$(dirname "$0")/../.."
mvn --batch-mode --quiet --no-transfer-progress test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
sh src/build/macro.sh macros/petct_patient.ijm
cp target/petct/pet_mip.png src/site/resources/images/petct-projections.png
exec java -Djava.awt.headless=true -cp "target/test-classes:target/classes:$(cat target/test.classpath)" \
    io.github.encoderj.command.Pictures src/site/resources/images
