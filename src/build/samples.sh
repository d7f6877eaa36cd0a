#!/bin/sh
# Makes the images of test-images again, byte for byte. Argument: another folder to write to.
set -eu
cd "$(dirname "$0")/../.."
sh src/build/setup.sh
mkdir -p target
mvn --batch-mode --quiet -DskipTests test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
java -cp "target/classes:target/test-classes:$(cat target/classpath)" io.github.encoderj.sample.SampleFiles "${1:-test-images}"
