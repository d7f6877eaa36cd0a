#!/bin/sh
# Runs JMH benchmarks: jmh.sh NAME [JMH OPTIONS], such as jmh.sh AgglomerationStages -p folder=FOLDER -p volume=m64x512x512
set -eu
cd "$(dirname "$0")/../.."
sh src/build/setup.sh
mvn --batch-mode --quiet --no-transfer-progress test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
classpath="target/test-classes:target/classes:$(cat target/test.classpath)"
# JMH's generator only looks at classes with benchmarks, so these are copied
rm -rf target/jmh && mkdir -p target/jmh/sources target/jmh/classes target/jmh/benchmarks
(cd target/test-classes && find . -name '*StagesBenchmark.class' -exec cp --parents {} ../jmh/benchmarks \;)
java -cp "$classpath" org.openjdk.jmh.generators.bytecode.JmhBytecodeGenerator target/jmh/benchmarks target/jmh/sources target/jmh/classes \
    reflection > target/jmh/generator.log
find target/jmh/sources -name '*.java' > target/jmh/sources.txt
javac -nowarn -proc:none -cp "$classpath" -d target/jmh/classes @target/jmh/sources.txt
exec java -cp "target/jmh/classes:$classpath" org.openjdk.jmh.Main "$@"
