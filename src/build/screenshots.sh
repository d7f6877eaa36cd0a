#!/bin/sh
# Makes pictures of every command's dialog as Fiji lays it out, of the start window, and of results on test-images
# (src/build/screenshots.txt), in plain ImageJ on a virtual screen (Xvfb and a font such as DejaVu must be installed). Fails where text of a
# dialog is cut. Argument: folder for the pictures (target/screenshots). MAVEN_OPTIONS: such as -o.
set -eu
cd "$(dirname "$0")/../.."
pictures="${1:-target/screenshots}"
sh src/build/setup.sh
# shellcheck disable=SC2086
mvn --batch-mode --quiet --no-transfer-progress ${MAVEN_OPTIONS:-} test-compile dependency:build-classpath -Dmdep.regenerateFile=true \
    -Dmdep.outputFile=target/test.classpath
home=/tmp/encoderj # shown in the start window
rm -rf target/screenshots/files
mkdir -p target/screenshots/files "$home"
exec xvfb-run --auto-servernum --server-args="-screen 0 1280x1024x24" java -Dlogback.configurationFile=src/build/logback.xml \
    -Duser.home="$home" -Dencoderj.natives="$home/natives" \
    -cp "target/test-classes:target/classes:$(cat target/test.classpath)" io.github.encoderj.command.Screenshots "$pictures" \
    src/build/screenshots.txt
