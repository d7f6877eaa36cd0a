#!/bin/sh
# Runs all tests and closes with a line "N passed, N failed".
set -u
cd "$(dirname "$0")/../.."
sh src/build/setup.sh || exit 1
rm -rf target/surefire-reports
mvn --batch-mode --no-transfer-progress -Dmaven.test.failure.ignore=true test
build=$?
python3 - <<'PYTHON' || exit 1
import glob, sys
import xml.etree.ElementTree as xml
passed = failed = skipped = 0
for report in glob.glob("target/surefire-reports/TEST-*.xml"):
    for case in xml.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
            print("FAILED", case.get("classname"), case.get("name"))
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(failed > 0 or passed == 0)
PYTHON
exit $build
