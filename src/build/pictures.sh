#!/bin/sh
# Makes the pictures of the README again, from what demo.sh left in target/demo.
set -eu
cd "$(dirname "$0")/../.."
mvn --batch-mode --quiet --no-transfer-progress test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
exec java -Djava.awt.headless=true -cp "target/test-classes:target/classes:$(cat target/test.classpath)" \
    io.github.encoderj.command.Pictures src/site/resources/images
