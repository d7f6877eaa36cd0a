#!/bin/sh
# Builds the update site's folder, or brings it to the next version (then versions that were served before stay known): the suite's jar,
# jars that Fiji lacks, scripts, macros, licences, db.xml.gz. Fails where a jar would clash with one of Fiji's. Then tries the site as
# ImageJ's updater would, in a new folder. Argument: the site's folder (target/update-site). MAVEN_OPTIONS: such as -o.
set -eu
cd "$(dirname "$0")/../.."
site="${1:-target/update-site}"
sh src/build/setup.sh
# shellcheck disable=SC2086
mvn --batch-mode --quiet --no-transfer-progress ${MAVEN_OPTIONS:-} -DskipTests package
# shellcheck disable=SC2086
mvn --batch-mode --quiet --no-transfer-progress ${MAVEN_OPTIONS:-} dependency:build-classpath -DincludeScope=runtime \
    -Dmdep.regenerateFile=true -Dmdep.outputFile=target/runtime.classpath
# shellcheck disable=SC2086
mvn --batch-mode --quiet --no-transfer-progress ${MAVEN_OPTIONS:-} dependency:build-classpath -Dmdep.regenerateFile=true \
    -Dmdep.outputFile=target/test.classpath
jar=$(find target -maxdepth 1 -name 'encoderj-*.jar' ! -name '*-sources.jar' ! -name '*-tests.jar' ! -name '*-javadoc.jar')
pom=$(sed -n '/<parent>/,/<\/parent>/s:.*<version>\(.*\)</version>.*:\1:p' pom.xml)
pom="${MAVEN_REPOSITORY:-$HOME/.m2/repository}/org/scijava/pom-scijava/$pom/pom-scijava-$pom.pom"
classes="target/test-classes:target/classes:$(cat target/test.classpath)"
java -cp "$classes" io.github.encoderj.site.UpdateSite "$site" "$jar" target/runtime.classpath "$pom" target/update-site-staged
rm -rf target/update-site-tried
java -cp "$classes" io.github.encoderj.site.TryUpdateSite "$site" target/update-site-tried > target/update-site-tried.txt
echo "Installed into target/update-site-tried: $(wc -l < target/update-site-tried.txt) files"
