#!/bin/sh
# How long a fresh Java takes from its start to where a command's dialog opens: startup.sh [LABEL]. JAVA: another java than the one found.
set -eu
cd "$(dirname "$0")/../.."
sh src/build/setup.sh
# shellcheck disable=SC2086
mvn --batch-mode --quiet --no-transfer-progress ${MAVEN_OPTIONS:-} test-compile dependency:build-classpath -Dmdep.regenerateFile=true \
    -Dmdep.outputFile=target/test.classpath
exec "${JAVA:-java}" -Djava.awt.headless=true -cp "target/test-classes:target/classes:$(cat target/test.classpath)" \
    io.github.encoderj.command.Startup "${1:-Train Affinities...}"
