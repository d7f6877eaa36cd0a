#!/bin/sh
# Times the metrics and the reference tools on the same files in one run:  bench_metrics.sh FOLDER [partition masks classification]
# FOLDER: see bench_metrics.py. PYTHON names the interpreter with the reference tools. Compile the tests before: mvn test-compile
set -eu
cd "$(dirname "$0")/../../.."
folder=$1
shift
python="${PYTHON:-python3}"
[ -f target/test-classpath.txt ] || mvn -B -q -o dependency:build-classpath -Dmdep.outputFile=target/test-classpath.txt
"$python" src/test/python/bench_metrics.py "$folder" make
"$python" src/test/python/bench_metrics.py "$folder" ${@:-partition masks classification}
java -Xmx8g -cp "target/test-classes:target/classes:$(cat target/test-classpath.txt)" io.github.encoderj.metrics.MetricsBenchmark \
    "$folder" "$@"
