#!/bin/sh
# The EM job on real sections of ISBI 2012: isbi.sh FOLDER [key=value ...], FOLDER with sections-00-19-volume.tif and sections-00-19-labels.tif.
exec sh "$(dirname "$0")/em-check.sh" isbi "$@"
