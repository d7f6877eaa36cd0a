#!/bin/sh
# The EM job on real sections: em-check.sh gala|isbi FOLDER [key=value ...]; the options stand in EmCheck.java.
set -eu
cd "$(dirname "$0")/../.."
case "$1" in gala) check=GalaCheck ;; isbi) check=IsbiCheck ;; *) echo "expected gala or isbi, found $1" >&2; exit 2 ;; esac
shift
sh src/build/setup.sh
mvn --batch-mode --quiet --no-transfer-progress test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
exec java -Dlogback.configurationFile=src/build/logback.xml -cp "target/test-classes:target/classes:$(cat target/test.classpath)" \
    "io.github.encoderj.em.$check" "$@"
