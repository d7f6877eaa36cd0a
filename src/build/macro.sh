#!/bin/sh
# Runs a macro with all EncoderJ commands in plain ImageJ, without Fiji and without a screen, on the classes built here; builds
# them first where they are not up to date. The exit code is not 0 when the macro failed. JAVA_OPTS: options for Java, such as -Xmx8g;
# MAVEN_OPTIONS: options for Maven, such as -o.
set -eu
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "Usage: sh src/build/macro.sh FILE.ijm [ARGUMENT]" >&2
    exit 2
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
list="$root/target/macro.classpath"
if [ ! -f "$list" ] || [ -n "$(find "$root/src/main" "$root/pom.xml" -newer "$list" -print -quit)" ]; then
    # shellcheck disable=SC2086
    ( cd "$root" && sh src/build/setup.sh && mvn --batch-mode --quiet --no-transfer-progress ${MAVEN_OPTIONS:-} compile dependency:build-classpath \
        -DincludeScope=test -Dmdep.outputFile="$list.part" -Dmdep.regenerateFile=true ) >&2
    mv "$list.part" "$list"
fi
# shellcheck disable=SC2086
exec java -Djava.awt.headless=true -Dlogback.configurationFile="$root/src/build/logback.xml" ${JAVA_OPTS:-} \
    -cp "$root/target/classes:$(cat "$list")" io.github.encoderj.command.MacroRunner "$@"
