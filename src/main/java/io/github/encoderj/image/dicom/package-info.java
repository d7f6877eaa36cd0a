/**
 * DICOM, read strictly by a small parser of its own: stored values exactly as in the file, geometry and rescale slice by slice. What
 * cannot be read exactly is refused. Names of patients are skipped while parsing and so reach no output and no log.
 */
package io.github.encoderj.image.dicom;
