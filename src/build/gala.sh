#!/bin/sh
# The EM job on the real sections of the gala project: gala.sh FOLDER [key=value ...], FOLDER with train-image.tif and train-gt.tif.
exec sh "$(dirname "$0")/em-check.sh" gala "$@"
