#!/bin/sh
# Runs JMH benchmarks: jmh.sh NAME [JMH OPTIONS], such as jmh.sh AgglomerationStages -p folder=FOLDER -p volume=m64x512x512
set -eu
cd "$(dirname "$0")/../.."
sh src/build/setup.sh
mvn --batch-mode --quiet --no-transfer-progress test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
exec java -cp "target/test-classes:target/classes:$(cat target/test.classpath)" org.openjdk.jmh.Main "$@"
