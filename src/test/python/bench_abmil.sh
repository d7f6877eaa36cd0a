#!/bin/sh
# Gated attention: a training step beside PyTorch's, and time and memory of 100,000 tiles at inference.
# PYTHON=venv/bin/python sh src/test/python/bench_abmil.sh
set -eu
cd "$(dirname "$0")/../../.."
sh src/build/setup.sh
mvn --batch-mode --quiet --no-transfer-progress test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
java="java -Dlogback.configurationFile=src/build/logback.xml -cp target/test-classes:target/classes:$(cat target/test.classpath)"
main=io.github.encoderj.learn.AttentionBenchmark
"${PYTHON:-python3}" src/test/python/bench_abmil.py 5000 2 $java $main step 5000 2
$java -Xmx1g $main inference 100000 2
